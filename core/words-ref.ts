import type { ThreadRef } from './task.ts';

const REF = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/([\s\S]+)$/;

/** For a button below an answer that may reach its reader in another place than where the words were written. */
export const toWordsRef = ({ threadId }: Pick<ThreadRef, 'threadId'>, messageId: string): string =>
  `${threadId}/${messageId}`;

/** `threadId` null: they were written where the button is. */
export const readWordsRef = (
  value: string,
): { readonly threadId: string | null; readonly messageId: string } => {
  const [, threadId = null, messageId = value] = REF.exec(value) ?? [];
  return { threadId, messageId };
};
