import { countTasks } from './ack-rounds.ts';
import type { BenchStack } from './bench-stack.ts';
import { until } from './tasks.ts';

/** What people saw of many tasks at once, in milliseconds. */
export interface Shown {
  /** From the request of each approval until its card is there. */
  readonly cardMs: readonly number[];
  /** From the end of each task until its card says so. */
  readonly finalMs: readonly number[];
  /** Tasks whose card never said that they ended. */
  readonly lostEnds: number;
}

export const LONGEST_MS = 900_000;

/** The arguments of each task's `bench-noisy`: so many ask for an approval, each after another step. */
export const noisyArguments = (tasks: number, asking: number): readonly string[] => {
  const every = Math.floor(tasks / asking);
  return Array.from({ length: tasks }, (_, n) => {
    const asks = n % every === 0 && n / every < asking ? 1 + ((n / every) % 14) : 0;
    return `asks_after=${asks}`;
  });
};

const rowsOf = <Row>({ database, people }: BenchStack, text: string): Promise<Row[]> =>
  database.run<Row>(people.requester.tenantId, { text, values: [] });

/** Resolves when all have completed and every card that was late has been shown. */
export const untilAllIsShown = async (
  stack: BenchStack,
  tasks: number,
  approvals: Promise<void>,
): Promise<void> => {
  await until(`${tasks} tasks were started`, async () => (await countTasks(stack)) >= tasks);
  await until('all tasks have ended', () => allEnded(stack, tasks), LONGEST_MS);
  await approvals;
  // A card that is late is shown by its workflow, which ends with it.
  await until('all cards are shown', () => noneRuns(stack), LONGEST_MS);
};

interface Count {
  readonly status: string;
  readonly count: number;
}

const allEnded = async (stack: BenchStack, tasks: number): Promise<boolean> => {
  const text = `select status, count(*)::int as count from agent_tasks group by status`;
  const counts = new Map((await rowsOf<Count>(stack, text)).map(({ status, count }) => [status, count]));
  const [failed, cancelled] = [counts.get('failed') ?? 0, counts.get('cancelled') ?? 0];
  if (failed + cancelled > 0) throw new Error(`${failed + cancelled} of the noisy tasks did not complete`);
  return (counts.get('completed') ?? 0) >= tasks;
};

const noneRuns = async ({ client }: BenchStack): Promise<boolean> =>
  (await client.workflow.count("ExecutionStatus = 'Running'")).count === 0;

export interface EndedTask {
  readonly threadKey: string;
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** When what was asked and what ended came to be seen; both ask the platform. null: it never was. */
export const readShown = async (
  stack: BenchStack,
  seen: {
    readonly approvalAt: (approvalId: string) => number | null;
    readonly endAt: (task: EndedTask) => Promise<number | null>;
  },
): Promise<Shown> => {
  const asked = await rowsOf<{ id: string; at: number }>(
    stack,
    'select id, extract(epoch from created_at)::float8 * 1000 as at from approvals',
  );
  const ended = await rowsOf<EndedTask>(
    stack,
    `select thread_ref ->> 'threadKey' as "threadKey", number,
      extract(epoch from completed_at)::float8 * 1000 as at from agent_tasks`,
  );
  const ends = await Promise.all(
    ended.map(async (task) => {
      const shownAt = await seen.endAt(task);
      return shownAt === null ? null : shownAt - task.at;
    }),
  );
  return {
    cardMs: asked.map(({ id, at }) => (seen.approvalAt(id) ?? Number.POSITIVE_INFINITY) - at),
    finalMs: ends.filter((end) => end !== null),
    lostEnds: ends.filter((end) => end === null).length,
  };
};

/** The most of these moments that lie within so many milliseconds. */
export const mostWithin = (times: readonly number[], ms: number): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
