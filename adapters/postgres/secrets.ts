import { createHash, randomBytes } from 'node:crypto';

/** What is stored of a secret: SHA-256 in hex. Our secrets are random and long, so they need no slow hash. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** 256 random bits that can stand in a URL. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** An API key: `cs_<8 characters to recognise it by>_<secret>`. */
export const newApiKey = (): { readonly key: string; readonly prefix: string } => {
  const prefix = `cs_${randomBytes(4).toString('hex')}`;
  return { key: `${prefix}_${newSecret()}`, prefix };
};
