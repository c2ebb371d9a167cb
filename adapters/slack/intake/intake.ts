import { setTimeout as delay } from 'node:timers/promises';
import { createDesk } from '../../../core/chat/desk.ts';
import { AppError } from '../../../core/errors.ts';
import type { ChatPlatform } from '../../../core/ports/chat-platform.ts';
import type { ChatStores } from '../../../core/ports/chat-stores.ts';
import type { Log } from '../../../core/ports/runtime.ts';
import type { Stores } from '../../../core/ports/stores.ts';
import type { ThreadMessages } from '../../../core/ports/thread-messages.ts';
import { type Text, text } from '../../../core/text.ts';
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
const OK: Ack = { status: 200 };
const AGAIN: Ack = { status: 503 };

export const createSlackIntake = (deps: SlackIntakeDeps): SlackIntake => {
  const { workspaces, log } = deps;
  const deeds = createDeeds(deps);
  const workspaceOf = async (tenantId: string, deed: Deed): Promise<SlackWorkspace | null> => {
    const workspace = await workspaces.byTeam(deed.teamId, deed.enterpriseId);
    return workspace?.tenantId === tenantId ? workspace : null;
  };
  const tell = async (tenantId: string, deed: Deed, words: Text): Promise<void> => {
    const workspace = await workspaceOf(tenantId, deed);
    if (workspace) await tellDirectly(deps, workspace, deed, { words });
  };
  const desk = createDesk<Deed>({
    platform: 'slack',
    inbox: deps.chatStores.inbox,
    chat: deps.chat,
    log,
    now: Date.now,
    patience: () => delay(ANSWER_MS, 'safe', { ref: false }),
    async act(tenantId, identity, deed, chat) {
      const workspace = await workspaceOf(tenantId, deed);
      // This process can't open it, or the app was taken away meanwhile: another one, or another time.
      if (!workspace) throw new AppError('chat_unavailable', { workspace: deed.teamId });
      try {
        await deeds.act(workspace, identity, deed, chat);
      } catch (error) {
        if (error instanceof SlackRefusal && error.action === 'reinstall')
          await workspaces.revokeIfDead(workspace);
        throw error;
      }
    },
    refused: (tenantId, deed, error) => {
      if (!isForGood(error)) return null;
      const words = text(error.action === 'too_late' ? 'slack.form_too_late' : 'error.internal');
      return () =>
        tell(tenantId, deed, words).catch((again: unknown) => {
          if (!isForGood(again)) throw again;
        });
    },
    tellKept: (tenantId, deed) => tell(tenantId, deed, text('slack.kept')),
  });

  const takeDeed = async (deed: Deed): Promise<Ack> => {
    const workspace = await workspaces.byTeam(deed.teamId, deed.enterpriseId);
    if (!workspace) {
      log.warn(
        { team: deed.teamId, kind: deed.kind },
        'a delivery from a workspace that nobody here connected',
      );
      desk.track(tellUnknown(deps.apiUrl, deed).catch(() => undefined));
      return OK;
    }
    if (deed.kind === 'message' && !(await deeds.isForUs(workspace, deed))) return OK;
    const { tenantId, place } = workspace;
    const taken = await desk.take(tenantId, `${place.workspaceId}:${deed.identity}`, deed);
    return taken === 'safe' ? OK : AGAIN;
  };

  return {
    async take(inbound) {
      try {
        return isDeed(inbound) ? await desk.track(takeDeed(inbound)) : await deeds.note(inbound, desk.track);
      } catch (error) {
        log.error({ err: error, kind: inbound.kind }, 'a delivery was not taken; Slack brings it again');
        return AGAIN;
      }
    },
    sweep: desk.sweep,
    idle: desk.idle,
  };
};

/** Slack gives the same answer however often it is asked. */
const isForGood = (error: unknown): error is SlackRefusal =>
  error instanceof SlackRefusal && (error.action === 'too_late' || error.action === 'give_up');
