import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { KnownBlock } from '@slack/types';
import { createSlotWriter } from '../../core/chat/slot-writer.ts';
import type { Slot } from '../../core/ports/chat-platform.ts';
import type { PostedMessageStore, PostUrgency } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import { isPlace, type ThreadRef } from '../../core/task.ts';
import type { SlackMessage } from './render/render-card.ts';
import { isOutcomeUnknown } from './slack-api.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { SlackWorkspace } from './slack-workspaces.ts';

/** Where a message is: its channel and its own time stamp. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

export interface ShowOptions {
  readonly final: boolean;
  readonly urgency: PostUrgency;
  /** Where it goes when the thread's channel is closed to us, and what is said there; null: nowhere. */
  readonly elsewhere: () => Promise<{ readonly channel: string; readonly note: KnownBlock } | null>;
}

export interface SlackMessages {
  /** Posts or edits the message of this slot, one writer at a time over all processes. null: nowhere to show it. */
  show(
    workspace: SlackWorkspace,
    thread: ThreadRef,
    slot: Slot,
    draw: (key: string) => SlackMessage,
    options: ShowOptions,
  ): Promise<MessageRef | null>;
}

export const toRef = ({ channel, ts }: MessageRef): string => `${channel}:${ts}`;
export const readRef = (ref: string): MessageRef => {
  const [channel = '', ts = ''] = ref.split(':');
  return { channel, ts };
};

/** First line of our own root messages in channels; the task's card takes its place. */
export const ROOT_SLOT: Slot = 'message:root';

const LOOK_BACK = 200;
/** A post that nobody answered for is looked for within this time. */
const LOOK_BACK_S = 3_600;

const sha256 = (words: string): string => createHash('sha256').update(words).digest('hex');

/** The same for the same look. */
export const contentHash = ({ text, blocks }: SlackMessage): string => sha256(JSON.stringify([text, blocks]));

/** Found again in the channel by this, also after a crash between the post and our own row. */
export const slotKey = (thread: ThreadRef, slot: Slot): string =>
  sha256(`${thread.threadId}/${slot}`).slice(0, 32);

export const createSlackMessages = (posted: PostedMessageStore, log: Log): SlackMessages => {
  const writeSlot = createSlotWriter({ posted, sleep: delay, now: Date.now, rootSlot: ROOT_SLOT });
  return {
    async show(workspace, thread, slot, draw, options) {
      const key = slotKey(thread, slot);
      const message = draw(key);
      const ref = await writeSlot({
        tenantId: workspace.tenantId,
        thread,
        slot,
        contentHash: contentHash(message),
        final: options.final,
        find: async () => refOf(await findMessage(workspace, thread, key)),
        put: async (before) =>
          refOf(
            await write({ workspace, thread, key, message, options, log }, before ? readRef(before) : null),
          ),
        isOutcomeUnknown,
      });
      return ref ? readRef(ref) : null;
    },
  };
};

const refOf = (ref: MessageRef | null): string | null => (ref ? toRef(ref) : null);

interface Writing {
  readonly workspace: SlackWorkspace;
  readonly thread: ThreadRef;
  readonly key: string;
  readonly message: SlackMessage;
  readonly options: ShowOptions;
  readonly log: Log;
}

const write = async (writing: Writing, before: MessageRef | null): Promise<MessageRef | null> => {
  if (before) {
    const edited = await edit(writing, before);
    if (edited) return edited;
  }
  return post(writing);
};

/** null: that message can't be edited any more, so the new state is posted below it. */
const edit = async (
  { workspace, message, options, log }: Writing,
  ref: MessageRef,
): Promise<MessageRef | null> => {
  const body = { channel: ref.channel, ts: ref.ts, blocks: message.blocks, ...NO_UNFURL };
  try {
    await workspace.api.call('chat.update', { ...body, text: message.text }, options);
    return ref;
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    // A new one is posted, here or, where the channel is closed to us, elsewhere.
    if (['repost', 'to_requester', 'rejoin'].includes(error.action)) {
      await removeOld(workspace, ref);
      return null;
    }
    if (error.action !== 'fit') throw error;
    log.error({ err: error, channel: ref.channel }, 'a message was too long, so its start is shown');
    await workspace.api.call('chat.update', { ...body, ...shortened(message) }, options);
    return ref;
  }
};

/** What can't be edited any more must not stand there with its buttons beside the new one. */
const removeOld = async ({ api }: SlackWorkspace, { channel, ts }: MessageRef): Promise<void> => {
  try {
    await api.call('chat.delete', { channel, ts });
  } catch (error) {
    // Gone already, or Slack does not allow it: then a click on it says what became of it.
    if (!(error instanceof SlackRefusal)) throw error;
  }
};

/** Its first words and its buttons: what no limit refuses. */
const shortened = ({ text, blocks }: SlackMessage): Pick<SlackMessage, 'text' | 'blocks'> => ({
  text,
  blocks: [...blocks.slice(0, 1), ...blocks.slice(1).filter(({ type }) => type === 'actions')],
});

const NO_UNFURL = { unfurl_links: false, unfurl_media: false };

const post = async (writing: Writing): Promise<MessageRef | null> => {
  const { thread } = writing;
  try {
    return await postIn(writing, thread.channelId, isPlace(thread) ? null : thread.threadKey);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return postElsewhere(writing, error);
  }
};

/** The channel is closed to us. Rejoin it where that is allowed; else the requester gets it directly. */
const postElsewhere = async (writing: Writing, refusal: SlackRefusal): Promise<MessageRef | null> => {
  const { workspace, thread, options, log } = writing;
  const again = async (): Promise<MessageRef | null> => {
    try {
      await workspace.api.call('conversations.join', { channel: thread.channelId });
      return await postIn(writing, thread.channelId, isPlace(thread) ? null : thread.threadKey);
    } catch (error) {
      if (error instanceof SlackRefusal) return null;
      throw error;
    }
  };
  if (refusal.action === 'rejoin') {
    const joined = await again();
    if (joined) return joined;
  } else if (refusal.action === 'fit') {
    log.error({ err: refusal, channel: thread.channelId }, 'a message was too long, so its start is shown');
    const short = { ...writing.message, ...shortened(writing.message) };
    return postIn(
      { ...writing, message: short },
      thread.channelId,
      isPlace(thread) ? null : thread.threadKey,
    );
  } else if (refusal.action === 'repost') {
    // The message this thread hangs from is gone; the channel is still there.
    return postIn(writing, thread.channelId, null);
  } else if (refusal.action !== 'to_requester') {
    throw refusal;
  }
  const place = await options.elsewhere();
  const { slackCode: code } = refusal;
  log.warn({ channel: thread.channelId, code, told: place !== null }, 'the channel is closed to us');
  if (!place) return null;
  const { message } = writing;
  const noted = { ...message, blocks: [...message.blocks, place.note] };
  try {
    return await postIn({ ...writing, message: noted }, place.channel, null);
  } catch (error) {
    if (error instanceof SlackRefusal && ['to_requester', 'rejoin'].includes(error.action)) return null;
    throw error;
  }
};

const postIn = async (
  { workspace, message, options }: Writing,
  channel: string,
  threadTs: string | null,
): Promise<MessageRef> => {
  const { text, blocks } = message;
  const args = { channel, text, blocks, ...NO_UNFURL, ...(threadTs ? { thread_ts: threadTs } : {}) };
  const sent = await workspace.api.call<MessageRef>('chat.postMessage', args, options);
  return { channel: sent.channel, ts: sent.ts };
};

interface Found {
  readonly ts: string;
  readonly blocks?: readonly { readonly block_id?: string }[];
}

/** Our own message with this key, where a post that nobody answered for may have put it. */
const findMessage = async (
  { api }: SlackWorkspace,
  thread: ThreadRef,
  key: string,
): Promise<MessageRef | null> => {
  const channel = thread.channelId;
  const place = isPlace(thread);
  const { messages = [] } = await api.call<{ messages?: readonly Found[] }>(
    place ? 'conversations.history' : 'conversations.replies',
    {
      channel,
      limit: LOOK_BACK,
      oldest: String(Math.floor(Date.now() / 1000) - LOOK_BACK_S),
      ...(place ? {} : { ts: thread.threadKey }),
    },
  );
  const found = messages.find(({ blocks }) => blocks?.[0]?.block_id === `cs:${key}`);
  return found ? { channel, ts: found.ts } : null;
};
