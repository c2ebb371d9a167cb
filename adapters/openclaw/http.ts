import { z } from 'zod';

const PROBE_MS = 5_000;
const MOST_CHARACTERS = 100_000;

/** ws://host:port → http://host:port, wss → https. */
export const httpOf = (url: string, path: string): string => {
  const at = new URL(path, url);
  at.protocol = at.protocol === 'wss:' ? 'https:' : 'http:';
  return at.href;
};

export interface HttpAnswer {
  readonly status: number;
  /** null when it was no JSON object. */
  readonly body: Readonly<Record<string, unknown>> | null;
}

const record = z.record(z.string(), z.unknown());

/** null: nobody answered. An abort by the caller is thrown. */
export const askHttp = async (
  url: string,
  { signal, ...init }: RequestInit & { readonly signal: AbortSignal },
): Promise<HttpAnswer | null> => {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]);
    const response = await fetch(url, { ...init, redirect: 'manual', signal: limit });
    const words = (await response.text()).slice(0, MOST_CHARACTERS);
    return { status: response.status, body: readRecord(words) };
  } catch {
    if (signal.aborted) throw signal.reason;
    return null;
  }
};

const readRecord = (words: string): HttpAnswer['body'] => {
  try {
    return record.safeParse(JSON.parse(words)).data ?? null;
  } catch {
    return null;
  }
};
