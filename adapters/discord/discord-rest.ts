import { DefaultRestOptions, DiscordAPIError, RateLimitError, type RawFile, REST } from 'discord.js';
import { AppError } from '../../core/errors.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import { type DiscordRoute, fillPath, GLOBAL_PER_SECOND, ROUTES } from './routes.ts';

export interface RestRequest {
  readonly route: DiscordRoute;
  readonly params: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly files?: readonly RawFile[];
}

/** One bot's way to Discord, shared by everything in a process: no budget of ours, no second try. */
export interface DiscordRest {
  /**
   * Throws DiscordRefusal when Discord said no, RateLimited when it asks to wait, AppError `chat_unavailable` when it
   * did not answer or must not be asked now.
   */
  request(request: RestRequest): Promise<unknown>;
}

/** Nobody may call this route, or any, before then. Not an AppError: the one who calls decides whether it waits. */
export class RateLimited extends Error {
  readonly retryInMs: number;
  readonly global: boolean;
  constructor(route: DiscordRoute, retryInMs: number, global: boolean) {
    super(`${route}: limited for ${retryInMs} ms`);
    this.name = 'RateLimited';
    this.retryInMs = retryInMs;
    this.global = global;
  }
}

export interface DiscordRestOptions {
  readonly token: string;
  /** Without the version, e.g. `https://discord.com/api`. */
  readonly apiUrl: string;
  readonly now?: () => number;
  /** Refused calls within ten minutes after which this process asks no more. */
  readonly invalidLimit?: number;
}

/** A call that takes longer than this is given up; its outcome is then not known. */
const TIMEOUT_MS = 10_000;
/** `worker`, `api` and `bot` each have a part of what Discord grants the bot. */
const PROCESSES = 3;
/** 10,000 refusals in ten minutes, and Discord answers nothing at all from this address for a while. */
const INVALID_LIMIT = 10_000 / PROCESSES / 1.5;
const INVALID_WINDOW_MS = 600_000;
/** So long a token that Discord did not accept is not shown again. */
const DEAD_TOKEN_MS = 30_000;

/** Counts what Discord counts as invalid, and says for how long there is to be silence. */
const createInvalidGuard = (limit: number, now: () => number) => {
  let count = 0;
  let endsAt = 0;
  return {
    note(status: number, scope: string | null) {
      if (status !== 401 && status !== 403 && (status !== 429 || scope === 'shared')) return;
      if (now() >= endsAt) {
        count = 0;
        endsAt = now() + INVALID_WINDOW_MS;
      }
      count += 1;
    },
    silenceMs: () => (count >= limit ? Math.max(0, endsAt - now()) : 0),
  };
};

export const createDiscordRest = (options: DiscordRestOptions): DiscordRest => {
  const now = options.now ?? Date.now;
  const guard = createInvalidGuard(options.invalidLimit ?? INVALID_LIMIT, now);
  let dead: { readonly refusal: DiscordRefusal; readonly until: number } | null = null;
  const rest = new REST({
    api: options.apiUrl,
    version: '10',
    timeout: TIMEOUT_MS,
    // The library's own tries would hold every later call of the route up.
    retries: 0,
    rejectOnRateLimit: () => true,
    globalRequestsPerSecond: Math.floor(GLOBAL_PER_SECOND / PROCESSES),
    makeRequest: async (url, init) => {
      const answer = await DefaultRestOptions.makeRequest(url, init);
      guard.note(answer.status, answer.headers.get('x-ratelimit-scope'));
      return answer;
    },
  });
  return {
    async request({ route, params, body, query, files }) {
      const { method, auth } = ROUTES[route];
      const silenceMs = guard.silenceMs();
      if (silenceMs > 0) throw new AppError('chat_unavailable', { retryInMs: silenceMs });
      if (auth && dead && now() < dead.until) throw dead.refusal;
      // The library forgets the token whenever Discord answers 401.
      rest.setToken(options.token);
      try {
        return await rest.request({
          method: method as never,
          fullRoute: fillPath(route, params),
          auth,
          // The library's own time is over once the head of the answer is there.
          signal: AbortSignal.timeout(TIMEOUT_MS),
          ...(body === undefined ? {} : { body }),
          ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
          ...(files === undefined ? {} : { files: [...files] }),
        });
      } catch (error) {
        const translated = translate(error, route);
        if (auth && translated instanceof DiscordRefusal && translated.status === 401) {
          dead = { refusal: translated, until: now() + DEAD_TOKEN_MS };
        }
        throw translated;
      }
    },
  };
};

const shared = new Map<string, DiscordRest>();

/** The one of this process: what is learned from Discord's headers holds for the bot, whichever tenant calls. */
export const sharedRest = ({ token, apiUrl }: Pick<DiscordRestOptions, 'token' | 'apiUrl'>): DiscordRest => {
  const key = `${apiUrl} ${token}`;
  const rest = shared.get(key) ?? createDiscordRest({ token, apiUrl });
  shared.set(key, rest);
  return rest;
};

const translate = (error: unknown, route: DiscordRoute): unknown => {
  if (error instanceof RateLimitError) {
    return new RateLimited(route, Math.ceil(Math.max(error.retryAfter, error.timeToReset)), error.global);
  }
  if (error instanceof DiscordAPIError) {
    const code = typeof error.code === 'number' ? error.code : 0;
    const details = detailsOf(error.rawError);
    return new DiscordRefusal(
      { code, status: error.status, details, words: firstLine(error.message) },
      route,
    );
  }
  // A 5xx, no connection, no answer in time: what Discord did is not known.
  const cause =
    error instanceof Error ? new Error(`${route}: ${error.name} ${firstLine(error.message)}`) : error;
  return new AppError('chat_unavailable', { outcome: 'unknown' }, { cause });
};

const firstLine = (words: string): string => words.split('\n', 1)[0]?.slice(0, 200) ?? '';

/** The `code`s anywhere inside of the `errors` of an answer. */
const detailsOf = (raw: unknown): readonly string[] => {
  const errors = (raw as { readonly errors?: unknown } | null)?.errors;
  const found = JSON.stringify(errors ?? null).matchAll(/"code":"([A-Z_\d]{1,80})"/g);
  return [...new Set([...found].map(([, code = '']) => code))].slice(0, 10);
};

/** Whether a call that failed may have taken effect all the same. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'chat_unavailable' && error.params.outcome === 'unknown';
