import { randomUUID } from 'node:crypto';
import type { Card } from '../../core/card.ts';
import { AppError } from '../../core/errors.ts';
import type { NewThread, Slot } from '../../core/ports/chat-platform.ts';
import type { ThreadRef } from '../../core/task.ts';
import { raw, text } from '../../core/text.ts';
import type { DiscordChatTools } from './chat-tools.ts';
import type { DiscordGuild } from './discord-guilds.ts';
import { type MessageRef, ROOT_SLOT, toBody, toRef } from './discord-messages.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import { directSpot, placeSpot, threadIn } from './posting-in.ts';
import { optionsFor } from './publish-card.ts';
import { renderCard } from './render/render-card.ts';

const NAME_LENGTH = 100;
/** Minutes after which Discord puts a quiet thread away; a post opens it again. */
const ARCHIVE_AFTER = 1440;

const threadBody = (title: string) => ({
  name: [...title.replace(/\s+/g, ' ').trim()].slice(0, NAME_LENGTH).join('') || 'Countersign',
  auto_archive_duration: ARCHIVE_AFTER,
});

/**
 * A thread for one request: from the message that asked, or from one of our own that the task's card takes over; in a
 * forum a post. The same key again is the same thread. Where no thread can be, it is the conversation with who asked.
 */
export const openThread = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  wanted: NewThread,
): Promise<ThreadRef> => {
  const { channelId } = wanted;
  const facts = await tools.channel(guild, channelId);
  if (facts?.isDirect || facts?.isThread) return threadIn(tools, guild, await tools.spot(guild, channelId));
  try {
    if (facts?.isForum) return await openPost(tools, guild, wanted, facts.tagId);
    if (isMessage(wanted.key)) {
      await threadFromMessage(guild, { channelId, messageId: wanted.key }, wanted.title);
      return threadIn(tools, guild, { channelId, threadKey: wanted.key });
    }
    return await openOwn(tools, guild, wanted);
  } catch (error) {
    if (!(error instanceof DiscordRefusal) || error.action === 'reinstall') throw error;
    tools.log.warn({ err: error, channel: channelId }, 'no thread can be opened here');
    return withRequester(tools, guild, wanted);
  }
};

const isMessage = (key: string | undefined): key is string => /^\d+$/.test(key ?? '');

/** A thread made from a message has that message's id. Safe to repeat. */
const threadFromMessage = async (
  { api }: DiscordGuild,
  { channelId, messageId }: MessageRef,
  title: string,
): Promise<void> => {
  try {
    await api.call('thread.fromMessage', { channelId, messageId }, { body: threadBody(title) });
  } catch (error) {
    if (!(error instanceof DiscordRefusal) || error.action !== 'done') throw error;
  }
};

const rootCard = (title: string): Card => ({
  kind: 'notice',
  tone: 'neutral',
  sign: '○',
  title: raw(title),
  state: [text('card.status.queued')],
  sections: [],
  buttons: [],
});

const openOwn = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  { channelId, title, key, by }: NewThread,
): Promise<ThreadRef> => {
  const place = await threadIn(tools, guild, placeSpot(channelId));
  const card = rootCard(title);
  const slot: Slot = `message:root/${key ?? randomUUID()}`;
  const ref = await tools.messages.show(guild, place, slot, renderCard(card, tools.reader(guild)), {
    ...optionsFor(tools, guild, place, card),
    urgency: 'now',
    elsewhere: async () => (by ? directOf(tools, guild, by.memberId) : null),
  });
  if (!ref) throw new AppError('chat_unavailable', { channel: channelId });
  // It went to who asked, where there are no threads.
  if (ref.channelId !== channelId) return threadIn(tools, guild, directSpot(ref.channelId));
  await threadFromMessage(guild, ref, title);
  const thread = await threadIn(tools, guild, { channelId, threadKey: ref.messageId });
  await adopt(tools, guild, thread, ref);
  return thread;
};

const openPost = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  { channelId, title, key }: NewThread,
  tagId: string | null,
): Promise<ThreadRef> => {
  const { posted } = tools.chatStores;
  const place = await threadIn(tools, guild, placeSpot(channelId));
  const slot: Slot = `message:root/${key ?? randomUUID()}`;
  const claim = await posted.claim(guild.tenantId, place.threadId, slot, 30_000);
  if (!claim.claimed) throw new AppError('chat_unavailable', { retryInMs: 1_000 });
  const free = (): Promise<void> => posted.release(guild.tenantId, place.threadId, slot, claim.token);
  if (claim.posted.messageRef) {
    await free();
    return threadIn(tools, guild, { channelId, threadKey: claim.posted.messageRef });
  }
  try {
    const message = toBody(renderCard(rootCard(title), tools.reader(guild)));
    const body = { ...threadBody(title), message, ...(tagId ? { applied_tags: [tagId] } : {}) };
    const { id } = await guild.api.call<{ id: string }>('thread.create', { channelId }, { body });
    const shown = { messageRef: id, contentHash: null, final: false };
    await posted.settle(guild.tenantId, place.threadId, slot, claim.token, shown);
    const thread = await threadIn(tools, guild, { channelId, threadKey: id });
    await adopt(tools, guild, thread, { channelId: id, messageId: id });
    return thread;
  } catch (error) {
    await free();
    throw error;
  }
};

/** The card of the thread's first task takes the place of the message that opened it. */
const adopt = async (
  { chatStores: { posted } }: DiscordChatTools,
  { tenantId }: DiscordGuild,
  { threadId }: ThreadRef,
  ref: MessageRef,
): Promise<void> => {
  const claim = await posted.claim(tenantId, threadId, ROOT_SLOT, 5_000);
  if (!claim.claimed) return;
  if (claim.posted.messageRef) return posted.release(tenantId, threadId, ROOT_SLOT, claim.token);
  const shown = { messageRef: toRef(ref), contentHash: null, final: false };
  await posted.settle(tenantId, threadId, ROOT_SLOT, claim.token, shown);
};

const directOf = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  memberId: string,
): Promise<string | null> => {
  const { identities } = tools.chatStores;
  const userId = await identities.userOf(guild.tenantId, guild.place, memberId);
  return userId ? tools.directChannel(guild, userId) : null;
};

const withRequester = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  { channelId, by }: NewThread,
): Promise<ThreadRef> => {
  const direct = by ? await directOf(tools, guild, by.memberId) : null;
  if (!direct) throw new AppError('chat_unavailable', { channel: channelId });
  return threadIn(tools, guild, directSpot(direct));
};
