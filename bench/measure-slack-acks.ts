import { fileURLToPath } from 'node:url';
import { startOwnedProcess } from '../local/owned-process.ts';
import type { AtEnd } from './at-end.ts';
import { BARE_START } from './bare-bolt.ts';
import { type LoadResult, runLoad } from './measure-slack-load.ts';
import type { SlackBench } from './measure-slack-stack.ts';
import { inTurns, quantile } from './rounds.ts';
import { until } from './tasks.ts';

export interface Percentiles {
  readonly p50: readonly number[];
  readonly p99: readonly number[];
}

/** Milliseconds, one figure a round. */
export interface Acks {
  readonly perSecond: number;
  readonly ours: Percentiles;
  readonly bare: Percentiles;
}

export interface AckSizes {
  readonly perSecond: number;
  readonly seconds: number;
  readonly rounds: number;
}

/** No channel gets more than one mention a second, so that their cards have room. */
const CHANNELS = 100;

/**
 * From a signed mention until its answer, at the product's api and at a bare Bolt app that starts a workflow. Nobody
 * works on what is started while it is measured: the workers are not what answers, and a hundred tasks a second are
 * several times what this machine can run. Every answer must have started its own.
 */
export const measureAcks = async (
  bench: SlackBench,
  atEnd: AtEnd,
  sizes: readonly AckSizes[],
): Promise<readonly Acks[]> => {
  const channels = await bench.newChannels(CHANNELS, 'acks');
  const bolt = await startBareBolt(bench, atEnd);
  const results: Acks[] = [];
  for (const { perSecond, seconds, rounds } of sizes) {
    const medians = { ours: [] as number[], bare: [] as number[] };
    const load = {
      perSecond,
      count: perSecond * seconds,
      userId: bench.anna.userId,
      text: 'run bench-two-steps',
      channels,
    };
    const arm = (name: 'ours' | 'bare', url: string, started: () => Promise<number>) => async () => {
      const { answeredMs } = await loadOnce(bench, started, () => runLoad({ ...load, url }));
      medians[name].push(quantile(answeredMs, 0.5));
      return quantile(answeredMs, 0.99);
    };
    const arms = {
      ours: arm('ours', bench.eventsUrl, () => countTasks(bench)),
      bare: arm('bare', bolt.url, () => countBare(bench)),
    };
    await inTurns(1, arms);
    const p99 = await inTurns(rounds, arms);
    results.push({
      perSecond,
      ours: { p50: medians.ours.slice(-rounds), p99: p99.ours },
      bare: { p50: medians.bare.slice(-rounds), p99: p99.bare },
    });
  }
  await bolt.stop();
  return results;
};

/** One round, and what it left behind done away with: its tasks would take the next round's time. */
const loadOnce = async (
  bench: SlackBench,
  started: () => Promise<number>,
  run: () => Promise<LoadResult>,
): Promise<LoadResult> => {
  const before = await started();
  const worker = bench.stack.pids().worker ?? 0;
  process.kill(worker, 'SIGSTOP');
  try {
    const result = await run();
    const wrong = result.statuses.filter((status) => status !== 200).length;
    if (wrong > 0) throw new Error(`${wrong} of ${result.statuses.length} mentions were not taken`);
    const sent = result.statuses.length;
    await until(`${sent} were started`, async () => (await started()) - before >= sent);
    const more = (await started()) - before - sent;
    if (more > 0) throw new Error(`${more} were started that nobody asked for`);
    await endAll(bench);
    return result;
  } finally {
    process.kill(worker, 'SIGCONT');
  }
};

const startBareBolt = async ({ slack, stack }: SlackBench, atEnd: AtEnd) => {
  const bolt = startOwnedProcess({
    main: fileURLToPath(new URL('./bare-bolt.ts', import.meta.url)),
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: stack.temporalAddress,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
    },
  });
  const stop = atEnd.add(() => bolt.stop());
  const { url } = await bolt.ready;
  return { url: String(url), stop };
};

const countTasks = async ({ stack }: SlackBench): Promise<number> => {
  const text = 'select count(*)::int as count from agent_tasks';
  const { tenantId } = stack.people.requester;
  const [row] = await stack.database.run<{ count: number }>(tenantId, { text, values: [] });
  return row?.count ?? 0;
};

const countBare = async ({ stack }: SlackBench): Promise<number> =>
  (await stack.client.workflow.count(`WorkflowType = '${BARE_START}'`)).count;

const endAll = async ({ stack: { client } }: SlackBench): Promise<void> => {
  for await (const { workflowId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
    await client.workflow.getHandle(workflowId).terminate('the round is over');
  }
};
