import { afterEach, expect, it } from 'vitest';
import { scenario } from '../../local/parity/scenarios.ts';
import { until } from '../../local/testing/until.ts';
import { createDiscordApi } from './discord-api.ts';
import { createGatewayReceiver } from './gateway-receiver.ts';
import type { Inbound } from './inbound.ts';
import type { DiscordSetupProblem } from './start-checks.ts';
import { testLog } from './testing/discord-log.ts';
import { type DiscordWorld, type DiscordWorldOptions, startDiscordWorld } from './testing/discord-world.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const connect = async (
  options: DiscordWorldOptions = {},
  over: {
    readonly readsMessages?: boolean;
    readonly token?: string;
    readonly states?: ('safe' | 'again')[];
  } = {},
) => {
  const world = await startDiscordWorld(options);
  stops.push(() => world.stop());
  const taken: Inbound[] = [];
  const adopted: string[] = [];
  const fatal: DiscordSetupProblem[] = [];
  const states = over.states ?? [];
  const receiver = createGatewayReceiver({
    token: over.token ?? world.token,
    apiUrl: world.apiUrl,
    readsMessages: over.readsMessages ?? true,
    intake: {
      take: async (inbound) => {
        taken.push(inbound);
        if (inbound.kind === 'command') {
          return { state: 'safe', answer: { type: 4, data: { flags: 64, content: 'taken' } } };
        }
        const state = inbound.kind === 'message' ? states.shift() : undefined;
        return { state: state ?? 'safe', answer: null };
      },
      track: (work) => work,
      sweep: async () => undefined,
      idle: async () => undefined,
    },
    guilds: { adopt: async (guildId) => void adopted.push(guildId) },
    api: createDiscordApi({
      token: world.token,
      apiUrl: world.apiUrl,
      applicationId: world.applicationId,
      tenantId: 'nobody',
      budget: { reserve: async () => ({ waitMs: 0 }), block: async () => undefined },
      log: testLog,
    }),
    onFatal: (problem) => fatal.push(problem),
    log: testLog,
  });
  stops.push(() => receiver.stop());
  const said = (): readonly string[] =>
    taken.flatMap((inbound) => (inbound.kind === 'message' ? [inbound.text] : []));
  return { world, receiver, taken, adopted, fatal, said };
};

const speaks = (world: DiscordWorld, words: string): Promise<string> =>
  world.person('anna').say(world.channels.general, words, { mentionBot: true });

it('learns the servers it is in, hears what is said, and answers an interaction', async () => {
  const { world, receiver, adopted, said } = await connect();
  await receiver.start();
  await until('the server is known', () => adopted.includes(world.guildId));
  await speaks(world, 'hello');
  await until('it is heard', () => said().includes('hello'));
  world.register([{ name: 'help', description: 'Helps' }]);
  const asked = await world.person('anna').command('help', {}, { channelId: world.channels.general });
  expect([asked.failed, asked.firstAnswer]).toEqual([false, 4]);
});

it(scenario('reconnect', 'loses nothing that is said while the connection is away'), async () => {
  const { world, receiver, said } = await connect();
  await receiver.start();
  world.gateway.drop();
  await speaks(world, 'while it was dropped');
  await until('it is heard', () => said().includes('while it was dropped'), 20_000);
  world.gateway.reconnect();
  await speaks(world, 'while it reconnected');
  await until('it is heard', () => said().includes('while it reconnected'), 20_000);
});

it('loses nothing that is said while Discord can’t be reached', { timeout: 60_000 }, async () => {
  const { world, receiver, said } = await connect();
  await receiver.start();
  await speaks(world, 'before');
  await until('it is heard', () => said().includes('before'));
  world.goAway();
  await speaks(world, 'while it was away');
  world.comeBack();
  await until('it is heard', () => said().includes('while it was away'), 30_000);
  expect(said().filter((words) => words === 'before')).toHaveLength(1);
});

it('begins anew when Discord does not know the session any more', { timeout: 60_000 }, async () => {
  const { world, receiver, said } = await connect();
  await receiver.start();
  world.gateway.invalidSession();
  await until('it is connected again', () => world.gateway.counts.identified === 2, 30_000);
  await until('it is ready', () => world.gateway.connections() === 1);
  await speaks(world, 'afterwards');
  await until('it is heard', () => said().includes('afterwards'), 20_000);
});

it('brings a message again that could not be kept', async () => {
  const { world, receiver, said } = await connect({}, { states: ['safe', 'again', 'safe'] });
  await receiver.start();
  await speaks(world, 'first');
  await until('it is heard', () => said().includes('first'));
  await speaks(world, 'kept at the second try');
  await until('it came twice', () => said().filter((words) => words.includes('second try')).length === 2);
});

it('hears only what names it without the right to read messages', async () => {
  const { world, receiver, said } = await connect({ messageContent: false }, { readsMessages: false });
  await receiver.start();
  await world.person('anna').say(world.channels.general, 'not for you');
  await speaks(world, 'for you');
  await until('it is heard', () => said().includes('for you'));
  expect(said()).not.toContain('not for you');
});

it.each<[string, DiscordWorldOptions, { readonly token?: string }, RegExp]>([
  ['a token that Discord does not accept', {}, { token: 'of.nobody.here' }, /DISCORD_BOT_TOKEN/],
  ['an intent that is not allowed', { messageContent: false }, {}, /Message Content Intent/],
])('says in one sentence what to change about %s', async (_what, options, over, sentence) => {
  const { receiver } = await connect(options, over);
  await expect(receiver.start()).rejects.toThrow(sentence);
});
