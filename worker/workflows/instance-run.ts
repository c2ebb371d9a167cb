import { CancellationScope, getExternalWorkflowHandle, isCancellation, log } from '@temporalio/workflow';
import {
  type InstanceStep,
  OPERATION_REPORT_SIGNAL,
  type OperationReport,
  type OperationRequest,
} from '../../core/contract/instance-workflow.ts';
import type { Failure } from '../../core/errors.ts';
import type { Text } from '../../core/text.ts';
import type { InstanceKey, InstancePlan } from '../activities/instances/types.ts';
import { isCutOff, readFailure } from './failures.ts';
import { nowMs } from './run-context.ts';

/** Ends the operation with what a person is told. Never leaves the workflow. */
export class OperationFailed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** One operation under way, as its steps pass it around. */
export interface OperationRun {
  readonly key: InstanceKey;
  readonly request: OperationRequest;
  readonly plan: InstancePlan;
  /** Shows the step while it runs and how it ended. Throws OperationFailed; a stop goes through as it is. */
  step<T>(name: InstanceStep, work: () => Promise<T>, detail?: (result: T) => Text | null): Promise<T>;
}

/** Tells the task that waits. One that is over no longer wants to know. */
export const report = async ({ reportTo }: OperationRequest, news: OperationReport): Promise<void> => {
  if (reportTo === null) return;
  try {
    await CancellationScope.nonCancellable(() =>
      getExternalWorkflowHandle(reportTo).signal(OPERATION_REPORT_SIGNAL, news),
    );
  } catch (error) {
    log.info('nobody waits for this operation', { error: String(error) });
  }
};

/** A gone task is not the end of an operation, but a stop of the operation is the end of its steps. */
export const wasStopped = (error: unknown): boolean => isCancellation(error) || isCutOff(error);

export const startRun = (key: InstanceKey, request: OperationRequest, plan: InstancePlan): OperationRun => ({
  key,
  request,
  plan,
  async step(name, work, detail) {
    const { operationId } = request;
    const since = nowMs();
    await report(request, { kind: 'begun', operationId, step: name });
    const ended = (failure: Failure | null, words: Text | null): Promise<void> =>
      report(request, {
        kind: 'step',
        operationId,
        step: name,
        failure,
        detail: words,
        durationMs: nowMs() - since,
      });
    try {
      const result = await work();
      await ended(null, detail?.(result) ?? null);
      return result;
    } catch (error) {
      if (wasStopped(error)) throw error;
      const failure = error instanceof OperationFailed ? error.failure : readFailure(error);
      await ended(failure, null);
      throw new OperationFailed(failure);
    }
  },
});
