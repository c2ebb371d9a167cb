import { randomUUID } from 'node:crypto';
import type { Notice } from '../../core/card.ts';
import { sendOnce } from '../../core/chat/send-once.ts';
import type { ChatActor, Slot } from '../../core/ports/chat-platform.ts';
import type { ThreadRef } from '../../core/task.ts';
import { text } from '../../core/text.ts';
import type { DiscordChatTools } from './chat-tools.ts';
import type { DiscordGuild } from './discord-guilds.ts';
import type { OpenInteraction } from './discord-interactions.ts';
import { contentHash, nonceFrom, toBody } from './discord-messages.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import { COMPONENTS_V2 } from './flags.ts';
import { postingIn } from './posting-in.ts';
import { type DiscordMessage, renderNotice } from './render/render-card.ts';

/**
 * For that person's eyes: as the answer to what they did, while it can be answered, else directly. An ordinary message
 * has no answer that only its author sees.
 */
export const replyTo = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  actor: ChatActor,
  thread: ThreadRef,
  key: string,
  notice: Notice,
): Promise<void> => {
  const { tenantId, memberId } = actor;
  const member = await tools.stores.members.byId(tenantId, memberId);
  const message = renderNotice(notice, tools.reader(guild, member?.locale));
  const interaction = tools.interactions.find(key);
  if (interaction && (await answer(tools, guild, interaction, message))) return;
  const userId = await tools.chatStores.identities.userOf(tenantId, guild.place, memberId);
  if (!userId) {
    tools.log.warn(
      { tenantId, memberId },
      'nobody in this server is this member, so an answer was not shown',
    );
    return;
  }
  const slot: Slot = `message:private/${memberId}/${key}`;
  const { posted } = tools.chatStores;
  const once = { posted, tenantId, threadId: thread.threadId, slot, contentHash: contentHash(message) };
  await sendOnce(once, () => sendDirectly(tools, guild, thread, userId, message));
};

const answer = async (
  { interactions }: DiscordChatTools,
  { api }: DiscordGuild,
  interaction: OpenInteraction,
  message: DiscordMessage,
): Promise<boolean> => {
  for (const { components } of [message, ...message.more]) {
    if (!(await interactions.answer(api, interaction, { flags: COMPONENTS_V2, components }))) return false;
  }
  if (!message.file) return true;
  const body = { ...asFile(message.file.name), flags: 0 };
  return interactions.answer(api, interaction, body, [rawFile(message.file)]);
};

const asFile = (filename: string) => ({
  attachments: [{ id: 0, filename }],
  allowed_mentions: { parse: [] },
});
const rawFile = ({ name, content }: { readonly name: string; readonly content: string }) => ({
  name,
  data: Buffer.from(content, 'utf8'),
  contentType: 'text/plain',
});

const sendDirectly = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  thread: ThreadRef,
  userId: string,
  message: DiscordMessage,
): Promise<void> => {
  const channelId = await tools.directChannel(guild, userId);
  if (channelId && (await sentIn(guild, channelId, message))) return;
  await sayThatItIsShut(tools, guild, thread, userId);
};

/** false: this person takes no direct messages from us. */
const sentIn = async (
  { api }: DiscordGuild,
  channelId: string,
  message: DiscordMessage,
): Promise<boolean> => {
  try {
    // Of this try alone: the same words may be right again a moment later.
    const nonce = (): string => nonceFrom(randomUUID());
    for (const part of [message, ...message.more]) {
      await api.call('message.create', { channelId }, { body: toBody(part), nonce: nonce() });
    }
    if (message.file) {
      const how = { body: asFile(message.file.name), files: [rawFile(message.file)], nonce: nonce() };
      await api.call('message.create', { channelId }, how);
    }
    return true;
  } catch (error) {
    if (error instanceof DiscordRefusal && ['give_up', 'to_requester'].includes(error.action)) return false;
    throw error;
  }
};

/** The answer itself stays private; that there is one, and how to get it, is said where it was asked. */
const sayThatItIsShut = async (
  { log, reader }: DiscordChatTools,
  guild: DiscordGuild,
  thread: ThreadRef,
  userId: string,
): Promise<void> => {
  const channelId = postingIn(thread);
  const shut: Notice = { tone: 'danger', text: text('discord.direct_shut') };
  const { components } = renderNotice(shut, reader(guild));
  const body = {
    flags: COMPONENTS_V2,
    components: [{ type: 10, content: `<@${userId}>` }, ...components],
    allowed_mentions: { parse: [], users: [userId] },
  };
  try {
    await guild.api.call('message.create', { channelId }, { body, nonce: nonceFrom(randomUUID()) });
  } catch (error) {
    if (!(error instanceof DiscordRefusal)) throw error;
    log.warn({ err: error, channel: channelId }, 'an answer could be shown to nobody');
  }
};
