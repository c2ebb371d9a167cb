import { createHmac } from 'node:crypto';

/** What Slack sends with everything it posts to us. */
export const signSlack = (
  secret: string,
  rawBody: string,
  timestampSeconds: number = Math.floor(Date.now() / 1000),
): Readonly<Record<string, string>> => ({
  'x-slack-request-timestamp': String(timestampSeconds),
  'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${timestampSeconds}:${rawBody}`).digest('hex')}`,
});

/** How an app answered a delivery. `status` 0: it did not answer, or nobody was there. */
export interface Delivered {
  readonly status: number;
  readonly answeredWithinMs: number;
  /** Parsed where it is JSON. */
  readonly body: unknown;
  readonly noRetry: boolean;
}

export interface PostOver {
  readonly timestamp?: number;
  readonly signature?: string;
  readonly retryNum?: number;
  readonly timeoutMs?: number;
}

const LONGEST_MS = 30_000;

export const postSigned = async (
  url: string,
  secret: string,
  body: string,
  contentType: string,
  over: PostOver = {},
): Promise<Delivered> => {
  const headers = {
    'content-type': contentType,
    ...signSlack(secret, body, over.timestamp),
    ...(over.signature === undefined ? {} : { 'x-slack-signature': over.signature }),
    ...(over.retryNum === undefined
      ? {}
      : { 'x-slack-retry-num': String(over.retryNum), 'x-slack-retry-reason': 'http_timeout' }),
  };
  const start = performance.now();
  const signal = AbortSignal.timeout(over.timeoutMs ?? LONGEST_MS);
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal });
    const words = await answer.text();
    return {
      status: answer.status,
      answeredWithinMs: performance.now() - start,
      body: parsed(words),
      noRetry: answer.headers.get('x-slack-no-retry') === '1',
    };
  } catch {
    return { status: 0, answeredWithinMs: performance.now() - start, body: null, noRetry: false };
  }
};

const parsed = (words: string): unknown => {
  try {
    return JSON.parse(words) as unknown;
  } catch {
    return words === '' ? null : words;
  }
};
