import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { CHAT_QUEUE, HEALTH_QUEUE } from '../../core/contract/task-queues.ts';
import type {
  InstanceChatActivities,
  InstanceHealthActivities,
  InstanceStoreActivities,
  InstanceWorkActivities,
} from '../activities/instances/types.ts';

/** Answers, not passing trouble: trying the same again would say the same. */
const FINAL_CODES = [
  'not_found',
  'instance_state',
  'invalid_request',
  'deploy_failed',
  'driver_not_ready',
  'image_pull_failed',
  'quota_exceeded',
  'volume_pending',
  'crash_loop',
  'not_ready_in_time',
  'handshake_refused',
  'leftovers_found',
  'secret_unreadable',
];

/** Database: quick and safe to repeat; a database that is away for minutes holds the operation up, it does not fail it. */
export const instanceStore = proxyLocalActivities<InstanceStoreActivities>({
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

/**
 * The platform. An API server that is away for a minute or two is waited for; a dead worker is noticed within ten
 * seconds. A stop waits until the step has come to rest, so that what undoes it does not race with it.
 */
export const instanceWork = proxyActivities<InstanceWorkActivities>({
  startToCloseTimeout: '12m',
  scheduleToCloseTimeout: '20m',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: {
    initialInterval: '1s',
    backoffCoefficient: 2,
    maximumInterval: '20s',
    maximumAttempts: 12,
    nonRetryableErrorTypes: FINAL_CODES,
  },
});

/** One long activity looks once a minute: its heartbeat is the only action a check costs. */
export const instanceHealth = proxyActivities<InstanceHealthActivities>({
  taskQueue: HEALTH_QUEUE,
  startToCloseTimeout: '13h',
  heartbeatTimeout: '150s',
  // It may live on for a minute after an operation began; what it writes then is refused by the row's state.
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 10_000 },
});

export const instanceChat = proxyActivities<InstanceChatActivities>({
  taskQueue: CHAT_QUEUE,
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '24h',
  priority: { priorityKey: 1 },
  retry: {
    initialInterval: '1s',
    backoffCoefficient: 2,
    maximumInterval: '5m',
    maximumAttempts: 400,
    nonRetryableErrorTypes: ['not_found'],
  },
});
