import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';
import { type Failure, isErrorCode } from '../../core/errors.ts';
import { TaskFailed } from './run-context.ts';

/** What an activity's failure says in our words. Errors cross the border as a code (the failure's type) and params. */
export const readFailure = (error: unknown): Failure => {
  if (error instanceof TaskFailed) return error.failure;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && isErrorCode(cause.type)) {
    const params = cause.details?.[0];
    return { code: cause.type, params: typeof params === 'object' && params !== null ? { ...params } : {} };
  }
  if (cause instanceof TimeoutFailure) return { code: 'skill_timeout', params: {} };
  return { code: 'internal', params: {} };
};

/** Did it begin, and nobody can say how it ended? */
export const isOutcomeUnknown = (error: unknown): boolean => {
  if (!(error instanceof ActivityFailure)) return false;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) return cause.timeoutType !== 'SCHEDULE_TO_START';
  return (
    cause instanceof ApplicationFailure &&
    (cause.type === 'outcome_unknown' || cause.type === 'skill_timeout')
  );
};

export const isCutOff = (error: unknown): boolean =>
  isCancellation(error) || (error instanceof ActivityFailure && error.cause instanceof CancelledFailure);
