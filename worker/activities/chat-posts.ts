import type { Approval } from '../../core/approval.ts';
import { approvalCard } from '../../core/approval-card.ts';
import { AppError } from '../../core/errors.ts';
import type { ChatPlatform } from '../../core/ports/chat-platform.ts';
import { type ThreadRef, taskNumber } from '../../core/task.ts';
import { taskCard } from '../../core/task-card.ts';
import { text } from '../../core/text.ts';
import type { ActivityDeps } from './deps.ts';
import type { ChatActivities } from './types.ts';

const SHOWN_WORDS = 80;

/** Posts to chats. The same slot is the same message, so repeating a post is an edit. */
export const createChatPosts = ({ stores, chats, posted, log }: ActivityDeps): ChatActivities => {
  const chatOf = (thread: ThreadRef): ChatPlatform => {
    const chat = chats.get(thread.platform);
    if (!chat) throw new AppError('chat_unavailable', { platform: thread.platform });
    return chat;
  };

  /** Shows the row as it is, and again when it changed meanwhile: the last word is never an old one. */
  const showApproval = async (tenantId: string, approvalId: string, thread: ThreadRef): Promise<void> => {
    for (let shown: string | null = null; ; ) {
      const approval = await stores.approvals.byId(tenantId, approvalId);
      if (!approval) throw new AppError('not_found');
      const state = `${approval.status}/${approval.decisions.length}`;
      if (state === shown) return;
      await (approval.status === 'pending'
        ? chatOf(thread).publish(tenantId, thread, `approval:${approvalId}`, approvalCard(approval))
        : showEverywhere(tenantId, approval, thread));
      shown = state;
    }
  };

  /** In its thread and wherever else it was shown, in whichever chat: no button may be left that is not true. */
  const showEverywhere = async (
    tenantId: string,
    approval: Approval,
    thread: ThreadRef | null,
  ): Promise<void> => {
    const slot = `approval:${approval.id}` as const;
    const ids = (await posted.threadsOf(tenantId, slot)).filter((id) => id !== thread?.threadId);
    const others = await Promise.all(ids.map((id) => stores.threads.byId(tenantId, id)));
    for (const place of [thread, ...others]) {
      if (place) await chatOf(place).publish(tenantId, place, slot, approvalCard(approval));
    }
  };

  return {
    publishTask: ({ tenantId, thread, view }) =>
      chatOf(thread).publish(tenantId, thread, `task:${view.taskId}`, taskCard(view)),

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
