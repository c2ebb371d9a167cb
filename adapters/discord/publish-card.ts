import type { Card } from '../../core/card.ts';
import type { Slot } from '../../core/ports/chat-platform.ts';
import type { PostUrgency } from '../../core/ports/chat-stores.ts';
import type { ThreadRef } from '../../core/task.ts';
import { text } from '../../core/text.ts';
import type { DiscordChatTools } from './chat-tools.ts';
import type { DiscordGuild } from './discord-guilds.ts';
import { nonceFrom, type ShowOptions, toBody } from './discord-messages.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import { renderCard, renderNotice } from './render/render-card.ts';

/** What shows an end or asks a person goes first; progress only where there is room. */
const urgencyOf = (card: Card): PostUrgency => {
  if (card.final || card.kind === 'approval' || card.tone === 'waiting') return 'now';
  return card.since === undefined ? 'soon' : 'later';
};

export const optionsFor = (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  thread: ThreadRef,
  card: Card,
): ShowOptions => ({
  final: card.final === true,
  urgency: urgencyOf(card),
  elsewhere: async () => {
    const { stores, chatStores } = tools;
    const { running, last } = await stores.threads.tasks(guild.tenantId, thread.threadId);
    const task = running ?? last;
    if (!task) return null;
    const { memberId } = task.requestedBy;
    const userId = await chatStores.identities.userOf(guild.tenantId, guild.place, memberId);
    return userId ? tools.directChannel(guild, userId) : null;
  },
});

/** Who is called, by Discord's ids. */
export interface Mentions {
  readonly mention: readonly string[];
  readonly mentionRoles: readonly string[];
}

const NOBODY: Mentions = { mention: [], mentionRoles: [] };

/**
 * The card, and what did not fit into it right below: further parts, or a file. Progress waits for room. false: there is
 * nowhere to show it.
 */
export const publishCard = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  thread: ThreadRef,
  slot: Slot,
  card: Card,
  mention: Mentions = NOBODY,
): Promise<boolean> => {
  const place = `${thread.threadId}/${slot}`;
  const show = (): Promise<boolean> => showCard(tools, guild, thread, slot, card, mention);
  if (urgencyOf(card) === 'later') {
    await tools.progress.offer(place, { show });
    return true;
  }
  tools.progress.drop(place);
  return show();
};

const showCard = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  thread: ThreadRef,
  slot: Slot,
  card: Card,
  mention: Mentions,
): Promise<boolean> => {
  const options = optionsFor(tools, guild, thread, card);
  const drawn = renderCard(card, { ...tools.reader(guild), ...mention });
  const ref = await tools.messages.show(guild, thread, slot, drawn, options);
  if (!ref) return false;
  const id = slot.slice(slot.indexOf(':') + 1);
  for (const [index, part] of drawn.more.entries()) {
    await tools.messages.show(guild, thread, `answer:${id}:${index + 1}`, part, options);
  }
  // Where the card went, which is not always the thread.
  if (drawn.file) await postFile(tools, guild, thread, { id, channelId: ref.channelId }, drawn.file);
  return true;
};

const LEASE_MS = 60_000;

/** An answer that is too long for messages, once, as a file below its card. */
const postFile = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  thread: ThreadRef,
  { id, channelId }: { readonly id: string; readonly channelId: string },
  { name, content }: { readonly name: string; readonly content: string },
): Promise<void> => {
  const { posted } = tools.chatStores;
  const { tenantId, api } = guild;
  const { threadId } = thread;
  const slot: Slot = `answer:${id}:file`;
  const claim = await posted.claim(tenantId, threadId, slot, LEASE_MS);
  if (!claim.claimed) return;
  if (claim.posted.messageRef) return posted.release(tenantId, threadId, slot, claim.token);
  try {
    const files = [{ name, data: Buffer.from(content, 'utf8'), contentType: 'text/plain' }];
    const body = { attachments: [{ id: 0, filename: name }], allowed_mentions: { parse: [] } };
    const nonce = nonceFrom(threadId, slot);
    const sent = await api
      .call<{ id: string }>('message.create', { channelId }, { body, files, nonce })
      .catch((error: unknown) => sayFileIsRefused(tools, guild, { slot, threadId, channelId, name }, error));
    const shown = { messageRef: `${channelId}:${sent.id}`, contentHash: null, final: true };
    await posted.settle(tenantId, threadId, slot, claim.token, shown);
  } catch (error) {
    await posted.release(tenantId, threadId, slot, claim.token);
    throw error;
  }
};

/** Files are not allowed here, or it is too big: the thread says so, and where the whole of it is. */
const sayFileIsRefused = async (
  { log, reader }: DiscordChatTools,
  guild: DiscordGuild,
  at: { readonly slot: Slot; readonly threadId: string; readonly channelId: string; readonly name: string },
  error: unknown,
): Promise<{ readonly id: string }> => {
  if (!(error instanceof DiscordRefusal) || !['to_requester', 'fit'].includes(error.action)) throw error;
  const { slot, threadId, channelId, name } = at;
  log.warn({ err: error, channel: channelId }, 'a file was refused: the bot may lack Attach Files here');
  const words = renderNotice({ tone: 'danger', text: text('discord.file_refused', { name }) }, reader(guild));
  const nonce = nonceFrom(threadId, slot, 'refused');
  return guild.api.call('message.create', { channelId }, { body: toBody(words), nonce });
};
