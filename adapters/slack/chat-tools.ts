import { createProgress, type Progress } from '../../core/chat/progress.ts';
import { createTimedCache } from '../../core/chat/timed-cache.ts';
import type { Locale } from '../../core/member.ts';
import type { ChatStores } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { Stores } from '../../core/ports/stores.ts';
import type { ThreadRef } from '../../core/task.ts';
import type { SlackReader } from './render/reader.ts';
import { createSlackMessages, type SlackMessages } from './slack-messages.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { SlackWorkspace, SlackWorkspaces } from './slack-workspaces.ts';

export interface SlackChatDeps {
  readonly workspaces: SlackWorkspaces;
  readonly stores: Pick<Stores, 'threads' | 'approvals' | 'members'>;
  readonly chatStores: ChatStores;
  /** Origin of the web page, for links; null: cards have none. */
  readonly publicUrl: string | null;
  readonly log: Log;
}

/** What the parts of this chat share. */
export interface SlackChatTools extends SlackChatDeps {
  readonly messages: SlackMessages;
  readonly progress: Progress;
  reader(workspace: SlackWorkspace, locale?: Locale): SlackReader;
  /** A direct message channel with this user; null when Slack does not allow one. */
  directChannel(workspace: SlackWorkspace, userId: string): Promise<string | null>;
  threadIn(workspace: SlackWorkspace, channelId: string, threadKey: string): Promise<ThreadRef>;
  /** Slack users in that channel; null: it can't be known. */
  channelMembers(workspace: SlackWorkspace, channelId: string): Promise<ReadonlySet<string> | null>;
}

const MEMBERS_LIFE_MS = 60_000;

export const isDirect = (channelId: string): boolean => channelId.startsWith('D');

export const createChatTools = (deps: SlackChatDeps): SlackChatTools => {
  const members = createTimedCache<ReadonlySet<string> | null>(MEMBERS_LIFE_MS);
  return {
    ...deps,
    messages: createSlackMessages(deps.chatStores.posted, deps.log),
    progress: createProgress(deps.log),
    reader: (workspace, locale) => ({
      locale: locale ?? workspace.locale,
      timeZone: 'UTC',
      publicUrl: deps.publicUrl,
    }),
    async directChannel({ api }, userId) {
      try {
        const { channel } = await api.call<{ channel: { id: string } }>('conversations.open', {
          users: userId,
        });
        return channel.id;
      } catch (error) {
        if (error instanceof SlackRefusal) return null;
        throw error;
      }
    },
    threadIn: ({ tenantId, place }, channelId, threadKey) =>
      deps.stores.threads.ensure(tenantId, { ...place, channelId, threadKey }),
    channelMembers: (workspace, channelId) =>
      members.get(`${workspace.place.workspaceId}/${channelId}`, () => askMembers(workspace, channelId)),
  };
};

const MOST_MEMBERS = 1000;

const askMembers = async ({ api }: SlackWorkspace, channel: string): Promise<ReadonlySet<string> | null> => {
  try {
    const args = { channel, limit: MOST_MEMBERS };
    return new Set((await api.call<{ members: readonly string[] }>('conversations.members', args)).members);
  } catch (error) {
    if (error instanceof SlackRefusal) return null;
    throw error;
  }
};
