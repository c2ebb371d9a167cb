import type { KnownBlock } from '@slack/types';
import type { Card } from '../../core/card.ts';
import { formatText } from '../../core/messages/format.ts';
import type { Slot } from '../../core/ports/chat-platform.ts';
import type { PostUrgency } from '../../core/ports/chat-stores.ts';
import { PLACE_KEY, type ThreadRef } from '../../core/task.ts';
import { text } from '../../core/text.ts';
import { postAnswerFile } from './answer-file.ts';
import type { SlackChatTools } from './chat-tools.ts';
import { renderCard, type SlackMessage } from './render/render-card.ts';
import type { ShowOptions } from './slack-messages.ts';
import type { SlackWorkspace } from './slack-workspaces.ts';

/** What shows an end or asks a person goes first; progress only where there is room. */
const urgencyOf = (card: Card): PostUrgency => {
  if (card.final || card.kind === 'approval' || card.tone === 'waiting') return 'now';
  return card.since === undefined ? 'soon' : 'later';
};

export const optionsFor = (
  tools: SlackChatTools,
  workspace: SlackWorkspace,
  thread: ThreadRef,
  card: Card,
): ShowOptions => ({
  final: card.final === true,
  urgency: urgencyOf(card),
  elsewhere: async () => {
    const userId = await requesterOf(tools, workspace, thread);
    const channel = userId ? await tools.directChannel(workspace, userId) : null;
    return channel ? { channel, note: movedNote(workspace) } : null;
  },
});

export const movedNote = ({ locale }: SlackWorkspace): KnownBlock => ({
  type: 'context',
  elements: [{ type: 'plain_text', text: formatText(text('slack.moved'), { locale, timeZone: 'UTC' }) }],
});

/** Whose task it is: who hears of it when the channel can't be written to any more. */
const requesterOf = async (
  { stores, chatStores }: SlackChatTools,
  { tenantId, place }: SlackWorkspace,
  thread: ThreadRef,
): Promise<string | null> => {
  const { running, last } = await stores.threads.tasks(tenantId, thread.threadId);
  const task = running ?? last;
  return task ? chatStores.identities.userOf(tenantId, place, task.requestedBy.memberId) : null;
};

/**
 * The card, and what did not fit into it right below: further parts, or a file. Progress waits for room beside the
 * work. false: there is nowhere to show it.
 */
export const publishCard = async (
  tools: SlackChatTools,
  workspace: SlackWorkspace,
  thread: ThreadRef,
  slot: Slot,
  card: Card,
  mention: readonly string[] = [],
): Promise<boolean> => {
  const place = `${thread.threadId}/${slot}`;
  const show = (): Promise<boolean> => showCard(tools, workspace, thread, slot, card, mention);
  if (urgencyOf(card) === 'later') {
    await tools.progress.offer(place, { show });
    return true;
  }
  tools.progress.drop(place);
  return show();
};

const showCard = async (
  tools: SlackChatTools,
  workspace: SlackWorkspace,
  thread: ThreadRef,
  slot: Slot,
  card: Card,
  mention: readonly string[],
): Promise<boolean> => {
  const options = optionsFor(tools, workspace, thread, card);
  const reader = { ...tools.reader(workspace), mention };
  const drawn = renderCard(card, reader, '');
  const ref = await tools.messages.show(
    workspace,
    thread,
    slot,
    (key) => renderCard(card, reader, key),
    options,
  );
  if (!ref) return false;
  const id = slot.slice(slot.indexOf(':') + 1);
  // In a channel of its own the rest hangs below the card.
  const below = thread.threadKey === PLACE_KEY ? { ...thread, threadKey: ref.ts } : thread;
  for (const [index, part] of drawn.more.entries()) {
    await tools.messages.show(workspace, below, `answer:${id}:${index + 1}`, keyed(part), options);
  }
  if (drawn.file) await postAnswerFile(tools, workspace, below, id, drawn.file);
  return true;
};

/** A part that was drawn without a key gets one: its first block says which message it is. */
const keyed =
  (part: SlackMessage) =>
  (key: string): SlackMessage => {
    const [first, ...rest] = part.blocks;
    return first ? { ...part, blocks: [{ ...first, block_id: `cs:${key}` }, ...rest] } : part;
  };
