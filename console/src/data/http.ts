import { type ErrorCode, isErrorCode } from '../../../core/errors.ts';
import type { Locale } from '../../../core/member.ts';

/** A request that was refused or did not get through. `status` 0: nobody answered. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: ErrorCode | null;
  /** The server's own sentence for a person, in their language. */
  readonly detail: string | null;
  constructor(status: number, problem: { readonly code?: unknown; readonly detail?: unknown } = {}) {
    super(`HTTP ${status}`);
    this.name = 'HttpError';
    this.status = status;
    this.code = isErrorCode(problem.code) ? problem.code : null;
    this.detail = typeof problem.detail === 'string' && problem.detail !== '' ? problem.detail : null;
  }
}

let language = 'en';

/** Sentences that the server writes come in the language the page is read in. */
export const speak = (locale: Locale): void => {
  language = locale;
};

const send = async (path: string, init: RequestInit): Promise<Response> => {
  let response: Response;
  try {
    response = await fetch(path, {
      credentials: 'same-origin',
      ...init,
      headers: { 'accept-language': language, ...init.headers },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new HttpError(0);
  }
  if (response.ok) return response;
  throw new HttpError(response.status, (await response.json().catch(() => ({}))) as object);
};

/** The answer's JSON, which the caller reads with a reader of its own. */
export const get = async (path: string, signal?: AbortSignal): Promise<unknown> =>
  (await send(path, { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) })).json();

export const getText = async (path: string, signal?: AbortSignal): Promise<string> =>
  (await send(path, { headers: { accept: 'text/plain' }, ...(signal ? { signal } : {}) })).text();

export const post = async (path: string, body: unknown): Promise<unknown> => {
  const response = await send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
  return response.status === 204 ? undefined : response.json().catch(() => undefined);
};
