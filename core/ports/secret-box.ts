/** Seals short secrets for the database. `context` is bound to the sealed text: it opens only under the same one. */
export interface SecretBox {
  seal(secret: string, context: string): string;
  /** Throws AppError `secret_unreadable` when the key, the context or the text is not the one it was sealed with. */
  open(sealed: string, context: string): string;
}
