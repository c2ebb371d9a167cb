import { AppError } from '../errors.ts';
import type { Platform } from '../member.ts';
import type { ChatPlatform } from '../ports/chat-platform.ts';
import type { InboxStore } from '../ports/chat-stores.ts';
import type { Log } from '../ports/runtime.ts';
import type { ThreadMessages } from '../ports/thread-messages.ts';
import { createBusyHours } from './busy-hours.ts';
import { deferPosts } from './defer-posts.ts';
import { createTimedCache } from './timed-cache.ts';

/** `safe`: it is with us for good. `again`: whoever brought it should bring it once more. */
export type Taken = 'safe' | 'again';

export interface DeskOptions<Deed> {
  readonly platform: Platform;
  readonly inbox: InboxStore;
  readonly chat: ChatPlatform & ThreadMessages;
  readonly log: Log;
  readonly now: () => number;
  /** Resolves with `safe` when the platform will not wait any longer for its answer. */
  readonly patience: () => Promise<'safe'>;
  /** Resolves when the deed is durable; throws when it has to be done again. What it posts is not waited for. */
  readonly act: (
    tenantId: string,
    identity: string,
    deed: Deed,
    chat: ChatPlatform & ThreadMessages,
  ) => Promise<void>;
  /** The platform itself refused it, and would again: what its author is told; null: it may go another time. */
  readonly refused: (tenantId: string, deed: Deed, error: unknown) => (() => Promise<void>) | null;
  /** Tells its author that it is kept and will be done, because a part of ours is away. */
  readonly tellKept: (tenantId: string, deed: Deed) => Promise<void>;
}

export interface Desk<Deed> {
  /**
   * Resolves when the deed is durable, or kept and still being dealt with when patience ends. The same identity
   * again does nothing. Throws when it could not even be kept.
   */
  take(tenantId: string, identity: string, deed: Deed): Promise<Taken>;
  /** Deals again with what a process left undone when it died, and forgets what is long done. */
  sweep(): Promise<void>;
  /** For work beside it that `idle` should wait for. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Others leave a deed alone for this long. */
const LEASE_MS = 20_000;
/** A task's first card goes after the acceptance of others for so long. */
const LONGEST_WAIT_MS = 5_000;
const TOLD_MS = 3_600_000;
const MOST_ATTEMPTS = 50;
const SWEEP_LIMIT = 20;
/** No platform brings anything again that is older. */
const KEPT_MS = 30 * 86_400_000;
const TIDY_EVERY_MS = 3_600_000;

/** Where the deeds of people in a chat are kept until they are dealt with: never lost, never done twice. */
export const createDesk = <Deed>(options: DeskOptions<Deed>): Desk<Deed> => {
  const { platform, inbox, log } = options;
  const underWay = new Set<Promise<unknown>>();
  /** An outage is tried again many times; who waits hears of it once. */
  const told = createTimedCache<void>(TOLD_MS, options.now);
  let tidiedAt = 0;
  const hours = createBusyHours({ fewAtATime: 4, longestWaitMs: LONGEST_WAIT_MS });
  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    work.finally(() => underWay.delete(work)).catch(() => undefined);
    return work;
  };
  const giveBack = (tenantId: string, identity: string): Promise<void> =>
    inbox.giveBack(tenantId, platform, identity).catch((error: unknown) => {
      log.warn({ err: error, tenantId, identity }, 'it stays taken until its lease runs out');
    });

  const deal = async (tenantId: string, identity: string, deed: Deed): Promise<Taken> => {
    const posts = deferPosts(options.chat, hours.quiet);
    try {
      await hours.during(() => options.act(tenantId, identity, deed, posts.chat));
    } catch (error) {
      const tell = options.refused(tenantId, deed, error);
      if (tell) {
        log.error({ err: error, tenantId, identity }, 'refused for good');
        track(finish(tenantId, identity, tell));
        return 'safe';
      }
      log.warn({ err: error, tenantId, identity }, 'not dealt with yet; it is kept and tried again');
      await giveBack(tenantId, identity);
      if (isPassing(error)) {
        track(told.get(identity, () => options.tellKept(tenantId, deed)).catch(() => undefined));
      }
      return 'again';
    }
    track(finish(tenantId, identity, posts.settled));
    return 'safe';
  };

  /** Answered in full, or left for the sweep. */
  const finish = async (tenantId: string, identity: string, settled: () => Promise<void>): Promise<void> => {
    try {
      await settled();
      await inbox.done(tenantId, platform, identity);
    } catch (error) {
      log.warn({ err: error, tenantId, identity }, 'dealt with, but not all of it was shown yet');
      await giveBack(tenantId, identity);
    }
  };

  return {
    async take(tenantId, identity, deed) {
      const state = await inbox.take({ tenantId, platform, identity, payload: deed }, LEASE_MS);
      if (state !== 'new') return 'safe';
      return Promise.race([track(deal(tenantId, identity, deed)), options.patience()]);
    },
    async sweep() {
      if (options.now() - tidiedAt > TIDY_EVERY_MS) {
        tidiedAt = options.now();
        await inbox.forget(new Date(tidiedAt - KEPT_MS).toISOString());
      }
      const left = await inbox.abandoned(platform, {
        leaseMs: LEASE_MS,
        limit: SWEEP_LIMIT,
        maxAttempts: MOST_ATTEMPTS,
      });
      for (const { tenantId, identity, payload, attempts } of left) {
        if (attempts >= MOST_ATTEMPTS) log.error({ tenantId, identity, attempts }, 'tried for the last time');
        await track(deal(tenantId, identity, payload as Deed));
      }
    },
    track,
    async idle() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
};

/** Nothing is wrong with what was asked; a part of ours is away. */
const isPassing = (error: unknown): boolean =>
  error instanceof AppError && ['workflow_service_unavailable', 'store_unavailable'].includes(error.code);
