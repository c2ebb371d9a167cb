import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SecretBox } from '../../core/ports/secret-box.ts';
import { createSecretBox } from './secret-box.ts';

/** Base64 of 32 bytes. */
const KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** Without a key nothing is sealed, and no workspace can be installed from the web page. */
export const secretBoxConfig = z.object({
  COUNTERSIGN_ENCRYPTION_KEY: z
    .string()
    .trim()
    .regex(KEY, 'must be 32 random bytes in base64, as `openssl rand -base64 32` makes them')
    .optional()
    .describe('Seals the tokens of installed workspaces in the database'),
});

/** Recognises the key without telling anything of it. */
const keyIdOf = (key: Buffer): string =>
  createHash('sha256').update('countersign key id').update(key).digest('base64url').slice(0, 8);

/** null when there is no key. */
export const readSecretBox = (env: z.infer<typeof secretBoxConfig>): SecretBox | null => {
  if (env.COUNTERSIGN_ENCRYPTION_KEY === undefined) return null;
  const key = Buffer.from(env.COUNTERSIGN_ENCRYPTION_KEY, 'base64');
  return createSecretBox({ key, keyId: keyIdOf(key) });
};
