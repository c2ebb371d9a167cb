import { createProgress, type Progress } from '../../core/chat/progress.ts';
import { createTimedCache, type TimedCache } from '../../core/chat/timed-cache.ts';
import type { Locale } from '../../core/member.ts';
import type { ChatStores } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { Stores } from '../../core/ports/stores.ts';
import type { DiscordGuild, DiscordGuilds } from './discord-guilds.ts';
import type { DiscordInteractions } from './discord-interactions.ts';
import { createDiscordMessages, type DiscordMessages } from './discord-messages.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import { directSpot, placeSpot, type Spot } from './posting-in.ts';
import type { DiscordReader } from './render/reader.ts';
import { createFindUncalled, type FindUncalled } from './uncalled.ts';

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
  /** Of a forum that takes no post without a tag: the first that anybody may set. */
  readonly tagId: string | null;
  /** Of a thread. */
  readonly parentId: string | null;
}

/** What the parts of this chat share. */
export interface DiscordChatTools extends DiscordChatDeps {
  readonly messages: DiscordMessages;
  readonly progress: Progress;
  reader(guild: DiscordGuild, locale?: Locale): DiscordReader;
  /** The conversation with this person alone; null when Discord does not allow one. */
  directChannel(guild: DiscordGuild, userId: string): Promise<string | null>;
  /** Whom the name of their role does not call. */
  readonly uncalled: FindUncalled;
  /** null: it is gone, or closed to us. */
  channel(guild: DiscordGuild, channelId: string): Promise<ChannelFacts | null>;
  /** What a channel is to us: a thread, or a place where a task gets one. */
  spot(guild: DiscordGuild, channelId: string): Promise<Spot>;
}

/** A channel never changes its kind. */
const CHANNEL_LIFE_MS = 3_600_000;
/** Of Discord's channel types. */
const KINDS = { direct: [1, 3], thread: [10, 11, 12], forum: [15, 16] };

export const createChatTools = (deps: DiscordChatDeps): DiscordChatTools => {
  const channels = createTimedCache<ChannelFacts | null>(CHANNEL_LIFE_MS);
  const directs = createTimedCache<string | null>(CHANNEL_LIFE_MS);
  const channel = (guild: DiscordGuild, channelId: string): Promise<ChannelFacts | null> =>
    forgettingNull(channels, channelId, () => askChannel(guild, channelId));
  return {
    ...deps,
    messages: createDiscordMessages(deps.chatStores.posted, deps.log),
    progress: createProgress(deps.log),
    uncalled: createFindUncalled(deps.chatStores),
    reader: (guild, locale) => ({ locale: locale ?? guild.locale, publicUrl: deps.publicUrl }),
    directChannel: (guild, userId) => forgettingNull(directs, userId, () => openDirect(guild, userId)),
    channel,
    async spot(guild, channelId) {
      const facts = await channel(guild, channelId);
      if (facts?.isDirect) return directSpot(channelId);
      if (facts?.isThread) return { channelId: facts.parentId ?? channelId, threadKey: channelId };
      return placeSpot(channelId);
    },
  };
};

/** A no may be over in a moment: somebody changes a permission, or opens their direct messages. */
const forgettingNull = async <T>(
  cache: TimedCache<T | null>,
  key: string,
  ask: () => Promise<T | null>,
): Promise<T | null> => {
  const found = await cache.get(key, ask);
  if (found === null) cache.forget(key);
  return found;
};

const openDirect = async ({ api }: DiscordGuild, userId: string): Promise<string | null> => {
  try {
    return (await api.call<{ id: string }>('dm.open', {}, { body: { recipient_id: userId } })).id;
  } catch (error) {
    if (error instanceof DiscordRefusal) return null;
    throw error;
  }
};

interface Channel {
  readonly type: number;
  readonly parent_id?: string;
  readonly flags?: number;
  readonly available_tags?: readonly { readonly id: string; readonly moderated?: boolean }[];
}
/** Of a forum's flags. */
const REQUIRES_TAG = 1 << 4;

const askChannel = async ({ api }: DiscordGuild, channelId: string): Promise<ChannelFacts | null> => {
  try {
    const channel = await api.call<Channel>('channel.get', { channelId });
    const { type, flags = 0, available_tags: tags = [] } = channel;
    return {
      isThread: KINDS.thread.includes(type),
      isDirect: KINDS.direct.includes(type),
      isForum: KINDS.forum.includes(type),
      tagId: (flags & REQUIRES_TAG) === 0 ? null : (tags.find(({ moderated }) => !moderated)?.id ?? null),
      parentId: channel.parent_id ?? null,
    };
  } catch (error) {
    if (error instanceof DiscordRefusal) return null;
    throw error;
  }
};
