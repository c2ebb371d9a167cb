import { WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { Client, GatewayIntentBits as INTENTS, REST } from 'discord.js';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { until } from '../../../local/testing/until.ts';
import { toInbound } from '../inbound.ts';
import { type DiscordWorld, type DiscordWorldOptions, startDiscordWorld } from './discord-world.ts';
import { type Json, json, num } from './json.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const makeWorld = async (options: DiscordWorldOptions = {}): Promise<DiscordWorld> => {
  const world = await startDiscordWorld(options);
  stops.push(world.stop);
  return world;
};

const USUAL = [INTENTS.Guilds, INTENTS.GuildMessages, INTENTS.DirectMessages];

const connect = async (world: DiscordWorld, intents: readonly number[] = USUAL, token = world.token) => {
  const raw: Json[] = [];
  const client = new Client({ intents, rest: { api: world.apiUrl, version: '10' } });
  const state = { errors: 0, isReady: false };
  client.on('raw', (payload: Json) => raw.push(payload));
  client.on('error', () => {
    state.errors += 1;
  });
  client.on('clientReady', () => {
    state.isReady = true;
  });
  stops.push(() => client.destroy());
  await client.login(token);
  const got = (name: string): readonly Json[] => raw.filter(({ t }) => t === name).map(({ d }) => json(d));
  await until('it is ready', () => state.isReady);
  return { client, got, raw };
};

/** A connection without the library. */
const socketTo = async (world: DiscordWorld, first: (hello: Json) => Json) => {
  const socket = new WebSocket(
    `${world.apiUrl.replace('http', 'ws').replace('/api', '')}/gateway?v=10&encoding=json`,
  );
  const got: Json[] = [];
  const state = { code: 0 };
  socket.on('message', (data) => {
    const payload = json(JSON.parse(String(data)));
    got.push(payload);
    if (payload.op === 10) socket.send(JSON.stringify(first(payload)));
  });
  socket.on('close', (code) => {
    state.code = code;
  });
  stops.push(async () => socket.terminate());
  const named = (name: string): readonly Json[] => got.filter(({ t }) => t === name).map(({ d }) => json(d));
  return { socket, got, named, state };
};

const identify =
  (world: DiscordWorld, intents: readonly number[] = USUAL) =>
  () => ({
    op: 2,
    d: { token: world.token, intents: intents.reduce((all, one) => all | one, 0), properties: {} },
  });

test('discord.js logs in, hears a person and gets an interaction', async () => {
  const world = await makeWorld();
  const { client, got } = await connect(world);
  expect(client.user?.id).toBe(world.botUserId);
  expect(client.guilds.cache.get(world.guildId)?.name).toBe('Acme');
  const ben = world.person('ben');
  await ben.say(world.channels.general, 'restart it', { mentionBot: true });
  const [message] = await until(
    'the message',
    () => got('MESSAGE_CREATE').length > 0 && got('MESSAGE_CREATE'),
  );
  const own = { userId: world.botUserId, roleIds: [] };
  expect(toInbound({ t: 'MESSAGE_CREATE', d: message }, 'gateway', own)).toMatchObject({
    kind: 'message',
    text: 'restart it',
    isMention: true,
    userId: ben.userId,
    memberRoles: [world.roles.approvers],
    guildId: world.guildId,
  });
  world.register([{ name: 'task', description: 'Does it' }]);
  client.on('interactionCreate', (interaction) => {
    if (interaction.isChatInputCommand()) void interaction.reply({ content: 'on it', withResponse: true });
  });
  const result = await ben.command('task', {}, { channelId: world.channels.general });
  expect(result).toMatchObject({ firstAnswer: 4, failed: false });
  expect((await ben.sees(world.channels.general, 'on it')).by).toBe(null);
});

test('discord.js resumes after a break, and nothing is lost', async () => {
  const world = await makeWorld();
  const { got } = await connect(world, [...USUAL, INTENTS.MessageContent]);
  const anna = world.person('anna');
  await anna.say(world.channels.general, 'one');
  await until('one', () => got('MESSAGE_CREATE').length === 1);
  world.gateway.losePackets(2);
  await anna.say(world.channels.general, 'two');
  await anna.say(world.channels.general, 'three');
  await anna.say(world.channels.general, 'four');
  await until('all', () => got('MESSAGE_CREATE').length === 4);
  world.gateway.drop();
  await anna.say(world.channels.general, 'five');
  await until('the fifth', () => got('MESSAGE_CREATE').length === 5);
  world.gateway.reconnect();
  await until('it is there again', () => world.gateway.counts.resumed === 3);
  await anna.say(world.channels.general, 'six');
  await until('the sixth', () => got('MESSAGE_CREATE').length === 6);
  const said = got('MESSAGE_CREATE').map(({ content }) => content);
  expect(said).toEqual(['one', 'two', 'three', 'four', 'five', 'six']);
  expect(world.gateway.counts).toEqual({ identified: 1, resumed: 3 });
});

test('an interaction without its installation’s owners, which breaks the library’s own reader, comes as it is', async () => {
  const world = await makeWorld();
  const got: Json[] = [];
  const rest = new REST({ version: '10', api: world.apiUrl }).setToken(world.token);
  const manager = new WebSocketManager({ token: world.token, intents: INTENTS.Guilds, rest });
  stops.push(async () => manager.destroy());
  manager.on(WebSocketShardEvents.Dispatch, ({ data }) => {
    const d = json(data.d);
    got.push({ t: data.t, d });
    if (data.t !== 'INTERACTION_CREATE') return;
    void rest.post(`/interactions/${d.id}/${d.token}/callback`, { auth: false, body: { type: 5 } });
  });
  await manager.connect();
  world.register([{ name: 'task', description: 'Does it' }]);
  const over = { authorizing_integration_owners: undefined };
  const result = await world.person('anna').command('task', {}, { payload: over });
  expect(result).toMatchObject({ firstAnswer: 5, failed: false });
  const interaction = json(got.find(({ t }) => t === 'INTERACTION_CREATE')?.d);
  expect(interaction).not.toHaveProperty('authorizing_integration_owners');
  expect(toInbound(interaction, 'interaction')).toMatchObject({ kind: 'command', name: 'task' });
});

test('a wrong token and an intent that is switched off are refused for good', async () => {
  const world = await makeWorld({ messageContent: false });
  const wrong = await socketTo(world, () => ({ op: 2, d: { token: 'no', intents: 1 } }));
  await until('it is closed', () => wrong.state.code === 4004);
  const nosy = await socketTo(world, identify(world, [...USUAL, INTENTS.MessageContent]));
  await until('it is closed', () => nosy.state.code === 4014);
});

test('words are withheld without the intent, but not in direct messages or when the bot is named', async () => {
  const world = await makeWorld();
  const blind = await socketTo(world, identify(world));
  const reader = await socketTo(world, identify(world, [...USUAL, INTENTS.MessageContent]));
  await until('both are in', () => world.gateway.connections() === 2);
  const anna = world.person('anna');
  await anna.say(world.channels.general, 'secret');
  await anna.say(world.channels.general, 'hello', { mentionBot: true });
  await anna.dm('direct');
  await until(
    'all came',
    () => blind.named('MESSAGE_CREATE').length === 3 && reader.named('MESSAGE_CREATE').length === 3,
  );
  expect(blind.named('MESSAGE_CREATE').map(({ content }) => content)).toEqual([
    '',
    `<@${world.botUserId}> hello`,
    'direct',
  ]);
  expect(reader.named('MESSAGE_CREATE')[0]?.content).toBe('secret');
  expect(blind.named('MESSAGE_CREATE')[2]).not.toHaveProperty('guild_id');
});

test('what happens on the server is told to those who asked for it', async () => {
  const world = await makeWorld();
  const members = await socketTo(world, identify(world, [INTENTS.Guilds, INTENTS.GuildMembers]));
  const usual = await socketTo(world, identify(world));
  await until('both are in', () => world.gateway.connections() === 2);
  const { general } = world.channels;
  const threadId = world.makeThread(general, 'a thread', world.person('anna').userId);
  world.setThread(threadId, { archived: true, locked: true });
  world.deleteChannel(threadId);
  const roleId = world.addRole('ops');
  world.setRoles(world.person('anna').userId, [roleId]);
  world.deleteRole(roleId);
  world.deleteChannel(general);
  world.kickBot();
  const names = () => members.got.map(({ t }) => t);
  await until('the last', () => names().includes('GUILD_DELETE'));
  expect(names().filter((name) => name !== null)).toEqual([
    'READY',
    'GUILD_CREATE',
    'THREAD_CREATE',
    'THREAD_UPDATE',
    'THREAD_DELETE',
    'GUILD_ROLE_CREATE',
    'GUILD_MEMBER_UPDATE',
    'GUILD_ROLE_DELETE',
    'GUILD_UPDATE',
    'CHANNEL_DELETE',
    'GUILD_DELETE',
  ]);
  await until('the last there too', () => usual.got.some(({ t }) => t === 'GUILD_DELETE'));
  expect(usual.got.some(({ t }) => t === 'GUILD_MEMBER_UPDATE')).toBe(false);
});

test('an invalid session is started anew, and what was missed is lost', async () => {
  const world = await makeWorld();
  const first = await socketTo(world, identify(world));
  await until('it is in', () => first.named('GUILD_CREATE').length === 1);
  world.gateway.invalidSession();
  await until('it is told', () => first.got.some(({ op, d }) => op === 9 && d === false));
  const ready = first.named('READY')[0];
  const second = await socketTo(world, () => ({
    op: 6,
    d: { token: world.token, session_id: ready?.session_id, seq: 1 },
  }));
  await until('it is told again', () => second.got.some(({ op }) => op === 9));
  second.socket.send(JSON.stringify(identify(world)()));
  await until('it is in again', () => second.named('GUILD_CREATE').length === 1);
  expect(num(second.got.find(({ t }) => t === 'READY')?.s)).toBe(1);
});

test('a heartbeat is heard, until the connection is frozen', async () => {
  const world = await makeWorld();
  const { socket, got, named } = await socketTo(world, identify(world));
  await until('it is in', () => named('READY').length === 1);
  socket.send(JSON.stringify({ op: 1, d: null }));
  await until('it is heard', () => got.some(({ op }) => op === 11));
  world.gateway.freeze();
  await world.person('anna').say(world.channels.general, 'hello?');
  socket.send(JSON.stringify({ op: 1, d: null }));
  world.gateway.close(4000);
  await until('it is closed', () => socket.readyState === socket.CLOSED);
  expect(got.filter(({ op }) => op === 11)).toHaveLength(1);
  expect(named('MESSAGE_CREATE')).toHaveLength(0);
});
