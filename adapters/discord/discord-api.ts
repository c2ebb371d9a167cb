import { setTimeout as delay } from 'node:timers/promises';
import type { RawFile } from 'discord.js';
import { AppError } from '../../core/errors.ts';
import type { OutboundBudget, PostUrgency } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import { type DiscordRest, isOutcomeUnknown, RateLimited, sharedRest } from './discord-rest.ts';
import { budgetKey, type DiscordRoute, ROUTES, type RouteParams } from './routes.ts';

export { isOutcomeUnknown } from './discord-rest.ts';

export interface CallOptions {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly files?: readonly RawFile[];
  /** `now` unless told: waits its turn. */
  readonly urgency?: PostUrgency;
  /** Of a new message, at most 25 characters: posted again with the same one, Discord gives back the first. */
  readonly nonce?: string;
}

/** A route with what fills it. */
type Call = {
  readonly [Route in DiscordRoute]: readonly [
    route: Route,
    params: RouteParams<Route>,
    options?: CallOptions,
  ];
}[DiscordRoute];

/** Discord's REST API for one tenant, within its budget. */
export interface DiscordApi {
  /**
   * Throws DiscordRefusal when Discord said no, AppError `chat_unavailable` when it did not answer or there is no room
   * (`retryInMs` then says when to ask again).
   */
  call<Result = Record<string, unknown>>(...call: Call): Promise<Result>;
}

export interface DiscordApiOptions {
  readonly token: string;
  /** Without the version, e.g. `https://discord.com/api`. */
  readonly apiUrl: string;
  readonly applicationId: string;
  readonly tenantId: string;
  readonly budget: OutboundBudget;
  readonly log: Log;
}

/** A place in line further away than this is left to others; whoever asked comes back. */
const LONGEST_WAIT_MS = 12_000;
/** A channel's bucket is full again after five seconds. */
const LONGEST_RETRY_MS = 5_500;
const TRIES = 3;

export const createDiscordApi = (
  options: DiscordApiOptions,
  rest: DiscordRest = sharedRest(options),
): DiscordApi => ({
  call: async <Result>(...[route, named, how = {}]: Call): Promise<Result> => {
    const params: Readonly<Record<string, string>> = { applicationId: options.applicationId, ...named };
    const key = budgetKey(route, params);
    const { body, query, files, nonce, urgency = 'now' } = how;
    const sent = {
      route,
      params,
      ...(body ? { body: nonce ? { ...body, nonce, enforce_nonce: true } : body } : {}),
      ...(query ? { query } : {}),
      ...(files ? { files } : {}),
    };
    const repeatable = ROUTES[route].repeatable || (route === 'message.create' && nonce !== undefined);
    const since = Date.now();
    for (let attempt = 1; ; attempt += 1) {
      await takeTurn(options, route, key, urgency);
      try {
        return (await rest.request(sent)) as Result;
      } catch (error) {
        // Our first try was heard after all.
        if (attempt > 1 && route === 'interaction.answer' && isDone(error)) return {} as Result;
        const again = await retryDelay(options, { key, route, error, attempt, repeatable, since });
        if (again === null) throw toThrown(error);
        await delay(again);
      }
    }
  },
});

const takeTurn = async (
  { budget, tenantId }: DiscordApiOptions,
  route: DiscordRoute,
  key: string,
  urgency: PostUrgency,
): Promise<void> => {
  const { rate } = ROUTES[route];
  if (!rate) return;
  const turn = await budget.reserve(tenantId, key, rate, urgency);
  if (turn.waitMs === null) throw new AppError('chat_unavailable', { retryInMs: turn.retryInMs });
  if (turn.waitMs > LONGEST_WAIT_MS) throw new AppError('chat_unavailable', { retryInMs: turn.waitMs });
  if (turn.waitMs > 0) await delay(turn.waitMs);
};

/** Milliseconds until the call may be tried again here and now; null: it is for the caller to decide. */
const retryDelay = async (
  { budget, tenantId, log }: DiscordApiOptions,
  call: {
    readonly key: string;
    readonly route: DiscordRoute;
    readonly error: unknown;
    readonly attempt: number;
    readonly repeatable: boolean;
    /** Of the first try. */
    readonly since: number;
  },
): Promise<number | null> => {
  const { key, route, error, attempt, repeatable, since } = call;
  const more = attempt < TRIES;
  if (error instanceof RateLimited) {
    const ms = error.retryInMs;
    log.warn({ route, retryAfterMs: ms, global: error.global }, 'Discord asks to wait');
    // Everybody's turn under this key comes later; other channels and routes go on.
    if (ROUTES[route].rate) await budget.block(tenantId, key, ms);
    // All calls share the global limit: how often one met it says nothing about the next second.
    const mayWait = error.global ? Date.now() - since + ms <= LONGEST_WAIT_MS : more;
    return mayWait && ms <= LONGEST_RETRY_MS ? ms : null;
  }
  if (isOutcomeUnknown(error)) return more && repeatable ? 200 * attempt : null;
  if (error instanceof DiscordRefusal && error.action === 'retry') return more ? 300 * attempt : null;
  return null;
};

const isDone = (error: unknown): boolean => error instanceof DiscordRefusal && error.action === 'done';

const toThrown = (error: unknown): unknown =>
  error instanceof RateLimited
    ? new AppError('chat_unavailable', { retryInMs: error.retryInMs }, { cause: error })
    : error;
