import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createSlotWriter } from '../../core/chat/slot-writer.ts';
import type { Slot } from '../../core/ports/chat-platform.ts';
import type { PostedMessageStore, PostUrgency } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { ThreadRef } from '../../core/task.ts';
import { isOutcomeUnknown } from './discord-api.ts';
import type { DiscordGuild } from './discord-guilds.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import { answerFor } from './errors.ts';
import { COMPONENTS_V2 } from './flags.ts';
import { postingIn } from './posting-in.ts';
import type { DiscordMessage } from './render/render-card.ts';

export interface MessageRef {
  readonly channelId: string;
  readonly messageId: string;
}

export interface ShowOptions {
  readonly final: boolean;
  readonly urgency: PostUrgency;
  /** Where it goes when the thread is closed to us; null: nowhere. */
  readonly elsewhere: () => Promise<string | null>;
}

export interface DiscordMessages {
  /** Posts or edits the message of this slot, one writer at a time over all processes. null: nowhere to show it. */
  show(
    guild: DiscordGuild,
    thread: ThreadRef,
    slot: Slot,
    message: DiscordMessage,
    options: ShowOptions,
  ): Promise<MessageRef | null>;
}

export const toRef = ({ channelId, messageId }: MessageRef): string => `${channelId}:${messageId}`;
export const readRef = (ref: string): MessageRef => {
  const [channelId = '', messageId = ''] = ref.split(':');
  return { channelId, messageId };
};

/** The message that opened a thread; its task's card takes its place. */
export const ROOT_SLOT: Slot = 'message:root';
const NONCE_LENGTH = 25;

const sha256 = (words: string): string => createHash('sha256').update(words).digest('hex');

/** The same for the same look. */
export const contentHash = ({ components }: DiscordMessage): string => sha256(JSON.stringify(components));

/** Posted again with the same one, Discord gives back the message that is there: what takes its place has another. */
const nonceOf = ({ threadId }: ThreadRef, slot: Slot, inPlaceOf: MessageRef | null): string =>
  nonceFrom(threadId, slot, inPlaceOf?.messageId ?? '');

/** The same for the same parts: what is posted once more under it is not there twice. */
export const nonceFrom = (...parts: readonly (string | number)[]): string =>
  sha256(parts.join('/')).slice(0, NONCE_LENGTH);

/** Who may be called is named; nothing in the words calls anybody. */
export const toBody = ({ components, mentions }: DiscordMessage) => ({
  flags: COMPONENTS_V2,
  components,
  allowed_mentions: { parse: [], users: mentions.users, roles: mentions.roles },
});

export const createDiscordMessages = (posted: PostedMessageStore, log: Log): DiscordMessages => {
  const writeSlot = createSlotWriter({ posted, sleep: delay, now: Date.now, rootSlot: ROOT_SLOT });
  return {
    async show(guild, thread, slot, message, options) {
      const writing: Writing = { guild, thread, slot, message, options, log };
      let mayBeThere = false;
      const ref = await writeSlot({
        tenantId: guild.tenantId,
        thread,
        slot,
        contentHash: contentHash(message),
        final: options.final,
        // The nonce finds it while Discord remembers it: as it was then, so it is changed at once.
        find: async () => {
          mayBeThere = true;
          return null;
        },
        put: async (before) => {
          const shown = await write(writing, before ? readRef(before) : null);
          return refOf(shown && mayBeThere ? await write(writing, shown) : shown);
        },
        isOutcomeUnknown,
      });
      return ref ? readRef(ref) : null;
    },
  };
};

const refOf = (ref: MessageRef | null): string | null => (ref ? toRef(ref) : null);

interface Writing {
  readonly guild: DiscordGuild;
  readonly thread: ThreadRef;
  readonly slot: Slot;
  readonly message: DiscordMessage;
  readonly options: ShowOptions;
  readonly log: Log;
}

const write = async (writing: Writing, before: MessageRef | null): Promise<MessageRef | null> => {
  const edited = before ? await edit(writing, before) : null;
  return edited ?? post(writing, before);
};

/** null: that message can't be edited any more, so the new state is posted below it. */
const edit = async ({ guild, message, options }: Writing, ref: MessageRef): Promise<MessageRef | null> => {
  const act = () =>
    guild.api.call(
      'message.update',
      { channelId: ref.channelId, messageId: ref.messageId },
      { body: toBody(message), urgency: options.urgency },
    );
  try {
    await opening(guild, ref.channelId, act);
    return ref;
  } catch (error) {
    if (error instanceof DiscordRefusal && ['repost', 'to_requester'].includes(error.action)) return null;
    throw error;
  }
};

/** A thread that Discord put away is opened again, and then it works. */
const opening = async <T>(guild: DiscordGuild, channelId: string, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DiscordRefusal) || error.action !== 'unarchive') throw error;
    await guild.api.call('channel.update', { channelId }, { body: { archived: false } });
    return act();
  }
};

const post = async (writing: Writing, inPlaceOf: MessageRef | null): Promise<MessageRef | null> => {
  const { thread, options, log } = writing;
  try {
    return await postIn(writing, postingIn(thread), inPlaceOf);
  } catch (error) {
    if (!(error instanceof DiscordRefusal)) throw error;
    if (isShut(error)) return null;
    if (error.action !== 'to_requester') throw error;
    const channelId = await options.elsewhere();
    log.warn(
      { channel: postingIn(thread), code: error.discordCode, told: channelId !== null },
      'the channel is closed to us',
    );
    return channelId ? postDirectly(writing, channelId, inPlaceOf) : null;
  }
};

const postDirectly = async (
  writing: Writing,
  channelId: string,
  inPlaceOf: MessageRef | null,
): Promise<MessageRef | null> => {
  try {
    return await postIn(writing, channelId, inPlaceOf);
  } catch (error) {
    if (error instanceof DiscordRefusal && (isShut(error) || error.action === 'to_requester')) return null;
    throw error;
  }
};

/** That person takes no messages from us. */
const isShut = ({ discordCode: code, status }: DiscordRefusal): boolean => {
  const { action, tells } = answerFor({ code, status });
  return action === 'give_up' && tells === 'requester';
};

const postIn = (
  { guild, thread, slot, message, options }: Writing,
  channelId: string,
  inPlaceOf: MessageRef | null,
): Promise<MessageRef> =>
  opening(guild, channelId, async () => {
    const { id } = await guild.api.call<{ id: string }>(
      'message.create',
      { channelId },
      { body: toBody(message), urgency: options.urgency, nonce: nonceOf(thread, slot, inPlaceOf) },
    );
    return { channelId, messageId: id };
  });
