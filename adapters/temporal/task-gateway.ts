import { setTimeout as pause } from 'node:timers/promises';
import {
  type Client,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DECIDE_SIGNAL, DECIDE_UPDATE, DECISION_REFUSED } from '../../core/contract/approval-workflow.ts';
import { MAIN_QUEUE } from '../../core/contract/task-queues.ts';
import { FOLLOW_UP_SIGNAL, STOP_SIGNAL, TASK_WORKFLOW } from '../../core/contract/task-workflow.ts';
import { approvalWorkflowId } from '../../core/contract/workflow-ids.ts';
import type { DecisionAnswer, DecisionInput } from '../../core/decision.ts';
import { AppError } from '../../core/errors.ts';
import type { TaskGateway } from '../../core/ports/task-gateway.ts';
import type { Priority, TaskRequest } from '../../core/task.ts';

/** A person is waiting: no call takes longer than this before they are told. Milliseconds. */
const CALL_MS = 5000;
/** How long a decision waits for a worker before it is kept for later. Milliseconds. */
const DECISION_MS = 4000;

const PRIORITY_KEYS: Readonly<Record<Priority, number>> = { urgent: 1, high: 2, normal: 3, low: 4 };

/** The client's errors in our words. */
const translate = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  if (error instanceof WorkflowNotFoundError) return new AppError('task_ended', {}, { cause: error });
  return new AppError('workflow_service_unavailable', {}, { cause: error });
};

export interface TaskGatewayOptions {
  /** Workflows are started on this queue; tests use their own. */
  readonly taskQueue?: string;
}

/** The way to the workflows over the Temporal client. */
export const createTemporalTaskGateway = (client: Client, options: TaskGatewayOptions = {}): TaskGateway => {
  const taskQueue = options.taskQueue ?? MAIN_QUEUE;
  const within = async <T>(milliseconds: number, call: () => Promise<T>): Promise<T> => {
    try {
      return await client.withDeadline(Date.now() + milliseconds, call);
    } catch (error) {
      throw translate(error);
    }
  };

  return {
    start: (request) => within(CALL_MS, () => start(client, taskQueue, request)),
    followUp: (workflowId, input) =>
      within(CALL_MS, () => client.workflow.getHandle(workflowId).signal(FOLLOW_UP_SIGNAL, input)),
    stop: (workflowId, input) =>
      within(CALL_MS, () => client.workflow.getHandle(workflowId).signal(STOP_SIGNAL, input)),
    decide: (input) => decide(client, within, input),
  };
};

const start = async (
  client: Client,
  taskQueue: string,
  request: TaskRequest,
): Promise<{ started: boolean; fingerprint: string | null }> => {
  try {
    await client.workflow.start(TASK_WORKFLOW, {
      taskQueue,
      workflowId: request.workflowId,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      args: [request],
      memo: { fingerprint: request.fingerprint, tenantId: request.tenantId },
      priority: { priorityKey: PRIORITY_KEYS[request.priority], fairnessKey: request.tenantId },
    });
    return { started: true, fingerprint: request.fingerprint };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const { memo } = await client.workflow.getHandle(request.workflowId).describe();
    const fingerprint = memo?.fingerprint;
    return { started: false, fingerprint: typeof fingerprint === 'string' ? fingerprint : null };
  }
};

type Within = <T>(milliseconds: number, call: () => Promise<T>) => Promise<T>;

/** As an Update, so that the person hears at once what became of it; as a signal when no worker takes it in time. */
const decide = async (client: Client, within: Within, input: DecisionInput): Promise<DecisionAnswer> => {
  const handle = client.workflow.getHandle(approvalWorkflowId(input.tenantId, input.approvalId));
  const { approvalId, actor, verdict, digest } = input;
  const update = () =>
    handle.executeUpdate<DecisionAnswer, [DecisionInput]>(DECIDE_UPDATE, {
      updateId: `${approvalId}:${actor.memberId}:${verdict}:${digest}`,
      args: [input],
    });
  try {
    return await client.withDeadline(Date.now() + DECISION_MS, () => onceStarted(update));
  } catch (error) {
    const refused = refusalIn(error);
    if (refused) return refused;
    if (!noWorkerAnswered(error)) throw translate(error);
    await within(CALL_MS, () => handle.signal(DECIDE_SIGNAL, input));
    return { kind: 'recorded' };
  }
};

/** Pauses while the workflow may not have started yet, in milliseconds. */
const START_PAUSES = [50, 100, 200, 400, 800];

/** The row is there a moment before its workflow: a quick click waits for it. */
const onceStarted = async <T>(call: () => Promise<T>): Promise<T> => {
  for (const wait of START_PAUSES) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      await pause(wait);
    }
  }
  return call();
};

const refusalIn = (error: unknown): DecisionAnswer | null => {
  if (!(error instanceof WorkflowUpdateFailedError)) return null;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || cause.type !== DECISION_REFUSED) return null;
  return (cause.details?.[0] as DecisionAnswer | undefined) ?? null;
};

const DEADLINE_EXCEEDED = 4;

const noWorkerAnswered = (error: unknown): boolean =>
  error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
  (isGrpcServiceError(error) && error.code === DEADLINE_EXCEEDED);
