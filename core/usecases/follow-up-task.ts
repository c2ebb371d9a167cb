import { AppError } from '../errors.ts';
import type { Actor, Surface } from '../member.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Stores } from '../ports/stores.ts';
import type { TaskGateway } from '../ports/task-gateway.ts';
import { isTerminal, type Task } from '../task.ts';
import type { SubmitTask } from './submit-task.ts';

export interface FollowUpTaskInput {
  readonly actor: Actor;
  readonly taskId: string;
  readonly messageId: string;
  readonly text: string;
  readonly surface: Surface;
  readonly platform: string;
  /** What was around the words: files, quotes. */
  readonly context?: readonly string[];
}

export type FollowUpTask = (
  input: FollowUpTaskInput,
) => Promise<{ readonly task: Task; readonly startedNew: boolean }>;

export interface FollowUpTaskDeps {
  readonly stores: Pick<Stores, 'tasks'>;
  readonly gateway: TaskGateway;
  readonly submitTask: SubmitTask;
  readonly clock: Clock;
}

/**
 * Words for a running task reach it at its next turn. An ended task starts a new one in the same thread, with what
 * was asked and answered as its context. Throws AppError as submitTask does, and not_found.
 */
export const createFollowUpTask =
  ({ stores, gateway, submitTask, clock }: FollowUpTaskDeps): FollowUpTask =>
  async (input) => {
    const { actor, messageId } = input;
    const text = input.text.trim();
    if (text === '') throw new AppError('invalid_request', { detail: 'text' });
    const task = await stores.tasks.byId(actor.tenantId, input.taskId);
    if (!task) throw new AppError('not_found');
    if (!isTerminal(task.status)) {
      const by = { memberId: actor.memberId, displayName: actor.displayName };
      try {
        const words = [text, ...(input.context ?? [])].join('\n\n');
        await gateway.followUp(task.workflowId, {
          messageId,
          by,
          text: words,
          at: clock.now().toISOString(),
        });
        return { task, startedNew: false };
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'task_ended') throw error;
      }
    }
    const { task: next } = await submitTask({
      actor,
      surface: input.surface,
      platform: input.platform,
      identity: messageId,
      request: { kind: 'general', objective: text },
      ...(task.thread ? { thread: task.thread } : {}),
      context: [...contextOf(task), ...(input.context ?? [])],
    });
    return { task: next, startedNew: true };
  };

const CONTEXT_LENGTH = 4000;

const contextOf = (task: Task): readonly string[] => {
  const answer = task.output ?? task.error?.code ?? '';
  return [...task.context, task.objective, answer.slice(0, CONTEXT_LENGTH)].filter(Boolean).slice(-10);
};
