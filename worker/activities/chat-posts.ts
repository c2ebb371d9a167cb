import { isClosed } from '../../core/chat/is-closed.ts';
import { AppError } from '../../core/errors.ts';
import type { ChatPlatform } from '../../core/ports/chat-platform.ts';
import { isTerminal, type ThreadRef, taskNumber } from '../../core/task.ts';
import { taskCard } from '../../core/task-card.ts';
import { text } from '../../core/text.ts';
import { createApprovalPosts } from './approval-posts.ts';
import type { ActivityDeps } from './deps.ts';
import { noteInTrace } from './note-in-trace.ts';
import type { ChatActivities } from './types.ts';

const SHOWN_WORDS = 80;

/** Posts to chats. The same slot is the same message, so repeating a post is an edit. */
export const createChatPosts = (deps: ActivityDeps): ChatActivities => {
  const { stores, chats, log } = deps;
  const chatOf = (thread: ThreadRef): ChatPlatform => {
    const chat = chats.get(thread.platform);
    if (!chat) throw new AppError('chat_unavailable', { platform: thread.platform });
    return chat;
  };
  const { showApproval, showEverywhere } = createApprovalPosts(deps, chatOf);

  return {
    async publishTask({ tenantId, thread, view }) {
      try {
        await chatOf(thread).publish(tenantId, thread, `task:${view.taskId}`, taskCard(view));
      } catch (error) {
        if (!isClosed(error)) throw error;
        log.warn(
          { tenantId, taskId: view.taskId, err: error },
          'a task could be shown to nobody in its chat',
        );
        if (isTerminal(view.status)) await noteInTrace(deps, tenantId, view.taskId);
      }
    },

    publishApproval: ({ tenantId, approvalId, thread }) => showApproval(tenantId, approvalId, thread),

    async settleApproval({ approval, state }) {
      const { tenantId, approvalId, thread } = approval;
      const row = await stores.approvals.settle(tenantId, approvalId, {
        status: state.status,
        decisions: state.decisions,
        digest: state.digest,
        decidedAt: state.decidedAt,
      });
      try {
        await showEverywhere(tenantId, row, thread);
        return { published: true };
      } catch (error) {
        log.warn({ tenantId, approvalId, err: error }, 'decided, but the card was not updated yet');
        return { published: false };
      }
    },

    async tellTooLate({ tenantId, thread, taskNumber: number, messages }) {
      for (const message of messages) {
        await chatOf(thread).replyPrivately(
          { tenantId, memberId: message.by.memberId },
          thread,
          `too-late:${message.messageId}`,
          {
            tone: 'waiting',
            text: text('work.too_late', {
              number: taskNumber(number),
              words: message.text.slice(0, SHOWN_WORDS),
            }),
          },
        );
      }
    },
  };
};
