import { AppError, type ErrorCode } from '../errors.ts';
import type { ChatPlatform } from '../ports/chat-platform.ts';
import type { ThreadMessages } from '../ports/thread-messages.ts';

/**
 * The same chat, whose posts are begun but not waited for: Slack is told that a request is safe before its card is
 * shown. A task's card waits for a quiet moment, too. `settled` rejects with the first post that failed.
 */
export const deferPosts = (
  chat: ChatPlatform & ThreadMessages,
  quiet: () => Promise<void>,
): { readonly chat: ChatPlatform & ThreadMessages; readonly settled: () => Promise<void> } => {
  const posts: Promise<void>[] = [];
  const later = async (post: Promise<void>): Promise<void> => {
    post.catch(() => undefined);
    posts.push(post);
  };
  return {
    chat: {
      ...chat,
      publish: (tenantId, thread, slot, card) => {
        if (!slot.startsWith('task:')) {
          return later(chat.publish(tenantId, thread, slot, card).catch(ignoring('chat_closed')));
        }
        const post = quiet().then(() => chat.publish(tenantId, thread, slot, card));
        return later(post.catch(ignoring('chat_closed', 'chat_unavailable')));
      },
      replyPrivately: (...args) => later(chat.replyPrivately(...args)),
      openForm: (...args) => later(chat.openForm(...args)),
    },
    async settled() {
      const results = await Promise.allSettled(posts);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
};

/**
 * Nothing has to be done again for a place that is closed for good, nor for a task's card: its own workflow shows it as
 * soon as there is room.
 */
const ignoring =
  (...codes: readonly ErrorCode[]) =>
  (error: unknown): void => {
    if (!(error instanceof AppError) || !codes.includes(error.code)) throw error;
  };
