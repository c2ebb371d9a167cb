import { setTimeout as delay } from 'node:timers/promises';
import { deferPosts } from '../../../core/chat/defer-posts.ts';
import { createTimedCache } from '../../../core/chat/timed-cache.ts';
import { AppError } from '../../../core/errors.ts';
import type { ChatPlatform } from '../../../core/ports/chat-platform.ts';
import type { ChatStores } from '../../../core/ports/chat-stores.ts';
import type { Log } from '../../../core/ports/runtime.ts';
import type { Stores } from '../../../core/ports/stores.ts';
import type { ThreadMessages } from '../../../core/ports/thread-messages.ts';
import { text } from '../../../core/text.ts';
import type { HandleAction } from '../../../core/usecases/handle-action.ts';
import type { HandleMessage } from '../../../core/usecases/handle-message.ts';
import type { LinkPerson } from '../../../core/usecases/link-person.ts';
import type { ResolveActor } from '../../../core/usecases/resolve-actor.ts';
import type { Inbound } from '../inbound.ts';
import type { SlackChat } from '../slack-chat.ts';
import type { SlackPeople } from '../slack-people.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { SlackUsergroups } from '../slack-usergroups.ts';
import type { SlackWorkspace, SlackWorkspaces } from '../slack-workspaces.ts';
import { createDeeds, type Deed, isDeed } from './deeds.ts';
import { tellDirectly, tellUnknown } from './tell-directly.ts';

/** The use cases over one way to post. */
export type BindUseCases = (chat: ChatPlatform & ThreadMessages) => {
  readonly handleMessage: HandleMessage;
  readonly handleAction: HandleAction;
};

export interface SlackIntakeDeps {
  readonly workspaces: SlackWorkspaces;
  readonly people: SlackPeople;
  readonly usergroups: SlackUsergroups;
  readonly chat: SlackChat;
  readonly bind: BindUseCases;
  readonly resolveActor: ResolveActor;
  readonly linkPerson: LinkPerson;
  readonly stores: Pick<Stores, 'threads' | 'members' | 'tasks' | 'approvals' | 'catalogue' | 'agents'>;
  readonly chatStores: ChatStores;
  readonly publicUrl: string | null;
  /** Ends in `/api/`. */
  readonly apiUrl: string;
  readonly log: Log;
}

/** What Slack is told: 200 when the deed is safe with us, 503 when Slack should bring it again. */
export interface Ack {
  readonly status: 200 | 503;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Both transports end here. */
export interface SlackIntake {
  take(inbound: Inbound): Promise<Ack>;
  /** Deals again with what a process left undone when it died. */
  sweep(): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Slack waits three seconds; what takes longer goes on, and is safe in our inbox. */
const ANSWER_MS = 2_300;
/** Others leave a deed alone for this long. */
const LEASE_MS = 20_000;
const TOLD_MS = 3_600_000;
const MOST_ATTEMPTS = 50;
const SWEEP_LIMIT = 20;
/** Slack brings nothing again that is older. */
const KEPT_MS = 30 * 86_400_000;
const TIDY_EVERY_MS = 3_600_000;
const OK: Ack = { status: 200 };
const AGAIN: Ack = { status: 503 };

export const createSlackIntake = (deps: SlackIntakeDeps): SlackIntake => {
  const { workspaces, chatStores, log } = deps;
  const { inbox } = chatStores;
  const deeds = createDeeds(deps);
  /** An outage is tried again many times; who waits hears of it once. */
  const kept = createTimedCache<void>(TOLD_MS);
  const underWay = new Set<Promise<unknown>>();
  let tidiedAt = 0;
  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    work.finally(() => underWay.delete(work)).catch(() => undefined);
    return work;
  };

  /** Resolves when the task or the decision is durable; what is then shown goes on by itself. */
  const deal = async (workspace: SlackWorkspace, identity: string, deed: Deed): Promise<Ack> => {
    const { tenantId } = workspace;
    const posts = deferPosts(deps.chat);
    try {
      await deeds.act(workspace, identity, deed, posts.chat);
    } catch (error) {
      if (isForGood(error)) {
        log.error({ err: error, tenantId, identity }, 'Slack refused what this needs, and would again');
        const words = text(error.action === 'too_late' ? 'slack.form_too_late' : 'error.internal');
        const told = tellDirectly(deps, workspace, deed, { words }).catch((refused: unknown) => {
          if (!isForGood(refused)) throw refused;
        });
        track(finish(tenantId, identity, () => told));
        return OK;
      }
      if (error instanceof SlackRefusal && error.action === 'reinstall') {
        await workspaces.revoke(workspace).catch(() => undefined);
      }
      log.warn({ err: error, tenantId, identity }, 'not dealt with yet; it is kept and tried again');
      await inbox.giveBack(tenantId, 'slack', identity).catch(() => undefined);
      if (isPassing(error)) {
        const tell = () => tellDirectly(deps, workspace, deed, { words: text('slack.kept') });
        track(kept.get(identity, tell).catch(() => undefined));
      }
      return AGAIN;
    }
    track(finish(tenantId, identity, posts.settled));
    return OK;
  };

  /** Answered in full, or left for the sweep. */
  const finish = async (tenantId: string, identity: string, settled: () => Promise<void>): Promise<void> => {
    try {
      await settled();
      await inbox.done(tenantId, 'slack', identity);
    } catch (error) {
      log.warn({ err: error, tenantId, identity }, 'dealt with, but not all of it was shown yet');
      await inbox.giveBack(tenantId, 'slack', identity).catch(() => undefined);
    }
  };

  const takeDeed = async (deed: Deed): Promise<Ack> => {
    const workspace = await workspaces.byTeam(deed.teamId, deed.enterpriseId);
    if (!workspace) {
      log.warn(
        { team: deed.teamId, kind: deed.kind },
        'a delivery from a workspace that nobody here connected',
      );
      track(tellUnknown(deps.apiUrl, deed).catch(() => undefined));
      return OK;
    }
    if (deed.kind === 'message' && !(await deeds.isForUs(workspace, deed))) return OK;
    const { tenantId, place } = workspace;
    const identity = `${place.workspaceId}:${deed.identity}`;
    const state = await inbox.take({ tenantId, platform: 'slack', identity, payload: deed }, LEASE_MS);
    return state === 'new' ? deal(workspace, identity, deed) : OK;
  };

  const take = async (inbound: Inbound): Promise<Ack> => {
    try {
      if (isDeed(inbound)) {
        const dealing = track(takeDeed(inbound));
        return await Promise.race([dealing, delay(ANSWER_MS, OK, { ref: false })]);
      }
      return await deeds.note(inbound, track);
    } catch (error) {
      log.error({ err: error, kind: inbound.kind }, 'a delivery was not taken; Slack brings it again');
      return AGAIN;
    }
  };

  return {
    take,
    async sweep() {
      if (Date.now() - tidiedAt > TIDY_EVERY_MS) {
        tidiedAt = Date.now();
        await inbox.forget(new Date(tidiedAt - KEPT_MS).toISOString());
      }
      const left = await inbox.abandoned('slack', {
        leaseMs: LEASE_MS,
        limit: SWEEP_LIMIT,
        maxAttempts: MOST_ATTEMPTS,
      });
      for (const { tenantId, identity, payload } of left) {
        const deed = payload as Deed;
        const workspace = await workspaces.byTeam(deed.teamId, deed.enterpriseId);
        if (workspace?.tenantId === tenantId) await track(deal(workspace, identity, deed));
      }
    },
    async idle() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
};

/** Slack gives the same answer however often it is asked. */
const isForGood = (error: unknown): error is SlackRefusal =>
  error instanceof SlackRefusal && (error.action === 'too_late' || error.action === 'give_up');

/** Nothing is wrong with what was asked; a part of ours is away. */
const isPassing = (error: unknown): boolean =>
  error instanceof AppError && ['workflow_service_unavailable', 'store_unavailable'].includes(error.code);
