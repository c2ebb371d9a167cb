import type { FollowUpInput, StopInput } from '../contract/task-workflow.ts';
import type { DecisionAnswer, DecisionInput } from '../decision.ts';
import type { TaskRequest } from '../task.ts';

/**
 * The only way to the workflows. Every method throws AppError `workflow_service_unavailable` when the service does
 * not answer, and then nothing was accepted that is not safe to send again.
 */
export interface TaskGateway {
  /**
   * Starts the task's workflow durably. `started: false` when one with this id ran or runs already; `fingerprint` is
   * then that of the request it was started with (null when the service no longer knows).
   */
  start(request: TaskRequest): Promise<{ readonly started: boolean; readonly fingerprint: string | null }>;
  /** Throws AppError `task_ended` when the workflow is over. Repeating the same messageId is harmless. */
  followUp(workflowId: string, input: FollowUpInput): Promise<void>;
  /** Throws AppError `task_ended` when the workflow is over. */
  stop(workflowId: string, input: StopInput): Promise<void>;
  /** Answers `recorded` when no worker took it in time and the decision is kept for later. */
  decide(input: DecisionInput): Promise<DecisionAnswer>;
}
