import type { Failure } from '../errors.ts';
import type { PersonRef } from '../member.ts';
import type { TaskStatus } from '../task.ts';

/** Names on the wire between client and worker. The input is a TaskRequest. */
export const TASK_WORKFLOW = 'taskExecutionWorkflow';
export const FOLLOW_UP_SIGNAL = 'followUp';
export const STOP_SIGNAL = 'stop';

export interface FollowUpInput {
  /** The chat's own id of the message: the same id twice is one message. */
  readonly messageId: string;
  readonly by: PersonRef;
  readonly text: string;
  /** ISO 8601 */
  readonly at: string;
}

export interface StopInput {
  readonly by: PersonRef;
  readonly reason: string | null;
}

export interface TaskResult {
  readonly status: Extract<TaskStatus, 'completed' | 'failed' | 'cancelled'>;
  readonly failure: Failure | null;
}
