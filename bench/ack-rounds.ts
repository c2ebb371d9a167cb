import type { BenchStack } from './bench-stack.ts';
import type { LoadResult } from './load.ts';
import { inTurns, quantile } from './rounds.ts';
import { until } from './tasks.ts';

export interface Percentiles {
  readonly p50: readonly number[];
  readonly p99: readonly number[];
}

/** Milliseconds, one figure a round. */
export interface Acks<Arm extends string = 'ours' | 'bare'> {
  readonly perSecond: number;
  readonly arms: Readonly<Record<Arm, Percentiles>>;
}

export interface AckSizes {
  readonly perSecond: number;
  readonly seconds: number;
  readonly rounds: number;
}

export interface AckArm {
  readonly run: (load: { readonly perSecond: number; readonly count: number }) => Promise<LoadResult>;
  /** How many it has started so far. */
  readonly started: () => Promise<number>;
  /** Resolves when nothing of a round is under way any more. */
  readonly settled?: () => Promise<void>;
}

/**
 * From what a person did until its answer, at the product and at its counterparts. Nobody works on what is started while
 * it is measured: the workers are not what answers, and a hundred tasks a second are several times what this machine
 * can run. Every answer must have started its own.
 */
export const measureAckRounds = async <Arm extends string>(
  stack: BenchStack,
  arms: Readonly<Record<Arm, AckArm>>,
  { perSecond, seconds, rounds }: AckSizes,
): Promise<Acks<Arm>> => {
  const names = Object.keys(arms) as Arm[];
  const ofEach = <T>(make: (name: Arm) => T): Record<Arm, T> =>
    Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Arm, T>;
  const medians = ofEach((): number[] => []);
  const turns = ofEach((name) => async (): Promise<number> => {
    const { answeredMs } = await loadOnce(stack, arms[name], { perSecond, count: perSecond * seconds });
    medians[name].push(quantile(answeredMs, 0.5));
    return quantile(answeredMs, 0.99);
  });
  await inTurns(1, turns);
  const p99 = await inTurns(rounds, turns);
  return { perSecond, arms: ofEach((name) => ({ p50: medians[name].slice(-rounds), p99: p99[name] })) };
};

/** One round, and what it left behind done away with: its tasks would take the next round's time. */
const loadOnce = async (
  stack: BenchStack,
  arm: AckArm,
  load: { readonly perSecond: number; readonly count: number },
): Promise<LoadResult> => {
  const before = await arm.started();
  const worker = stack.pids().worker ?? 0;
  process.kill(worker, 'SIGSTOP');
  try {
    const result = await arm.run(load);
    const wrong = result.statuses.filter((status) => status !== 200).length;
    const sent = result.statuses.length;
    if (wrong > 0) throw new Error(`${wrong} of ${sent} were not taken`);
    await until(`${sent} were started`, async () => (await arm.started()) - before >= sent);
    const more = (await arm.started()) - before - sent;
    if (more > 0) throw new Error(`${more} were started that nobody asked for`);
    await endAll(stack);
    await arm.settled?.();
    return result;
  } finally {
    process.kill(worker, 'SIGCONT');
  }
};

export const countTasks = async ({ database, people }: BenchStack): Promise<number> => {
  const text = 'select count(*)::int as count from agent_tasks';
  const [row] = await database.run<{ count: number }>(people.requester.tenantId, { text, values: [] });
  return row?.count ?? 0;
};

export const countWorkflows = async ({ client }: BenchStack, type: string): Promise<number> =>
  (await client.workflow.count(`WorkflowType = '${type}'`)).count;

const endAll = async ({ client }: BenchStack): Promise<void> => {
  for await (const { workflowId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
    await client.workflow.getHandle(workflowId).terminate('the round is over');
  }
};
