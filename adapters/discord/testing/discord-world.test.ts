import { PermissionFlagsBits as BITS } from 'discord.js';
import { afterEach, describe, expect, test } from 'vitest';
import { createCommands } from '../commands.ts';
import { createDiscordRest, type RestRequest } from '../discord-rest.ts';
import { registerCommands } from '../register.ts';
import { checkApplication } from '../start-checks.ts';
import { type DiscordWorld, type DiscordWorldOptions, startDiscordWorld } from './discord-world.ts';
import type { Json } from './json.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const V2 = 1 << 15;
const text = (content: string) => ({ type: 10, content });

const make = async (options: DiscordWorldOptions = {}, token?: string) => {
  const world = await startDiscordWorld(options);
  stops.push(world.stop);
  const rest = createDiscordRest({ token: token ?? world.token, apiUrl: world.apiUrl });
  const call = async (
    route: RestRequest['route'],
    params: RestRequest['params'] = {},
    body?: object,
    more: Partial<RestRequest> = {},
  ): Promise<Json> => (await rest.request({ route, params, ...(body ? { body } : {}), ...more })) as Json;
  /** Discord's code of the refusal. */
  const refused = async (...args: Parameters<typeof call>): Promise<unknown> => {
    try {
      await call(...args);
      return 'taken';
    } catch (error) {
      const { discordCode, status } = error as { discordCode?: number; status?: number };
      return discordCode === undefined ? error : discordCode || status;
    }
  };
  return { world, rest, call, refused, channelId: world.channels.general };
};

const idOf = (answer: Json): string => String(answer.id);

/** The answer itself, without the library. */
const bare = async (world: DiscordWorld, method: string, path: string, body?: object) => {
  const answer = await fetch(`${world.apiUrl}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${world.token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Json };
};

describe('who we are', () => {
  test('the application, the server, its roles and members', async () => {
    const { world, rest, call, refused } = await make();
    const me = await checkApplication({
      rest,
      applicationId: world.applicationId,
      publicKey: world.publicKey,
    });
    expect(me).toMatchObject({ readsMessages: true, publicKey: world.publicKey });
    const { guildId } = world;
    expect(await call('guild.get', { guildId })).toMatchObject({ name: 'Acme' });
    const roles = (await call('guild.roles', { guildId })) as unknown as Json[];
    expect(roles.map(({ name }) => name)).toEqual(['@everyone', 'Countersign', 'approvers']);
    const { userId } = world.person('ben');
    expect(await call('member.get', { guildId, userId })).toMatchObject({ roles: [world.roles.approvers] });
    world.leave(userId);
    expect(await refused('member.get', { guildId, userId })).toBe(10007);
    expect(await refused('member.get', { guildId, userId: '1' })).toBe(10013);
    expect(await refused('guild.get', { guildId: '1' })).toBe(10004);
    world.kickBot();
    expect(await refused('guild.get', { guildId })).toBe(50001);
  });

  test('a wrong token is refused and counted', async () => {
    const { world, refused } = await make({}, 'wrong');
    expect(await refused('application.me')).toBe(401);
    expect(world.invalidRequests()).toBe(1);
  });

  test('commands are registered, kept and deleted', async () => {
    const { world, rest, refused } = await make();
    const known = createCommands().slice(0, 4);
    const where = { applicationId: world.applicationId, guildId: null, known };
    const first = await registerCommands(rest, where);
    expect(first.created).toEqual(known.map(({ name }) => name));
    expect(world.commands()).toEqual(first.created);
    const again = await registerCommands(rest, where);
    expect(again).toMatchObject({ created: [], changed: [], removed: [], unchanged: first.created });
    expect((await registerCommands(rest, { ...where, known: [] })).removed).toEqual(first.created);
    const bad = { name: 'Bad Name', description: 'x' };
    expect(await refused('commands.put', { applicationId: world.applicationId }, bad)).toBe(50035);
  });
});

describe('messages', () => {
  test('are posted, edited, listed and deleted', async () => {
    const { world, call, refused, channelId } = await make();
    const messageId = idOf(await call('message.create', { channelId }, { content: 'one' }));
    const answered = { content: 'two', message_reference: { message_id: messageId } };
    expect(await call('message.create', { channelId }, answered)).toMatchObject({
      type: 19,
      referenced_message: { content: 'one' },
    });
    await call('message.update', { channelId, messageId }, { content: 'changed' });
    const query = { limit: '5' };
    const all = (await call('message.list', { channelId }, undefined, { query })) as unknown as Json[];
    expect(all.map(({ content }) => content)).toEqual(['two', 'changed']);
    await call('message.delete', { channelId, messageId });
    expect(await refused('message.get', { channelId, messageId })).toBe(10008);
    expect(await refused('message.update', { channelId, messageId }, { content: 'x' })).toBe(10008);
    expect(await refused('message.create', { channelId }, answered)).toBe(50035);
    const soft = { ...answered, message_reference: { message_id: messageId, fail_if_not_exists: false } };
    expect(await refused('message.create', { channelId }, soft)).toBe('taken');
    const theirs = await world.person('anna').say(channelId, 'mine');
    expect(await refused('message.update', { channelId, messageId: theirs }, { content: 'x' })).toBe(50005);
    expect(await refused('message.delete', { channelId, messageId: theirs })).toBe(50013);
  });

  test('with the same nonce are one', async () => {
    const { world, call, channelId } = await make();
    const body = { content: 'once', nonce: 'abc', enforce_nonce: true };
    const first = idOf(await call('message.create', { channelId }, body));
    expect(idOf(await call('message.create', { channelId }, body))).toBe(first);
    world.passMinutes(6);
    expect(idOf(await call('message.create', { channelId }, body))).not.toBe(first);
    expect(world.person('anna').reads(channelId)).toHaveLength(2);
  });

  test('of components can’t have words beside, and stay what they are', async () => {
    const { world, call, refused, channelId } = await make();
    const card = { flags: V2, components: [text('Hello <@1>')], allowed_mentions: { parse: [] } };
    const messageId = idOf(await call('message.create', { channelId }, card));
    expect(await refused('message.create', { channelId }, { ...card, content: 'x' })).toBe(50035);
    expect(await refused('message.update', { channelId, messageId }, { content: 'x' })).toBe(50035);
    await call('message.update', { channelId, messageId }, { components: [text('Bye')] });
    expect((await world.person('anna').sees(channelId, 'Bye')).raw.flags).toBe(V2);
    expect(await refused('message.create', { channelId }, { content: '' })).toBe(50006);
    const plain = { content: 'old', components: [] };
    const oldId = idOf(await call('message.create', { channelId }, plain));
    expect(await refused('message.update', { channelId, messageId: oldId }, card)).toBe(50035);
  });

  test('bring files', async () => {
    const { world, call, refused, channelId } = await make();
    const files = [{ name: 'a.txt', data: Buffer.from('hello'), contentType: 'text/plain' }];
    await call('message.create', { channelId }, { content: 'see' }, { files });
    const anna = world.person('anna');
    expect(await anna.readFile(await anna.sees(channelId, 'see'), 'a.txt')).toBe('hello');
    const large = [{ name: 'b', data: Buffer.alloc(10 * 1024 * 1024 + 1), contentType: 'text/plain' }];
    expect(await refused('message.create', { channelId }, { content: 'x' }, { files: large })).toBe(40005);
  });

  test('call only whom they may', async () => {
    const { world, call, channelId } = await make();
    const [anna, ben] = [world.person('anna'), world.person('ben')];
    const content = `<@${anna.userId}> and <@${ben.userId}>`;
    await call('message.create', { channelId }, { content, allowed_mentions: { users: [ben.userId] } });
    const seen = await anna.sees(channelId, '@Anna Alvarez and @Ben Berger');
    expect(seen.calls).toEqual([ben.userId]);
  });

  test('go where the bot may write', async () => {
    const { world, call, refused } = await make();
    const body = { content: 'x' };
    const { random, voice, forum, general } = world.channels;
    const post = (channelId: string) => refused('message.create', { channelId }, body);
    expect([await post('1'), await post(random), await post(forum), await post(voice)]).toEqual([
      10003,
      50001,
      50008,
      'taken',
    ]);
    world.setBotPermissions(general, BITS.ViewChannel);
    expect(await post(general)).toBe(50013);
    world.setBotPermissions(general, null);
    expect(await post(general)).toBe('taken');
    world.kickBot();
    expect(await post(general)).toBe(50001);
    world.inviteBot();
    world.deleteChannel(general);
    expect(await post(general)).toBe(10003);
    expect(await refused('typing.show', { channelId: voice }, {})).toBe('taken');
    const anna = world.person('anna');
    const direct = idOf(await call('dm.open', {}, { recipient_id: anna.userId }));
    expect(await post(direct)).toBe('taken');
    world.closeDms(anna.userId);
    expect(await post(direct)).toBe(50007);
    const stranger = world.addPerson('eve', { guildId: null });
    expect(await post(idOf(await call('dm.open', {}, { recipient_id: stranger.userId })))).toBe(50278);
  });

  test('keep their words from a bot that may not read them', async () => {
    const { world, call, channelId } = await make({ messageContent: false });
    await world.person('anna').say(channelId, 'secret');
    await world.person('anna').say(channelId, 'hello', { mentionBot: true });
    const all = (await call('message.list', { channelId })) as unknown as Json[];
    expect(all.map(({ content }) => content)).toEqual([`<@${world.botUserId}> hello`, '']);
  });
});

describe('threads', () => {
  test('are made from a message once, alone, or as a post', async () => {
    const { world, call, refused, channelId } = await make();
    const messageId = await world.person('anna').say(channelId, 'please');
    const made = await call('thread.fromMessage', { channelId, messageId }, { name: 'please' });
    expect(made).toMatchObject({ id: messageId, type: 11, parent_id: channelId });
    expect(await refused('thread.fromMessage', { channelId, messageId }, { name: 'x' })).toBe(160004);
    expect(await world.person('ben').sees(messageId, 'please')).toBeTruthy();
    const alone = idOf(await call('thread.create', { channelId }, { name: 'alone', type: 11 }));
    const forum = { name: 'post', message: { content: 'first' } };
    const post = await call('thread.create', { channelId: world.channels.forum }, forum);
    expect(post).toMatchObject({ message: { id: post.id, content: 'first' } });
    expect(world.threadsOf(channelId).map(({ id, name }) => [id, name])).toEqual([
      [messageId, 'please'],
      [alone, 'alone'],
    ]);
    const after = { name: 'x', type: 11, auto_archive_duration: 7 };
    expect(await refused('thread.create', { channelId }, after)).toBe(50035);
    world.requireTag(world.channels.forum);
    expect(await refused('thread.create', { channelId: world.channels.forum }, forum)).toBe(40067);
  });

  test('open again when something is posted, unless they are locked', async () => {
    const { world, call, refused, channelId } = await make();
    const threadId = idOf(await call('thread.create', { channelId }, { name: 't', type: 11 }));
    const at = { channelId: threadId };
    const messageId = idOf(await call('message.create', at, { content: 'one' }));
    world.setThread(threadId, { archived: true });
    expect(await refused('message.update', { ...at, messageId }, { content: 'x' })).toBe(50083);
    await call('channel.update', at, { archived: false });
    expect(await refused('message.update', { ...at, messageId }, { content: 'x' })).toBe('taken');
    world.setThread(threadId, { archived: true });
    expect(await refused('message.create', at, { content: 'two' })).toBe('taken');
    expect(world.threadsOf(channelId)[0]?.archived).toBe(false);
    world.setThread(threadId, { archived: true, locked: true });
    expect(await refused('message.create', at, { content: 'three' })).toBe(50083);
    expect(await refused('channel.update', at, { archived: false })).toBe(50013);
    world.setThread(threadId, { archived: false });
    expect(await refused('message.create', at, { content: 'four' })).toBe(160005);
  });
});

describe('trouble', () => {
  test('comes when it is asked for, and only then', async () => {
    const { world, refused, channelId } = await make();
    const post = () => refused('message.create', { channelId }, { content: 'x' });
    world.faults.next('message.create', { code: 50013 });
    world.faults.next('message.create', { status: 503 });
    world.faults.next('message.create', { dropConnection: true });
    world.faults.next('message.create', { dropAfter: true });
    expect(await post()).toBe(50013);
    const unknown = { params: { outcome: 'unknown' } };
    for (let nth = 0; nth < 3; nth += 1) expect(await post()).toMatchObject(unknown);
    expect(await post()).toBe('taken');
    expect(world.calls('message.create').map(({ status }) => status)).toEqual([403, 503, 0, 0, 200]);
    expect(world.person('anna').reads(channelId)).toHaveLength(2);
    world.goAway();
    expect(await post()).toMatchObject(unknown);
    world.comeBack();
    expect(await post()).toBe('taken');
  });

  test('of too many calls is told as Discord tells it', async () => {
    const { world, channelId } = await make();
    const path = `/channels/${channelId}/messages`;
    const fault = { status: 429, retryAfterS: 1.5 } as const;
    world.faults.next('message.create', { ...fault, scope: 'shared' });
    world.faults.next('message.create', { ...fault, scope: 'global' });
    const shared = await bare(world, 'POST', path, { content: 'x' });
    expect(shared).toMatchObject({ status: 429, body: { retry_after: 1.5, global: false } });
    expect(shared.headers.get('retry-after')).toBe('2');
    expect(shared.headers.get('x-ratelimit-scope')).toBe('shared');
    expect(world.invalidRequests()).toBe(0);
    const everywhere = await bare(world, 'POST', path, { content: 'x' });
    expect(everywhere.headers.get('x-ratelimit-global')).toBe('true');
    expect(everywhere.body.global).toBe(true);
    expect(world.invalidRequests()).toBe(1);
  });

  test('of a busy channel stays in that channel', async () => {
    const { world, channelId } = await make({ rates: 'discord' });
    const post = (to: string) => bare(world, 'POST', `/channels/${to}/messages`, { content: 'x' });
    const answers: Awaited<ReturnType<typeof post>>[] = [];
    for (let nth = 0; nth < 6; nth += 1) answers.push(await post(channelId));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual('432100'.split(''));
    expect(answers[5]?.headers.get('x-ratelimit-scope')).toBe('user');
    const edited = await bare(world, 'PATCH', `/channels/${channelId}/messages/${answers[0]?.body.id}`, {
      content: 'y',
    });
    expect([edited.status, (await post(world.channels.voice)).status]).toEqual([200, 200]);
    world.passSeconds(6);
    expect((await post(channelId)).status).toBe(200);
    const many = await Promise.all(Array.from({ length: 60 }, () => bare(world, 'GET', '/users/@me')));
    const limited = many.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]?.headers.get('x-ratelimit-scope')).toBe('global');
  });

  test('of an unknown address is 404', async () => {
    const { world } = await make();
    expect(await bare(world, 'GET', '/nothing/here')).toMatchObject({ status: 404 });
    expect(world.calls('application.me')).toHaveLength(0);
  });
});
