import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Worker,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { CHAT_QUEUE, MAIN_QUEUE } from '../core/contract/task-queues.ts';
import type { ActivityDeps } from './activities/deps.ts';
import { createChatActivities, createMainActivities } from './activities/index.ts';

export interface TemporalWorkersOptions {
  /** host:port */
  readonly address: string;
  readonly namespace: string;
  readonly deps: ActivityDeps;
  readonly workflowBundle: WorkflowBundleOption;
}

export interface TemporalWorkers {
  /** Resolves when both have stopped; rejects when one fails for good. */
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

/** One process, two queues: work, and posts to chats that must not wait behind work. */
export const createTemporalWorkers = async (options: TemporalWorkersOptions): Promise<TemporalWorkers> => {
  const connection = await NativeConnection.connect({ address: options.address });
  const common = {
    connection,
    namespace: options.namespace,
    shutdownGraceTime: '2s',
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
    defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
  } satisfies Partial<WorkerOptions>;
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: MAIN_QUEUE,
      workflowBundle: options.workflowBundle,
      activities: createMainActivities(options.deps),
    }),
    Worker.create({
      ...common,
      taskQueue: CHAT_QUEUE,
      activities: createChatActivities(options.deps),
    }),
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
