import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { CHAT_QUEUE } from '../../core/contract/task-queues.ts';
import type { ChatActivities, StoreActivities, WorkActivities } from '../activities/types.ts';

/**
 * Activity options by class. Codes listed as non-retryable are final by their meaning; everything else is bounded by
 * attempts or by time.
 */
const FINAL_CODES = [
  'invalid_request',
  'not_found',
  'forbidden',
  'invalid_arguments',
  'runbook_failed',
  'model_refused',
  'unknown_runbook',
  'outcome_unknown',
];

/** Database: quick, safe to repeat. A database that is away for minutes holds the task up, it does not fail it. */
export const store = proxyLocalActivities<StoreActivities>({
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '30m',
  localRetryThreshold: '20s',
  retry: {
    initialInterval: '200ms',
    backoffCoefficient: 2,
    maximumInterval: '10s',
    maximumAttempts: 200,
    nonRetryableErrorTypes: FINAL_CODES,
  },
});

/** The end of a task is written however long the database is away. */
export const storeUntilDone = proxyLocalActivities<Pick<StoreActivities, 'finishTask'>>({
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '7d',
  localRetryThreshold: '20s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 20_000 },
});

/** A model's turn has no effect but its price: three tries, with time for a provider to recover. */
export const mind = proxyActivities<Pick<WorkActivities, 'nextRemote'>>({
  startToCloseTimeout: '3m',
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: {
    initialInterval: '2s',
    backoffCoefficient: 4,
    maximumInterval: '1m',
    maximumAttempts: 3,
    nonRetryableErrorTypes: FINAL_CODES,
  },
});

/**
 * A skill call in the world. The heartbeat tells within ten seconds that its worker died. A stop waits for the call to
 * say what it had done, which the abort makes quick.
 */
const skill = (maximumAttempts: number) =>
  proxyActivities<Pick<WorkActivities, 'runSkillCall'>>({
    startToCloseTimeout: '5m',
    heartbeatTimeout: '10s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      initialInterval: '1s',
      backoffCoefficient: 3,
      maximumInterval: '30s',
      maximumAttempts,
      nonRetryableErrorTypes: FINAL_CODES,
    },
  });

/** Twice is the same as once: may be repeated. */
export const repeatableSkill = skill(4);
/** Never blindly repeated: an unknown outcome goes to a person. */
export const onceOnlySkill = skill(1);

/** Approvals and final answers go before progress; one channel cannot starve another. */
const chat = (priorityKey: number, fairnessKey: string, scheduleToCloseTimeout: '1m' | '24h') =>
  proxyActivities<ChatActivities>({
    taskQueue: CHAT_QUEUE,
    startToCloseTimeout: '20s',
    scheduleToCloseTimeout,
    priority: { priorityKey, fairnessKey },
    // A post that is under way is waited for, so that an old state can never overwrite a newer one.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      initialInterval: '1s',
      backoffCoefficient: 2,
      maximumInterval: '5m',
      maximumAttempts: 400,
      nonRetryableErrorTypes: ['not_found'],
    },
  });

/** Progress may be late or lost: the next edit shows more anyway. */
export const progressChat = (channel: string) => chat(3, channel, '1m');
/** Final states are tried until they are shown, for a day. */
export const finalChat = (channel: string) => chat(1, channel, '24h');
