import { createHmac, timingSafeEqual } from 'node:crypto';

export type SignatureCheck = 'ok' | 'missing' | 'stale' | 'wrong';

/** Seconds a request may be old, and may come from a clock ahead of ours. */
const WINDOW_S = 5 * 60;

/** `v0` signatures over the bytes as they came (docs.slack.dev, "Verifying requests from Slack"). */
export const checkSignature = (request: {
  readonly signingSecret: string;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly rawBody: Buffer;
  readonly nowSeconds: number;
}): SignatureCheck => {
  const { signingSecret, timestamp, signature, rawBody, nowSeconds } = request;
  if (!timestamp || !signature) return 'missing';
  if (!/^\d{1,12}$/.test(timestamp)) return 'wrong';
  if (Math.abs(nowSeconds - Number(timestamp)) > WINDOW_S) return 'stale';
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(rawBody).digest('hex');
  const expected = Buffer.from(`v0=${digest}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected) ? 'ok' : 'wrong';
};
