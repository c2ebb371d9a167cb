import type { Notice } from '../../core/card.ts';
import { sendOnce } from '../../core/chat/send-once.ts';
import type { ChatActor, Slot } from '../../core/ports/chat-platform.ts';
import { isPlace, type ThreadRef } from '../../core/task.ts';
import { uploadFile } from './answer-file.ts';
import { isDirect, type SlackChatTools } from './chat-tools.ts';
import { renderNotice, type SlackMessage } from './render/render-card.ts';
import { contentHash, slotKey } from './slack-messages.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { SlackWorkspace } from './slack-workspaces.ts';

/** For that person's eyes: below the thread where only they see it, or directly when they are not in that channel. */
export const replyTo = async (
  tools: SlackChatTools,
  workspace: SlackWorkspace,
  actor: ChatActor,
  thread: ThreadRef,
  key: string,
  notice: Notice,
): Promise<void> => {
  const { tenantId, memberId } = actor;
  const [userId, member] = await Promise.all([
    tools.chatStores.identities.userOf(tenantId, workspace.place, memberId),
    tools.stores.members.byId(tenantId, memberId),
  ]);
  if (!userId) {
    tools.log.warn(
      { tenantId, memberId },
      'nobody in this workspace is this member, so an answer was not shown',
    );
    return;
  }
  const slot: Slot = `message:private/${memberId}/${key}`;
  const message = renderNotice(notice, tools.reader(workspace, member?.locale), slotKey(thread, slot));
  const { posted } = tools.chatStores;
  const once = { posted, tenantId, threadId: thread.threadId, slot, contentHash: contentHash(message) };
  await sendOnce(once, () => send(tools, workspace, thread, userId, message));
};

const send = async (
  tools: SlackChatTools,
  workspace: SlackWorkspace,
  thread: ThreadRef,
  userId: string,
  message: SlackMessage,
): Promise<void> => {
  const below = (await isOpen(tools, workspace, thread)) ? { thread_ts: thread.threadKey } : {};
  const parts = [message, ...message.more];
  // Nobody else is in a direct channel, and unlike a fleeting answer this one stays. A file can't be fleeting.
  if (isDirect(thread.channelId) || message.file) {
    const direct = isDirect(thread.channelId);
    if (direct && (await sentIn(workspace, thread.channelId, below, message))) return;
    const channel = await tools.directChannel(workspace, userId);
    if (channel) return sendDirectly(workspace, channel, {}, message);
  }
  try {
    for (const { text, blocks } of parts) {
      const args = { channel: thread.channelId, user: userId, ...below, text, blocks };
      await workspace.api.call('chat.postEphemeral', args);
    }
  } catch (error) {
    if (!(error instanceof SlackRefusal) || !['rejoin', 'to_requester'].includes(error.action)) throw error;
    const channel = await tools.directChannel(workspace, userId);
    if (!channel) throw error;
    await sendDirectly(workspace, channel, {}, message);
  }
};

/** false: it is the conversation of two other people, where a command was written. */
const sentIn = async (
  workspace: SlackWorkspace,
  channel: string,
  below: { readonly thread_ts?: string },
  message: SlackMessage,
): Promise<boolean> => {
  try {
    await sendDirectly(workspace, channel, below, message);
    return true;
  } catch (error) {
    if (error instanceof SlackRefusal && ['rejoin', 'to_requester'].includes(error.action)) return false;
    throw error;
  }
};

/** Slack shows nobody a fleeting answer in a thread that has no reply yet; one with a task's card in it has. */
const isOpen = async (
  { stores }: SlackChatTools,
  { tenantId }: SlackWorkspace,
  thread: ThreadRef,
): Promise<boolean> => {
  if (isPlace(thread)) return false;
  if (isDirect(thread.channelId)) return true;
  return (await stores.threads.tasks(tenantId, thread.threadId)).last !== null;
};

const sendDirectly = async (
  { api }: SlackWorkspace,
  channel: string,
  below: { readonly thread_ts?: string },
  { text, blocks, more, file }: SlackMessage,
): Promise<void> => {
  const quiet = { unfurl_links: false, unfurl_media: false };
  for (const part of [{ text, blocks }, ...more]) {
    await api.call('chat.postMessage', { channel, ...below, text: part.text, blocks: part.blocks, ...quiet });
  }
  if (file) await uploadFile(api, { channel, threadTs: below.thread_ts ?? null, ...file });
};
