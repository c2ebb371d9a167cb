import { AppError } from '../errors.ts';
import type { Actor, Surface } from '../member.ts';
import type { Stores } from '../ports/stores.ts';
import type { TaskGateway } from '../ports/task-gateway.ts';
import { isTerminal, type Task, taskNumber } from '../task.ts';

export interface StopTaskInput {
  readonly actor: Actor;
  readonly taskId: string;
  readonly reason: string | null;
  readonly surface: Surface;
}

export type StopTask = (input: StopTaskInput) => Promise<{ readonly task: Task }>;

export interface StopTaskDeps {
  readonly stores: Pick<Stores, 'tasks' | 'audit'>;
  readonly gateway: TaskGateway;
}

/** Who asked for it may stop it, and so may approvers and admins. */
const mayStop = (actor: Actor, task: Task): boolean =>
  actor.memberId === task.requestedBy.memberId || actor.role !== 'requester';

/** Throws AppError: not_found, forbidden, task_ended, store_unavailable, workflow_service_unavailable. */
export const createStopTask =
  ({ stores, gateway }: StopTaskDeps): StopTask =>
  async ({ actor, taskId, reason, surface }) => {
    const task = await stores.tasks.byId(actor.tenantId, taskId);
    if (!task) throw new AppError('not_found');
    const audit = (outcome: string) =>
      stores.audit.append(actor.tenantId, {
        memberId: actor.memberId,
        action: 'task.stop',
        subjectType: 'task',
        subjectId: task.id,
        outcome,
        surface,
        details: { reason },
      });
    if (!mayStop(actor, task)) {
      await audit('forbidden');
      throw new AppError('forbidden');
    }
    if (isTerminal(task.status)) throw new AppError('task_ended', { number: taskNumber(task.number) });
    const by = { memberId: actor.memberId, displayName: actor.displayName };
    await gateway.stop(task.workflowId, { by, reason });
    await audit('accepted');
    return { task };
  };
