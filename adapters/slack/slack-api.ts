import { setTimeout as delay } from 'node:timers/promises';
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { AppError } from '../../core/errors.ts';
import type { OutboundBudget, PostUrgency } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import { METHODS, type SlackMethod } from './methods.ts';
import { quietLogger } from './quiet-logger.ts';
import { SlackRefusal } from './slack-refusal.ts';

export interface CallOptions {
  /** `now` unless told: waits its turn. */
  readonly urgency?: PostUrgency;
}

/** One workspace's Web API, within its budget. */
export interface SlackApi {
  /**
   * Throws SlackRefusal when Slack said no, AppError `chat_unavailable` when it did not answer or there is no room
   * (`retryInMs` then says when to ask again).
   */
  call<Result = Record<string, unknown>>(
    method: SlackMethod,
    args: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<Result>;
  /** A file people shared: its first bytes, at most `limit`. */
  download(url: string, limit: number): Promise<Buffer>;
  /** Scopes the token has, by the header of the last answer. */
  scopes(): Promise<readonly string[]>;
}

export interface SlackApiOptions {
  readonly token: string;
  readonly tenantId: string;
  readonly teamId: string;
  /** Ends in `/api/`. */
  readonly apiUrl: string;
  readonly budget: OutboundBudget;
  readonly log: Log;
}

/** A call that takes longer than this is given up; its outcome is then not known. */
const TIMEOUT_MS = 10_000;
/** A place in line further away than this is left to others; whoever asked comes back. */
const LONGEST_WAIT_MS = 12_000;
const LONGEST_RETRY_MS = 3_000;
const TRIES = 3;

export const budgetKey = (
  teamId: string,
  method: SlackMethod,
  args: Readonly<Record<string, unknown>>,
): string =>
  METHODS[method].budget === 'channel'
    ? `slack/${teamId}/${method}/${String(args.channel ?? '')}`
    : `slack/${teamId}/${method}`;

export const createWebClient = (token: string | undefined, apiUrl: string, log: Log): WebClient =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    // The SDK's own would retry for half an hour, and stop every method while one is limited.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logger: quietLogger(log),
  });

export const createSlackApi = (options: SlackApiOptions): SlackApi => {
  const client = createWebClient(options.token, options.apiUrl, options.log);
  return {
    call: async <Result>(
      method: SlackMethod,
      args: Readonly<Record<string, unknown>>,
      how: CallOptions = {},
    ) => {
      const key = budgetKey(options.teamId, method, args);
      for (let attempt = 1; ; attempt += 1) {
        await takeTurn(options, method, key, how.urgency ?? 'now');
        try {
          return (await client.apiCall(method, { ...args })) as Result;
        } catch (error) {
          const again = await retryDelay(options, key, method, error, attempt);
          if (again === null) throw translate(error, method);
          await delay(again);
        }
      }
    },
    download: (url, limit) => download(options, url, limit),
    scopes: async () => (await client.apiCall('auth.test')).response_metadata?.scopes ?? [],
  };
};

const takeTurn = async (
  { budget, tenantId }: SlackApiOptions,
  method: SlackMethod,
  key: string,
  urgency: PostUrgency,
): Promise<void> => {
  const { rate } = METHODS[method];
  if (!rate) return;
  const turn = await budget.reserve(tenantId, key, rate, urgency);
  if (turn.waitMs === null) throw new AppError('chat_unavailable', { retryInMs: turn.retryInMs });
  if (turn.waitMs > LONGEST_WAIT_MS) throw new AppError('chat_unavailable', { retryInMs: turn.waitMs });
  if (turn.waitMs > 0) await delay(turn.waitMs);
};

/** Milliseconds until the call may be tried again here and now; null: it is for the caller to decide. */
const retryDelay = async (
  { budget, tenantId, log }: SlackApiOptions,
  key: string,
  method: SlackMethod,
  error: unknown,
  attempt: number,
): Promise<number | null> => {
  if (error instanceof WebAPIRateLimitedError) {
    const ms = error.retryAfter * 1000;
    log.warn({ method, retryAfterMs: ms }, 'Slack asks to wait');
    // Everybody's turn under this key comes later; other methods go on.
    await budget.block(tenantId, key, ms);
    return attempt < TRIES && ms <= LONGEST_RETRY_MS ? ms : null;
  }
  const safe = METHODS[method].repeatable && attempt < TRIES;
  if (isUnanswered(error)) return safe ? 200 * attempt : null;
  if (!(error instanceof WebAPIPlatformError) || toRefusal(error, method).action !== 'retry') return null;
  return attempt < TRIES && (safe || !MAYBE_DONE.includes(error.data.error)) ? 300 * attempt : null;
};

/** Slack says of these that a part may have been done. */
const MAYBE_DONE = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'];

/** Slack did not answer, or answered with a fault of its own: what it did is not known. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError;

const toRefusal = (error: WebAPIPlatformError, method: SlackMethod): SlackRefusal =>
  new SlackRefusal(error.data.error, method, { cause: error });

const translate = (error: unknown, method: SlackMethod): unknown => {
  if (error instanceof WebAPIRateLimitedError) {
    return new AppError('chat_unavailable', { retryInMs: error.retryAfter * 1000 }, { cause: error });
  }
  if (error instanceof WebAPIPlatformError && !MAYBE_DONE.includes(error.data.error))
    return toRefusal(error, method);
  return new AppError('chat_unavailable', { outcome: 'unknown' }, { cause: error });
};

/** Whether a call that failed may have taken effect all the same. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'chat_unavailable' && error.params.outcome === 'unknown';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** The token goes to Slack's own file server and nowhere else. */
const isFileServer = (url: string, apiUrl: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  // A stand-in for Slack on this machine keeps its files here, too.
  if (LOOPBACK.includes(new URL(apiUrl).hostname)) return LOOPBACK.includes(hostname);
  return protocol === 'https:' && ['files.slack.com', 'files.slack-gov.com'].includes(hostname);
};

const download = async ({ token, apiUrl }: SlackApiOptions, url: string, limit: number): Promise<Buffer> => {
  if (!isFileServer(url, apiUrl)) throw new AppError('chat_unavailable', { host: 'not of Slack' });
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok || !answer.body) throw new AppError('chat_unavailable', {}, { cause: answer.status });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body) {
    parts.push(part);
    size += part.length;
    if (size >= limit) break;
  }
  return Buffer.concat(parts).subarray(0, limit);
};
