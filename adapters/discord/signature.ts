import { createPublicKey, type KeyObject, verify } from 'node:crypto';

export type SignatureCheck = 'ok' | 'missing' | 'stale' | 'wrong';

/** Seconds a request may be old, and may come from a clock ahead of ours. */
const WINDOW_S = 5 * 60;
/** What stands before the 32 bytes of every Ed25519 public key (RFC 8410). */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** The application's public key, as its page shows it: 64 hex digits. Throws when it is none. */
export const readPublicKey = (hex: string): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_HEAD, Buffer.from(hex, 'hex')]), format: 'der', type: 'spki' });

/** Ed25519 over the timestamp and the bytes as they came (discord.com/developers, "Setting Up an Endpoint"). */
export const checkSignature = (request: {
  readonly publicKey: KeyObject;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly rawBody: Buffer;
  readonly nowSeconds: number;
}): SignatureCheck => {
  const { publicKey, timestamp, signature, rawBody, nowSeconds } = request;
  if (!timestamp || !signature) return 'missing';
  if (!/^\d{1,12}$/.test(timestamp) || !/^[\da-f]{128}$/i.test(signature)) return 'wrong';
  const signed = Buffer.concat([Buffer.from(timestamp), rawBody]);
  if (!verify(null, signed, publicKey, Buffer.from(signature, 'hex'))) return 'wrong';
  // Only what Discord signed is called stale: the hint about the clock is then right.
  return Math.abs(nowSeconds - Number(timestamp)) > WINDOW_S ? 'stale' : 'ok';
};
