import type { Failure } from '../../core/errors.ts';
import type { TaskPatch } from '../../core/ports/stores.ts';
import type { TaskRequest } from '../../core/task.ts';
import type { TraceStep } from '../../core/trace.ts';
import type { TaskKey } from '../activities/types.ts';
import { store } from './activity-options.ts';
import type { TaskRunState } from './task-run.ts';

/** One running task, as the parts of its workflow pass it around. */
export interface TaskRun {
  readonly request: TaskRequest;
  readonly key: TaskKey;
  readonly state: TaskRunState;
  /** Tells the publisher that the card has changed; urgent: at once, without waiting for more. */
  touch(urgent?: boolean): void;
  /** Runs beside the work, not in its way; the task's end waits for it. */
  later(work: () => Promise<void>): void;
}

/** Workflow time, which replays the same. */
export const nowMs = (): number => Date.now();
export const nowIso = (): string => new Date(Date.now()).toISOString();

/** Ends the task as failed, with what a person is told. Never leaves the workflow. */
export class TaskFailed extends Error {
  readonly failure: Failure;
  readonly stepOrder: number | null;
  constructor(failure: Failure, stepOrder: number | null = null) {
    super(failure.code);
    this.failure = failure;
    this.stepOrder = stepOrder;
  }
}

/**
 * Hands the rows that wait to be written to an activity and forgets them once it is done. A cancelled write keeps
 * them for the end.
 */
export const withUnwritten = async <T>(
  run: TaskRun,
  write: (steps: readonly TraceStep[]) => Promise<T>,
): Promise<T> => {
  const steps = run.state.unwritten;
  const result = await write(steps);
  run.state.unwritten = run.state.unwritten.filter((step) => !steps.includes(step));
  return result;
};

export const writeSteps = (run: TaskRun, patch: TaskPatch = {}): Promise<void> =>
  withUnwritten(run, (steps) => store.recordSteps({ ...run.key, steps, patch }));
