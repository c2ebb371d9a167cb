import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../../local/testing/until.ts';
import type { Inbound } from './inbound.ts';
import type { Ack } from './intake/intake.ts';
import { createSocketReceiver, fatalConnectError, type SocketReceiver } from './socket-receiver.ts';
import { createSlackPerson } from './testing/slack-person.ts';
import { type SlackWorld, startSlackWorld } from './testing/slack-world.ts';

let world: SlackWorld;
let receiver: SocketReceiver;
let taken: Inbound[];
let answers: Ack[];
const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

beforeEach(async () => {
  world = await startSlackWorld({ retryDelaysMs: [10, 10] });
  world.deliverTo('socket');
  taken = [];
  answers = [];
  const intake = {
    take: async (inbound: Inbound): Promise<Ack> => {
      taken.push(inbound);
      return answers.shift() ?? { status: 200 };
    },
    sweep: async () => undefined,
    idle: async () => undefined,
  };
  receiver = createSocketReceiver({ appToken: world.appToken, apiUrl: world.apiUrl, intake, log });
});
afterEach(async () => {
  await receiver.stop();
  await world.stop();
});

const anna = () => createSlackPerson(world, world.people.anna, { socket: true });
const both = (): Promise<true> => until('two connections', () => world.socket.connections() === 2);

it('brings all that Slack sends, and gives its answer back', async () => {
  await receiver.start();
  await both();
  const { general } = world.channels;
  await anna().say(general, 'hello');
  await world.events.idle();
  expect(world.events.sent().at(-1)?.answers).toMatchObject([{ status: 200 }]);
  answers.push({ status: 200, body: { text: 'at once' } });
  expect(await anna().command('run', 'x', general)).toMatchObject({ body: { text: 'at once' } });
  expect(await anna().globalShortcut('new_task')).toMatchObject({ status: 200 });
  expect(taken).toMatchObject([
    { kind: 'message', text: 'hello' },
    { kind: 'command', name: 'run', text: 'x' },
    { kind: 'global_shortcut', callbackId: 'new_task' },
  ]);
});

it('leaves unacknowledged what is not safe, and Slack brings it again', { timeout: 10_000 }, async () => {
  await receiver.start();
  answers.push({ status: 503 });
  await anna().say(world.channels.general, 'hello');
  await world.events.idle();
  expect(taken).toMatchObject([{ text: 'hello' }, { text: 'hello' }]);
  expect(
    world.events
      .sent()
      .at(-1)
      ?.answers.map(({ status }) => status),
  ).toEqual([0, 200]);
});

it.each(['refresh_requested', 'warning'] as const)('loses nothing when Slack says %s', async (reason) => {
  await receiver.start();
  await both();
  world.socket.disconnect(reason);
  for (const words of ['one', 'two', 'three']) await anna().say(world.channels.general, words);
  await until('all three', () => taken.length >= 3);
  await both();
  const said = taken.map((inbound) => 'text' in inbound && inbound.text);
  expect(new Set(said)).toEqual(new Set(['one', 'two', 'three']));
});

it('connects again by itself after Slack was away', async () => {
  await receiver.start();
  await both();
  world.goAway();
  world.socket.drop();
  await until('none is left', () => world.socket.connections() === 0);
  world.comeBack();
  await both();
});

it('begins while Slack is away, and connects when it is there', async () => {
  world.goAway();
  await receiver.start();
  expect(world.socket.connections()).toBe(0);
  world.comeBack();
  await both();
});

it('lets go of everything when it is stopped, and stays away', async () => {
  await receiver.start();
  await both();
  await receiver.stop();
  await until('none is left', () => world.socket.connections() === 0);
  await receiver.start();
  expect(world.socket.connections()).toBe(0);
});

it.each([
  ['invalid_auth', () => world.revoke(world.appToken), 'token_revoked'],
  ['no scope', () => world.faults.next('apps.connections.open', { error: 'missing_scope' }), 'missing_scope'],
  ['switched off', () => world.socket.disable(), 'link_disabled'],
] as const)('says when it never will: %s', async (_what, spoil, code) => {
  spoil();
  const error = await receiver.start().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(fatalConnectError(error)).toBe(code);
});
