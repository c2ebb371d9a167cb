/** What to send and how far to go with the answer. */
export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly hosts: readonly string[] | undefined;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** Bytes read; not more than the limit. */
  readonly bytes: number;
  readonly cut: boolean;
  readonly body: string;
  readonly latencyMs: number;
  /** Where the server pointed, when it was not followed there. */
  readonly notFollowed: string | null;
}

/** Why no answer came. `begun: false` means that nothing can have reached the server. */
export class NoAnswer extends Error {
  readonly begun: boolean;
  readonly reason: string;
  constructor(reason: string, begun: boolean, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
    this.begun = begun;
  }
}

const MAX_REDIRECTS = 5;
/** Codes of failures before anything was sent, in words. */
const NOT_BEGUN: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'unknown host',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'timeout while connecting',
};

/**
 * Sends and reads. Redirects are followed only for GET and HEAD, on the same scheme, to an allowed host, and without
 * the request's own headers once the origin changes. Throws NoAnswer, or the signal's reason when it was aborted.
 */
export const send = async (outgoing: Outgoing): Promise<Answer> => {
  const { signal } = outgoing;
  const timeout = AbortSignal.timeout(outgoing.timeoutMs);
  const both = AbortSignal.any([signal, timeout]);
  const started = performance.now();
  try {
    const { response, notFollowed } = await follow(outgoing, both);
    const { bytes, cut, body } = await read(response, outgoing.maxBytes);
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      bytes,
      cut,
      body,
      latencyMs: Math.round(performance.now() - started),
      notFollowed,
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof NoAnswer) throw error;
    if (timeout.aborted) throw new NoAnswer('timeout', true, { cause: error });
    const code = (error as { cause?: { code?: unknown } }).cause?.code;
    const notBegun = NOT_BEGUN[String(code)];
    throw new NoAnswer(notBegun ?? 'connection lost', notBegun === undefined, { cause: error });
  }
};

const checkHost = (url: URL, hosts: readonly string[] | undefined): void => {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new NoAnswer(`${url.protocol} is not allowed`, false);
  if (hosts && !hosts.includes(url.hostname))
    throw new NoAnswer(`the host ${url.hostname} is not allowed`, false);
};

const follow = async (
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<{ response: Response; notFollowed: string | null }> => {
  const { method, body } = outgoing;
  let { url, headers } = outgoing;
  checkHost(url, outgoing.hosts);
  for (let hop = 0; ; hop += 1) {
    const response = await fetch(url, {
      method,
      // A kept connection may be dead already, and then nobody knows whether the request was taken.
      headers: { ...headers, connection: 'close' },
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body }),
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null)
      return { response, notFollowed: null };
    const next = URL.canParse(location, url) ? new URL(location, url) : null;
    const allowed =
      (method === 'GET' || method === 'HEAD') && hop < MAX_REDIRECTS && next?.protocol === url.protocol;
    if (!allowed || !next) return { response, notFollowed: location };
    checkHost(next, outgoing.hosts);
    await response.body?.cancel();
    if (next.origin !== url.origin) headers = {};
    url = next;
  }
};

const read = async (
  response: Response,
  maxBytes: number,
): Promise<{ bytes: number; cut: boolean; body: string }> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let cut = false;
  if (response.body) {
    // Leaving the loop early cancels the stream, so that nothing more is fetched.
    for await (const chunk of response.body) {
      const room = maxBytes - bytes;
      cut = chunk.byteLength > room;
      chunks.push(cut ? chunk.subarray(0, room) : chunk);
      bytes += Math.min(chunk.byteLength, room);
      if (cut) break;
    }
  }
  return { bytes, cut, body: new TextDecoder().decode(Buffer.concat(chunks)) };
};
