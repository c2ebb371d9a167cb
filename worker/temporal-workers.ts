import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Worker,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { CHAT_QUEUE, HEALTH_QUEUE, MAIN_QUEUE } from '../core/contract/task-queues.ts';
import type { ActivityDeps } from './activities/deps.ts';
import { createChatActivities, createMainActivities } from './activities/index.ts';
import type { InstanceParts } from './activities/instances/deps.ts';
import {
  createInstanceActivities,
  createInstanceChatActivities,
  createInstanceHealthActivities,
} from './activities/instances/index.ts';

export interface TemporalWorkersOptions {
  /** host:port */
  readonly address: string;
  readonly namespace: string;
  readonly deps: ActivityDeps;
  /** Absent: no instances are run from here. */
  readonly instances?: InstanceParts;
  readonly workflowBundle: WorkflowBundleOption;
}

export interface TemporalWorkers {
  /** Resolves when all have stopped; rejects when one fails for good. */
  run(): Promise<void>;
  /** Takes no new work, gives running work a few seconds, and resolves through `run`. */
  shutdown(): void;
  /** After `run` has settled. */
  close(): Promise<void>;
}

export const workflowsPath = fileURLToPath(new URL('./workflows/index.ts', import.meta.url));

/** The prebuilt bundle at this path, else one made now from the sources. */
export const loadWorkflows = async (prebuilt: string | null): Promise<WorkflowBundleOption> =>
  prebuilt
    ? { codePath: prebuilt }
    : bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });

/** A stop reaches a running call within this time. */
const HEARTBEAT_THROTTLE = '1s';

/** Its activities mostly sleep: there may be many of them, and one heartbeat a minute is enough. */
const healthWorker = (common: Partial<WorkerOptions>, activities: object): WorkerOptions => ({
  ...common,
  taskQueue: HEALTH_QUEUE,
  activities,
  maxConcurrentActivityTaskExecutions: 5000,
  maxHeartbeatThrottleInterval: '55s',
  defaultHeartbeatThrottleInterval: '55s',
});

/** One process, a queue for each kind: work, posts to chats that must not wait behind work, and the care for instances. */
export const createTemporalWorkers = async (options: TemporalWorkersOptions): Promise<TemporalWorkers> => {
  const connection = await NativeConnection.connect({ address: options.address });
  const common = {
    connection,
    namespace: options.namespace,
    shutdownGraceTime: '2s',
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
    defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
  } satisfies Partial<WorkerOptions>;
  const { deps, instances, workflowBundle } = options;
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: MAIN_QUEUE,
      workflowBundle,
      activities: {
        ...createMainActivities(deps),
        ...(instances ? createInstanceActivities(deps, instances) : {}),
      },
    }),
    Worker.create({
      ...common,
      taskQueue: CHAT_QUEUE,
      activities: { ...createChatActivities(deps), ...createInstanceChatActivities(deps) },
    }),
    ...(instances
      ? [Worker.create(healthWorker(common, createInstanceHealthActivities(deps, instances)))]
      : []),
  ]);
  return {
    async run() {
      await Promise.all(workers.map((worker) => worker.run()));
    },
    shutdown() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    },
    close: () => connection.close(),
  };
};
