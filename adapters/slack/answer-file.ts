import { AppError } from '../../core/errors.ts';
import type { Slot } from '../../core/ports/chat-platform.ts';
import { isPlace, type ThreadRef } from '../../core/task.ts';
import type { SlackChatTools } from './chat-tools.ts';
import type { SlackApi } from './slack-api.ts';
import type { SlackWorkspace } from './slack-workspaces.ts';

const LEASE_MS = 60_000;
const UPLOAD_MS = 30_000;

/** An answer that is too long for messages, once, as a file below its card. */
export const postAnswerFile = async (
  { chatStores: { posted } }: SlackChatTools,
  { tenantId, api }: SlackWorkspace,
  thread: ThreadRef,
  id: string,
  file: { readonly name: string; readonly content: string },
): Promise<void> => {
  const slot: Slot = `answer:${id}:file`;
  const claim = await posted.claim(tenantId, thread.threadId, slot, LEASE_MS);
  if (!claim.claimed) return;
  if (claim.posted.messageRef) return posted.release(tenantId, thread.threadId, slot, claim.token);
  try {
    const threadTs = isPlace(thread) ? null : thread.threadKey;
    const fileId = await uploadFile(api, { channel: thread.channelId, threadTs, ...file });
    const shown = { messageRef: `file:${fileId}`, contentHash: null, final: true };
    await posted.settle(tenantId, thread.threadId, slot, claim.token, shown);
  } catch (error) {
    await posted.release(tenantId, thread.threadId, slot, claim.token);
    throw error;
  }
};

/** Gives Slack's own id of the file. */
export const uploadFile = async (
  api: SlackApi,
  file: {
    readonly channel: string;
    readonly threadTs: string | null;
    readonly name: string;
    readonly content: string;
  },
): Promise<string> => {
  const body = Buffer.from(file.content, 'utf8');
  const { upload_url: url, file_id: fileId } = await api.call<{ upload_url: string; file_id: string }>(
    'files.getUploadURLExternal',
    { filename: file.name, length: body.length },
  );
  const sent = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(UPLOAD_MS) });
  if (!sent.ok) throw new AppError('chat_unavailable', {}, { cause: sent.status });
  await api.call('files.completeUploadExternal', {
    files: [{ id: fileId, title: file.name }],
    channel_id: file.channel,
    ...(file.threadTs ? { thread_ts: file.threadTs } : {}),
  });
  return fileId;
};
