import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { SecretBox } from '../../core/ports/secret-box.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^v1\.([\w-]+)\.([\w-]+)$/;

export interface SecretBoxOptions {
  /** 32 bytes. */
  readonly key: Buffer;
  /** Letters, digits, `_` and `-`: says later which key a text was sealed with. */
  readonly keyId: string;
}

/** AES-256-GCM: `v1.<key id>.<nonce, tag and text in base64url>`; the context is authenticated, not stored. */
export const createSecretBox = ({ key, keyId }: SecretBoxOptions): SecretBox => {
  if (key.length !== KEY_BYTES) throw new Error(`the key of a secret box has ${KEY_BYTES} bytes`);
  if (!/^[\w-]+$/.test(keyId)) throw new Error('the id of a key is made of letters, digits, _ and -');
  const bound = (context: string): Buffer => Buffer.from(`v1.${keyId}.${context}`, 'utf8');
  return {
    seal(secret, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound(context));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return `v1.${keyId}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`;
    },
    open(sealed, context) {
      const [, id, body = ''] = SEALED.exec(sealed) ?? [];
      const bytes = Buffer.from(body, 'base64url');
      if (id !== keyId || bytes.length < NONCE_BYTES + TAG_BYTES) throw new AppError('secret_unreadable');
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      try {
        const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
          .setAAD(bound(context))
          .setAuthTag(tag);
        const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch (error) {
        throw new AppError('secret_unreadable', {}, { cause: error });
      }
    },
  };
};
