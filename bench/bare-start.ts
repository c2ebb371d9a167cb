import { onParentGone, reportReady } from '../adapters/supervisor/parent.ts';
import { connectTemporal } from '../adapters/temporal/connect.ts';
import { BARE_QUEUE } from './bare-worker.ts';

/** What a bare bot starts, of `bare-workflows.ts`. */
export const BARE_START = 'bareStartWorkflow';

/** Starts a workflow of this name, with what was asked. */
export type Start = (id: string, words: string) => Promise<void>;

interface Joined {
  /** Told to who started this process. */
  readonly ready: Readonly<Record<string, unknown>>;
  readonly stop: () => Promise<unknown>;
}

const main = async (join: (start: Start) => Promise<Joined>): Promise<void> => {
  const temporal = connectTemporal({
    TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS ?? '',
    TEMPORAL_NAMESPACE: 'default',
  });
  const joined = await join(async (workflowId, words) => {
    await temporal.client.workflow.start(BARE_START, { taskQueue: BARE_QUEUE, workflowId, args: [words] });
  });
  const stop = async (): Promise<void> => {
    await joined.stop();
    await temporal.close();
  };
  process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
  onParentGone(stop);
  reportReady(joined.ready);
};

/** A bot in a process of its own, until it is stopped. */
export const runBareBot = (join: (start: Start) => Promise<Joined>): void => {
  main(join).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
};
