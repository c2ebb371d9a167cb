import type { Card } from '../../core/card.ts';
import type { Slot } from '../../core/ports/chat-platform.ts';
import type { PostUrgency } from '../../core/ports/chat-stores.ts';
import type { ThreadRef } from '../../core/task.ts';
import type { DiscordChatTools } from './chat-tools.ts';
import type { DiscordGuild } from './discord-guilds.ts';
import type { ShowOptions } from './discord-messages.ts';
import { renderCard } from './render/render-card.ts';

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

/** The card, and what did not fit into it right below: further parts, or a file. Progress waits for room. */
export const publishCard = async (
  tools: DiscordChatTools,
  guild: DiscordGuild,
  thread: ThreadRef,
  slot: Slot,
  card: Card,
  mention: Mentions = NOBODY,
): Promise<void> => {
  const place = `${thread.threadId}/${slot}`;
  const show = (): Promise<void> => showCard(tools, guild, thread, slot, card, mention);
  if (urgencyOf(card) === 'later') return tools.progress.offer(place, { show });
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
): Promise<void> => {
  const options = optionsFor(tools, guild, thread, card);
  const drawn = renderCard(card, { ...tools.reader(guild), ...mention });
  const ref = await tools.messages.show(guild, thread, slot, drawn, options);
  if (!ref) return;
  const id = slot.slice(slot.indexOf(':') + 1);
  for (const [index, part] of drawn.more.entries()) {
    await tools.messages.show(guild, thread, `answer:${id}:${index + 1}`, part, options);
  }
  // Where the card went, which is not always the thread.
  if (drawn.file) await postFile(tools, guild, thread, { id, channelId: ref.channelId }, drawn.file);
};

const LEASE_MS = 60_000;

/** An answer that is too long for messages, once, as a file below its card. */
const postFile = async (
  { chatStores: { posted } }: DiscordChatTools,
  { tenantId, api }: DiscordGuild,
  thread: ThreadRef,
  { id, channelId }: { readonly id: string; readonly channelId: string },
  { name, content }: { readonly name: string; readonly content: string },
): Promise<void> => {
  const { threadId } = thread;
  const slot: Slot = `answer:${id}:file`;
  const claim = await posted.claim(tenantId, threadId, slot, LEASE_MS);
  if (!claim.claimed) return;
  if (claim.posted.messageRef) return posted.release(tenantId, threadId, slot, claim.token);
  try {
    const files = [{ name, data: Buffer.from(content, 'utf8'), contentType: 'text/plain' }];
    const body = { attachments: [{ id: 0, filename: name }], allowed_mentions: { parse: [] } };
    const sent = await api.call<{ id: string }>('message.create', { channelId }, { body, files });
    const shown = { messageRef: `${channelId}:${sent.id}`, contentHash: null, final: true };
    await posted.settle(tenantId, threadId, slot, claim.token, shown);
  } catch (error) {
    await posted.release(tenantId, threadId, slot, claim.token);
    throw error;
  }
};
