import { fileURLToPath } from 'node:url';
import { createCommands } from '../adapters/discord/commands.ts';
import { type DiscordWorld, startDiscordWorld } from '../adapters/discord/testing/discord-world.ts';
import { startOwnedProcess } from '../local/owned-process.ts';
import {
  type AckArm,
  type AckSizes,
  type Acks,
  countTasks,
  countWorkflows,
  measureAckRounds,
} from './ack-rounds.ts';
import type { AtEnd } from './at-end.ts';
import { DEFERRED_FIRST } from './bare-discord-commands.ts';
import { BARE_START } from './bare-start.ts';
import { type LoadResult, sendEvenly } from './load.ts';
import type { DiscordBench } from './measure-discord-stack.ts';
import { until } from './tasks.ts';

export type GatewayArm = 'ours' | 'bare' | 'deferredFirst';

export interface DiscordAcks {
  readonly gateway: readonly Acks<GatewayArm>[];
  readonly http: readonly Acks[];
}

/** Discord's three seconds are not held: an answer that takes longer is measured, not lost. */
export const PATIENT = { answerWithinMs: 60_000 };

/**
 * From a command until Discord has its first answer: dispatched over the gateway and answered by a call, at the product's
 * bot and at a bare discord.js client; signed and answered over HTTP, at the product's api and at a bare Fastify route.
 * Each command is in a thread of its own: what is measured is the answer, not the opening of threads, which Discord's
 * fifty calls a second hold back.
 */
export const measureDiscordAcks = async (
  bench: DiscordBench,
  atEnd: AtEnd,
  sizes: readonly AckSizes[],
): Promise<DiscordAcks> => {
  const { stack, discord } = bench;
  const world = await startDiscordWorld(PATIENT);
  atEnd.add(() => world.stop());
  world.register([...createCommands(), { ...runCommand(), name: DEFERRED_FIRST }]);
  const ours: AckArm = {
    run: (load) => runCommands(discord, 'run', load),
    started: () => countTasks(stack),
    settled: () => settle(bench),
  };
  const bare = (command: string): AckArm => ({
    run: (load) => runCommands(world, command, load),
    started: () => countWorkflows(stack, BARE_START),
  });
  const bot = await startBare('./bare-discord.ts', bench, world, atEnd);
  const gateway: Acks<GatewayArm>[] = [];
  for (const size of sizes) {
    const arms = { ours, bare: bare('run'), deferredFirst: bare(DEFERRED_FIRST) };
    gateway.push(await measureAckRounds(stack, arms, size));
  }
  await bot.stop();

  const route = await startBare('./bare-discord-http.ts', bench, world, atEnd);
  world.deliverTo(route.url);
  discord.deliverTo(bench.interactionsUrl);
  const http: Acks[] = [];
  for (const size of sizes) http.push(await measureAckRounds(stack, { ours, bare: bare('run') }, size));
  discord.deliverTo(null);
  await route.stop();
  return { gateway, http };
};

const runCommand = () => {
  const found = createCommands().find(({ name }) => name === 'run');
  if (!found) throw new Error('there is no command run');
  return found;
};

const runCommands = async (
  world: DiscordWorld,
  command: string,
  load: { readonly perSecond: number; readonly count: number },
): Promise<LoadResult> => {
  const anna = world.person('anna');
  const threads = Array.from({ length: load.count }, (_, n) =>
    world.makeThread(world.channels.general, `acks-${n}`, anna.userId),
  );
  return sendEvenly(load, async (index) => {
    const channelId = threads[index] ?? '';
    const { failed } = await anna.command(command, { target: 'bench-two-steps' }, { channelId });
    return failed ? 0 : 200;
  });
};

const QUIET_MS = 1_500;

/** What is still to be shown of tasks that are done away with is not for the next round. */
const settle = async ({ stack, discord }: DiscordBench): Promise<void> => {
  await until('nothing more is said', async () => {
    await stack.database.run(stack.people.requester.tenantId, {
      text: 'update chat_inbox set done_at = now() where done_at is null',
      values: [],
    });
    return Date.now() - (discord.calls().at(-1)?.at ?? 0) > QUIET_MS;
  });
};

const startBare = async (
  main: string,
  { stack }: DiscordBench,
  world: DiscordWorld,
  atEnd: AtEnd,
): Promise<{ readonly url: string; readonly stop: () => Promise<unknown> }> => {
  const bare = startOwnedProcess({
    main: fileURLToPath(new URL(main, import.meta.url)),
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: stack.temporalAddress,
      DISCORD_BOT_TOKEN: world.token,
      DISCORD_API_URL: world.apiUrl,
      DISCORD_PUBLIC_KEY: world.publicKey,
    },
  });
  const stop = atEnd.add(() => bare.stop());
  const { url } = await bare.ready;
  return { url: String(url), stop };
};
