import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { AppError, type ErrorCode } from '../../core/errors.ts';

/** Worth another try by themselves; everything else is an answer. */
const PASSING: readonly ErrorCode[] = [
  'store_unavailable',
  'chat_unavailable',
  'skill_unavailable',
  'skill_timeout',
  'model_unavailable',
  'workflow_service_unavailable',
  'cluster_unavailable',
  'instance_starting',
  'instance_unavailable',
  'internal',
];

/** Our errors cross to the workflow as a code and params, never as classes. */
const toFailure = (error: unknown): unknown => {
  if (error instanceof CancelledFailure || error instanceof ApplicationFailure) return error;
  if (!(error instanceof AppError)) return error;
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: !PASSING.includes(error.code),
    details: [error.params],
    ...(typeof error.params.retryInMs === 'number' ? { nextRetryDelay: error.params.retryInMs } : {}),
    cause: error,
  });
};

type Activity = (input: never) => Promise<unknown>;

/** Every activity with its errors translated at the border. */
export const translateFailures = <T extends object>(activities: T): T => {
  const wrap =
    (activity: Activity): Activity =>
    async (input) => {
      try {
        return await activity(input);
      } catch (error) {
        throw toFailure(error);
      }
    };
  const entries = Object.entries(activities).map(([name, activity]) => [name, wrap(activity as Activity)]);
  return Object.fromEntries(entries) as T;
};
