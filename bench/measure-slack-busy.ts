import { list, word } from '../adapters/slack/testing/json.ts';
import type { SlackCall } from '../adapters/slack/testing/slack-world.ts';
import type { SlackBench } from './measure-slack-stack.ts';
import {
  type EndedTask,
  LONGEST_MS,
  mostWithin,
  noisyArguments,
  readShown,
  type Shown,
  untilAllIsShown,
} from './noisy-tasks.ts';
import { until } from './tasks.ts';

export interface Busy extends Shown {
  readonly tasks: number;
  /** Of all edits, in the busiest minute. */
  readonly editsInAMinute: number;
  readonly refusedByRate: number;
}

/** Many tasks with many steps in one channel, some of which ask; a person approves what asks. Slack's own rates hold. */
export const measureBusy = async (
  bench: SlackBench,
  { tasks, asking }: { tasks: number; asking: number },
): Promise<Busy> => {
  const { stack, slack, anna } = bench;
  for (const words of noisyArguments(tasks, asking)) {
    await anna.say(slack.channels.general, `<@${slack.botUserId}> run bench-noisy ${words}`);
  }
  await untilAllIsShown(stack, tasks, approveAll(bench, asking));
  const posts = approvalPosts(bench);
  const edits = slack.calls('chat.update').filter(({ ok }) => ok);
  return {
    tasks,
    ...(await readShown(stack, {
      approvalAt: (id) => posts.get(id)?.at ?? null,
      endAt: (task) => endAt(bench, task),
    })),
    editsInAMinute: mostWithin(
      edits.map(({ at }) => at),
      60_000,
    ),
    refusedByRate: slack.calls().filter(({ status }) => status === 429).length,
  };
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

const ENDED = /^✓ .*T-\d+/;

/** When this thread's card said that its task has ended; null: the card does not say it. */
const endAt = async ({ anna, slack }: SlackBench, { threadKey }: EndedTask): Promise<number | null> => {
  const seen = await anna.read(slack.channels.general, threadKey);
  const card = seen.find(({ by, text }) => by === null && ENDED.test(text));
  if (!card) return null;
  const shown = slack.calls('chat.update').findLast(({ ok, args }) => ok && args.ts === card.ts);
  return shown?.at ?? Number(card.ts) * 1000;
};
