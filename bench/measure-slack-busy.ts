import { list, word } from '../adapters/slack/testing/json.ts';
import type { SlackCall } from '../adapters/slack/testing/slack-world.ts';
import type { SlackBench } from './measure-slack-stack.ts';
import { until } from './tasks.ts';

export interface Busy {
  readonly tasks: number;
  /** Milliseconds from the request of each approval until its card is at Slack. */
  readonly cardMs: readonly number[];
  /** Milliseconds from the end of each task until its card says so. */
  readonly finalMs: readonly number[];
  /** Tasks whose card never said that they ended. */
  readonly lostEnds: number;
  /** Of all edits, in the busiest minute. */
  readonly editsInAMinute: number;
  readonly refusedByRate: number;
}

const LONGEST_MS = 900_000;

/** Many tasks with many steps in one channel, some of which ask; a person approves what asks. Slack's own rates hold. */
export const measureBusy = async (
  bench: SlackBench,
  { tasks, asking }: { tasks: number; asking: number },
): Promise<Busy> => {
  const { slack, anna } = bench;
  const channel = slack.channels.general;
  const every = Math.floor(tasks / asking);
  const threads: string[] = [];
  for (let n = 0; n < tasks; n += 1) {
    const asks = n % every === 0 && n / every < asking ? 1 + ((n / every) % 14) : 0;
    const words = `run bench-noisy asks_after=${asks}`;
    threads.push(await anna.say(channel, `<@${slack.botUserId}> ${words}`));
  }
  const approvals = approveAll(bench, asking);
  await until('all tasks have ended', () => allEnded(bench, tasks), LONGEST_MS);
  await approvals;
  // A card that is late is shown by its workflow, which ends with it.
  await until('all cards are shown', () => noneRuns(bench), LONGEST_MS);
  return { tasks, ...(await readResult(bench, threads)) };
};

const isApproval = ({ args }: SlackCall): string | null => {
  const buttons = list(args.blocks).flatMap((block) => list(block.elements));
  return word(buttons.find(({ action_id: id }) => id === 'approve')?.value) || null;
};

const approvalPosts = ({ slack }: SlackBench): ReadonlyMap<string, SlackCall> =>
  new Map(
    slack
      .calls('chat.postMessage')
      .filter(({ ok }) => ok)
      .flatMap((call) => {
        const id = isApproval(call);
        return id ? [[id, call] as const] : [];
      })
      .toReversed(),
  );

const approveAll = async (bench: SlackBench, asking: number): Promise<void> => {
  const done = new Set<string>();
  while (done.size < asking) {
    const [id, call] = await until(
      'another approval card',
      async () => [...approvalPosts(bench)].find(([one]) => !done.has(one)),
      LONGEST_MS,
    );
    done.add(id);
    const channel = word(call.args.channel);
    const thread = word(call.args.thread_ts) || null;
    const card = await until('the card', async () =>
      (await bench.ben.read(channel, thread)).find(({ buttons }) =>
        buttons.some(({ value }) => value === id),
      ),
    );
    const { status } = await bench.ben.click(card, 'Approve');
    if (status !== 200) throw new Error(`a click was answered with ${status}`);
  }
};

const rowsOf = <Row>({ stack }: SlackBench, text: string): Promise<Row[]> =>
  stack.database.run<Row>(stack.people.requester.tenantId, { text, values: [] });

interface Count {
  readonly status: string;
  readonly count: number;
}

const allEnded = async (bench: SlackBench, tasks: number): Promise<boolean> => {
  const text = `select status, count(*)::int as count from agent_tasks group by status`;
  const counts = new Map((await rowsOf<Count>(bench, text)).map(({ status, count }) => [status, count]));
  const [failed, cancelled] = [counts.get('failed') ?? 0, counts.get('cancelled') ?? 0];
  if (failed + cancelled > 0) throw new Error(`${failed + cancelled} of the noisy tasks did not complete`);
  return (counts.get('completed') ?? 0) >= tasks;
};

const noneRuns = async ({ stack }: SlackBench): Promise<boolean> =>
  (await stack.client.workflow.count("ExecutionStatus = 'Running'")).count === 0;

interface Ended {
  readonly thread: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const readResult = async (bench: SlackBench, threads: readonly string[]): Promise<Omit<Busy, 'tasks'>> => {
  const asked = await rowsOf<{ id: string; at: number }>(
    bench,
    'select id, extract(epoch from created_at)::float8 * 1000 as at from approvals',
  );
  const posts = approvalPosts(bench);
  const ended = await rowsOf<Ended>(
    bench,
    `select thread_ref ->> 'threadKey' as thread, extract(epoch from completed_at)::float8 * 1000 as at
      from agent_tasks`,
  );
  const ends = await Promise.all(threads.map((thread) => readEnd(bench, thread, ended)));
  const edits = bench.slack.calls('chat.update').filter(({ ok }) => ok);
  return {
    cardMs: asked.map(({ id, at }) => (posts.get(id)?.at ?? Number.POSITIVE_INFINITY) - at),
    finalMs: ends.filter((end) => end !== null),
    lostEnds: ends.filter((end) => end === null).length,
    editsInAMinute: mostInAMinute(edits.map(({ at }) => at)),
    refusedByRate: bench.slack.calls().filter(({ status }) => status === 429).length,
  };
};

const mostInAMinute = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));

const ENDED = /^✓ .*T-\d+/;

/** Milliseconds from the end of this thread's task until its card said so; null: the card does not say it. */
const readEnd = async (
  { anna, slack }: SlackBench,
  thread: string,
  ended: readonly Ended[],
): Promise<number | null> => {
  const seen = await anna.read(slack.channels.general, thread);
  const card = seen.find(({ by, text }) => by === null && ENDED.test(text));
  const end = ended.find((one) => one.thread === thread);
  if (!card || !end) return null;
  const shown = slack.calls('chat.update').findLast(({ ok, args }) => ok && args.ts === card.ts);
  return (shown?.at ?? Number(card.ts) * 1000) - end.at;
};
