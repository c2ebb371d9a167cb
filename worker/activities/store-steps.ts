import { approvalNumber } from '../../core/approval.ts';
import type { ActivityDeps } from './deps.ts';
import type { StoreActivities } from './types.ts';

type StoreSteps = Omit<StoreActivities, 'beginTask' | 'nextLocal' | 'routeCalls'>;

/** Writes of the task workflow. Natural keys make each safe to repeat. */
export const createStoreSteps = ({ stores }: ActivityDeps): StoreSteps => ({
  recordSteps: ({ tenantId, taskId, steps, patch }) => stores.tasks.record(tenantId, taskId, steps, patch),

  async requestApproval({ tenantId, taskId, approval, steps }) {
    const row = await stores.approvals.insert(approval);
    const numbered = steps.map((step) =>
      step.stepType === 'approval_requested' && step.details.approvalId === approval.approvalId
        ? {
            ...step,
            details: { ...step.details, approvalNumber: row.number, number: approvalNumber(row.number) },
          }
        : step,
    );
    await stores.tasks.record(tenantId, taskId, numbered, { status: 'waiting_input' });
    return { number: row.number };
  },

  async recordFollowUps({ tenantId, taskId, messages, steps }) {
    for (const message of messages) {
      await stores.agentMessages.append(tenantId, {
        messageId: message.messageId,
        taskId,
        messageType: 'follow_up',
        memberId: message.by.memberId,
        from: message.by.displayName,
        content: message.text,
        at: message.at,
      });
    }
    await stores.tasks.record(tenantId, taskId, steps, {});
  },

  async recordQuestion({ tenantId, taskId, messageId, from, question, at, steps, patch }) {
    await stores.agentMessages.append(tenantId, {
      messageId,
      taskId,
      messageType: 'question',
      from,
      content: question,
      at,
    });
    await stores.tasks.record(tenantId, taskId, steps, patch);
  },

  finishTask: ({ tenantId, taskId, steps, end }) => stores.tasks.finish(tenantId, taskId, steps, end),
});
