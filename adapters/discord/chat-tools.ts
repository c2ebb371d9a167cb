import { createProgress, type Progress } from '../../core/chat/progress.ts';
import { createTimedCache } from '../../core/chat/timed-cache.ts';
import type { Locale } from '../../core/member.ts';
import type { ChatStores } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { Stores } from '../../core/ports/stores.ts';
import { PLACE_KEY, type ThreadRef } from '../../core/task.ts';
import type { DiscordGuild, DiscordGuilds } from './discord-guilds.ts';
import type { DiscordInteractions } from './discord-interactions.ts';
import { createDiscordMessages, type DiscordMessages } from './discord-messages.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import type { DiscordReader } from './render/reader.ts';

export interface DiscordChatDeps {
  readonly guilds: DiscordGuilds;
  readonly interactions: DiscordInteractions;
  readonly stores: Pick<Stores, 'threads' | 'approvals' | 'members'>;
  readonly chatStores: ChatStores;
  /** Origin of the web page, for links; null: cards have none. */
  readonly publicUrl: string | null;
  readonly log: Log;
}

/** What is asked of a channel again and again. */
export interface ChannelFacts {
  readonly isThread: boolean;
  readonly isDirect: boolean;
  readonly isForum: boolean;
}

/** What the parts of this chat share. */
export interface DiscordChatTools extends DiscordChatDeps {
  readonly messages: DiscordMessages;
  readonly progress: Progress;
  reader(guild: DiscordGuild, locale?: Locale): DiscordReader;
  /** The conversation with this person alone; null when Discord does not allow one. */
  directChannel(guild: DiscordGuild, userId: string): Promise<string | null>;
  /** null: it is gone, or closed to us. */
  channel(guild: DiscordGuild, channelId: string): Promise<ChannelFacts | null>;
}

/** A channel never changes its kind. */
const CHANNEL_LIFE_MS = 3_600_000;
/** Of Discord's channel types. */
const KINDS = { direct: [1, 3], thread: [10, 11, 12], forum: [15, 16] };

/** A thread is a channel of its own, and so is a conversation with one person: both are named by their own id. */
export const threadIn = (
  { stores }: Pick<DiscordChatDeps, 'stores'>,
  { tenantId, place }: Pick<DiscordGuild, 'tenantId' | 'place'>,
  channelId: string,
): Promise<ThreadRef> => stores.threads.ensure(tenantId, { ...place, channelId, threadKey: channelId });

export const placeIn = (
  { stores }: Pick<DiscordChatDeps, 'stores'>,
  { tenantId, place }: Pick<DiscordGuild, 'tenantId' | 'place'>,
  channelId: string,
): Promise<ThreadRef> => stores.threads.ensure(tenantId, { ...place, channelId, threadKey: PLACE_KEY });

export const createChatTools = (deps: DiscordChatDeps): DiscordChatTools => {
  const channels = createTimedCache<ChannelFacts | null>(CHANNEL_LIFE_MS);
  return {
    ...deps,
    messages: createDiscordMessages(deps.chatStores.posted, deps.log),
    progress: createProgress(deps.log),
    reader: (guild, locale) => ({ locale: locale ?? guild.locale, publicUrl: deps.publicUrl }),
    async directChannel({ api }, userId) {
      try {
        return (await api.call<{ id: string }>('dm.open', {}, { body: { recipient_id: userId } })).id;
      } catch (error) {
        if (error instanceof DiscordRefusal) return null;
        throw error;
      }
    },
    channel: (guild, channelId) => channels.get(channelId, () => askChannel(guild, channelId)),
  };
};

const askChannel = async ({ api }: DiscordGuild, channelId: string): Promise<ChannelFacts | null> => {
  try {
    const { type } = await api.call<{ type: number }>('channel.get', { channelId });
    return {
      isThread: KINDS.thread.includes(type),
      isDirect: KINDS.direct.includes(type),
      isForum: KINDS.forum.includes(type),
    };
  } catch (error) {
    if (error instanceof DiscordRefusal) return null;
    throw error;
  }
};
