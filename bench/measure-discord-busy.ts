import { readCustomId } from '../adapters/discord/render/custom-id.ts';
import type { DiscordCall } from '../adapters/discord/testing/discord-world.ts';
import { withNested } from '../adapters/discord/testing/form-rules.ts';
import { json, list, word } from '../adapters/discord/testing/json.ts';
import type { DiscordBench } from './measure-discord-stack.ts';
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

export interface DiscordBusy extends Shown {
  readonly place: BusyPlace;
  readonly tasks: number;
  readonly callsInASecond: number;
  readonly refusedByRate: number;
  /** Answers that Discord counts against the bot. */
  readonly invalidRequests: number;
}

/** `channel`: each task has a thread, and so a bucket, of its own. `thread`: all share one. */
export type BusyPlace = 'channel' | 'thread';

/** Many tasks with many steps in one place, some of which ask; a person approves what asks. Discord's own rates hold. */
export const measureDiscordBusy = async (
  bench: DiscordBench,
  { tasks, asking, place }: { tasks: number; asking: number; place: BusyPlace },
): Promise<DiscordBusy> => {
  const { stack, discord } = bench;
  await askFor(bench, place, noisyArguments(tasks, asking));
  await untilAllIsShown(stack, tasks, approveAll(bench, asking));
  const posts = approvalPosts(bench);
  const calls = discord.calls();
  const taken = calls.filter(({ route, status }) => status < 400 && !route.startsWith('interaction.'));
  return {
    place,
    tasks,
    ...(await readShown(stack, {
      approvalAt: (id) => posts.get(id)?.at ?? null,
      endAt: (task) => endAt(bench, task),
    })),
    callsInASecond: mostWithin(
      taken.map(({ at }) => at),
      1_000,
    ),
    refusedByRate: calls.filter(({ status }) => status === 429).length,
    invalidRequests: discord.invalidRequests(),
  };
};

const askFor = async (
  { discord, anna }: DiscordBench,
  place: BusyPlace,
  each: readonly string[],
): Promise<void> => {
  const { general } = discord.channels;
  const channelId = place === 'thread' ? discord.makeThread(general, 'noisy', anna.userId) : general;
  for (const words of each) {
    if (place === 'channel') {
      await anna.say(channelId, `run bench-noisy ${words}`, { mentionBot: true });
      continue;
    }
    const { failed } = await anna.command('run', { target: 'bench-noisy', arguments: words }, { channelId });
    if (failed) throw new Error('a command was not answered in time');
  }
};

/** The approval that can be decided in this message; null: none. */
const approvalIn = (components: unknown): string | null => {
  for (const { custom_id: id } of list(components).flatMap(withNested)) {
    const button = readCustomId(word(id));
    if (button?.action === 'approve') return button.value;
  }
  return null;
};

/** The first of each. */
const approvalPosts = ({ discord }: DiscordBench): ReadonlyMap<string, DiscordCall> => {
  const posts = new Map<string, DiscordCall>();
  for (const call of discord.calls('message.create')) {
    const id = call.status < 400 ? approvalIn(json(call.body).components) : null;
    if (id && !posts.has(id)) posts.set(id, call);
  }
  return posts;
};

const approveAll = async (bench: DiscordBench, asking: number): Promise<void> => {
  const { ben } = bench;
  const done = new Set<string>();
  while (done.size < asking) {
    const [id, call] = await until(
      'another approval card',
      async () => [...approvalPosts(bench)].find(([one]) => !done.has(one)),
      LONGEST_MS,
    );
    done.add(id);
    const card = await until('the card', async () =>
      ben.reads(call.params.channelId ?? '').find(({ raw }) => approvalIn(raw.components) === id),
    );
    const clicked = await ben.click(card, 'Approve');
    if (clicked.failed) throw new Error('a click was not answered');
    if (clicked.firstAnswer === FORM) await ben.submit({});
  }
};

const FORM = 9;

/** When the card said that this task has ended; null: no card says it. */
const endAt = async ({ anna, discord }: DiscordBench, task: EndedTask): Promise<number | null> => {
  const ended = new RegExp(`^✓ .*T-${task.number}\\b`);
  const card = anna.reads(task.threadKey).find(({ by, text }) => by === null && ended.test(text));
  if (!card) return null;
  const shown = discord
    .calls('message.update')
    .findLast(({ status, params }) => status < 400 && params.messageId === card.messageId);
  return shown?.at ?? Number(card.raw.at);
};
