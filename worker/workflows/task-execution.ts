import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  isCancellation,
  log,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  FOLLOW_UP_SIGNAL,
  type FollowUpInput,
  STOP_SIGNAL,
  type StopInput,
  type TaskResult,
} from '../../core/contract/task-workflow.ts';
import type { TaskRequest } from '../../core/task.ts';
import { operationReportSignal } from './await-operation.ts';
import { isCutOff, readFailure } from './failures.ts';
import { finishTask, tellLateWriters } from './finish.ts';
import { startPublisher } from './publisher.ts';
import { nowIso, TaskFailed, type TaskRun } from './run-context.ts';
import { createRunState, failWith, type TaskRunState } from './task-run.ts';
import { beginWork, workUntilDone } from './work.ts';

export const followUpSignal = defineSignal<[FollowUpInput]>(FOLLOW_UP_SIGNAL);
export const stopSignal = defineSignal<[StopInput]>(STOP_SIGNAL);

/** A task's request, and after continue-as-new also all that was known by then. */
export interface TaskWorkflowInput extends TaskRequest {
  readonly carried?: TaskRunState;
}

/** One per task: dispatch, recall, the loop of steps, and one end for completed, failed and cancelled. */
export async function taskExecutionWorkflow(input: TaskWorkflowInput): Promise<TaskResult> {
  const { carried, ...request } = input;
  const state = carried ?? createRunState(nowIso());
  const work = new CancellationScope();

  setHandler(followUpSignal, (message) => {
    if (state.seenMessages.includes(message.messageId)) return;
    state.seenMessages.push(message.messageId);
    state.inbox.push(message);
  });
  setHandler(operationReportSignal, (report) => {
    state.reports = [...(state.reports ?? []), report];
  });
  setHandler(stopSignal, (stop) => {
    state.stop ??= stop;
    work.cancel();
  });

  const background: Promise<void>[] = [];
  const publisher = startPublisher(request, state);
  const run: TaskRun = {
    request,
    key: { tenantId: request.tenantId, taskId: request.taskId },
    state,
    touch: publisher.touch,
    later: (job) => {
      const done = CancellationScope.nonCancellable(job);
      background.push(done.catch((error: unknown) => log.warn('left undone', { error: String(error) })));
    },
  };
  const again = await runWork(run, work, carried === undefined);
  await CancellationScope.nonCancellable(async () => {
    if (!again) await finishTask(run);
    await publisher.close();
    await Promise.all(background);
    if (again) return;
    await publisher.publishFinal();
    await tellLateWriters(run);
    await condition(allHandlersFinished);
  });
  if (again) await continueAsNew<typeof taskExecutionWorkflow>({ ...request, carried: state });
  const failed = state.status === 'failed' ? (state.failure?.failure ?? null) : null;
  return { status: state.status as TaskResult['status'], failure: failed };
}

/** Does the work inside the scope that a stop cancels. true: the history is long, go on in a new run. */
const runWork = async (run: TaskRun, scope: CancellationScope, first: boolean): Promise<boolean> => {
  try {
    return await scope.run(async () => {
      if (run.state.stop) scope.cancel();
      if (first) await beginWork(run);
      return await workUntilDone(run, () => workflowInfo().continueAsNewSuggested);
    });
  } catch (error) {
    if (isCancellation(error) || isCutOff(error)) return false;
    if (!(error instanceof TaskFailed)) log.warn('the task ends as failed', { error: String(error) });
    failWith(run.state, readFailure(error), error instanceof TaskFailed ? error.stepOrder : null);
    return false;
  }
};
