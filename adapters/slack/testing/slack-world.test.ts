import { SocketModeClient } from '@slack/socket-mode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../local/testing/until.ts';
import { checkSignature } from '../signature.ts';
import { createSlackPerson, type SlackPerson } from './slack-person.ts';
import { type SlackWorld, startSlackWorld } from './slack-world.ts';
import { clientOf, startTinyApp, type Taken } from './tiny-app.ts';

let world: SlackWorld;
let app: Awaited<ReturnType<typeof startTinyApp>>;
const client = (token?: string) => clientOf(world, token);
const person = (name: keyof SlackWorld['people'], socket = false): SlackPerson =>
  createSlackPerson(world, world.people[name], socket ? { socket: true } : { http: app.url });
const start = async (options: Parameters<typeof startSlackWorld>[0] = {}): Promise<void> => {
  world = await startSlackWorld(options);
  app = await startTinyApp();
  world.deliverTo(`${app.url}/slack/events`);
};

afterEach(async () => {
  await world.stop();
  app.stop();
});

describe('events', () => {
  beforeEach(() => start());

  it('come signed, a mention twice under two ids, with what Slack adds', async () => {
    const ts = await person('anna').say(world.channels.general, `<@${world.botUserId}> run a < b`);
    await world.events.idle();
    const [message, mention, ...more] = app.events();
    expect(more).toEqual([]);
    expect([message?.event.type, mention?.event.type].sort()).toEqual(['app_mention', 'message']);
    expect(message?.event_id).not.toBe(mention?.event_id);
    expect(message).toMatchObject({ api_app_id: world.appId, event: { ts } });
    expect(message?.event.text).toContain('a &lt; b');
    const { headers, body } = app.taken[0] as Taken;
    const signed = checkSignature({
      signingSecret: world.signingSecret,
      timestamp: String(headers['x-slack-request-timestamp']),
      signature: String(headers['x-slack-signature']),
      rawBody: Buffer.from(body),
      nowSeconds: Math.floor(Date.now() / 1000),
    });
    expect(signed).toBe('ok');
  });

  it('come of the bot’s own messages too, marked as its own, and of no channel it is not in', async () => {
    await client().chat.postMessage({ channel: world.channels.general, text: 'mine' });
    await person('anna').say(world.channels.random, 'elsewhere');
    await person('anna').dm('directly');
    await world.events.idle();
    expect(app.events().map(({ event }) => [event.text, event.channel_type, event.bot_id])).toEqual([
      ['mine', 'channel', expect.stringMatching(/^B/)],
      ['directly', 'im', undefined],
    ]);
  });

  it('tells the app that it was taken out of a channel', async () => {
    const { random: channel } = world.channels;
    const { token } = world.people.anna;
    await world.as(token, 'conversations.invite', { channel, users: world.botUserId });
    await person('anna').say(channel, 'with it');
    await world.events.idle();
    await world.as(token, 'conversations.kick', { channel, user: world.botUserId });
    await person('anna').say(channel, 'alone now');
    await world.events.idle();
    expect(app.events().map(({ event }) => event)).toMatchObject([
      { type: 'message', text: 'with it' },
      { type: 'channel_left', channel },
    ]);
  });

  it('come again until they are taken, and once more when a test says so', async () => {
    app.answers.push({ status: 500, body: '' });
    await person('anna').say(world.channels.general, 'hello');
    await world.events.idle();
    expect(app.taken.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1']);
    await world.redeliver();
    const [first, , again] = app.events();
    expect(again?.event).toEqual(first?.event);
    expect(again?.event_id).not.toBe(first?.event_id);
  });
});

describe('the Web API', () => {
  it('knows its tokens', async () => {
    await start();
    await expect(client('xoxb-unknown').auth.test()).rejects.toMatchObject({
      data: { error: 'invalid_auth' },
    });
    await expect(client(world.appToken).auth.test()).rejects.toMatchObject({
      data: { error: 'not_allowed_token_type' },
    });
    expect((await client().auth.test()).response_metadata?.scopes).toContain('chat:write');
    await world.uninstall();
    await expect(client().auth.test()).rejects.toMatchObject({ data: { error: 'token_revoked' } });
    expect(
      app
        .events()
        .map(({ event }) => event.type)
        .sort(),
    ).toEqual(['app_uninstalled', 'tokens_revoked']);
  });

  it('says which scope is missing', async () => {
    await start({ strictScopes: ['users:read'] });
    const post = client().chat.postMessage({ channel: world.channels.general, text: 'x' });
    await expect(post).rejects.toMatchObject({ data: { error: 'missing_scope' } });
    await person('anna').say(world.channels.general, 'still told');
    await world.events.idle();
    expect(app.events()).toMatchObject([{ event: { text: 'still told' } }]);
    await expect(client().usergroups.list()).rejects.toMatchObject({ data: { error: 'missing_scope' } });
  });

  it('gives a token to whom a person allowed', async () => {
    const redirect = 'https://app.example/slack/oauth_redirect';
    await start({ redirectUris: [redirect] });
    const { clientId: client_id, clientSecret: client_secret } = world;
    const asked = new URLSearchParams({
      client_id,
      scope: 'chat:write',
      state: 's1',
      redirect_uri: redirect,
    });
    const page = `${new URL('../oauth/v2/authorize', world.apiUrl).href}?${asked}`;
    const back = new URL(await world.allow(page, world.people.carla));
    expect(`${back.origin}${back.pathname}`).toBe(redirect);
    expect(back.searchParams.get('state')).toBe('s1');
    const code = back.searchParams.get('code') ?? '';
    const given = await client().oauth.v2.access({ client_id, client_secret, code, redirect_uri: redirect });
    expect(given).toMatchObject({ team: { id: world.teamId }, bot_user_id: world.botUserId });
    const user = await client(given.access_token).auth.test();
    expect(user.user_id).toBe(world.botUserId);
  });

  it('limits posts as Slack does, and only where it should', async () => {
    await start({ rates: 'slack' });
    const post = (channel: string) => client().chat.postMessage({ channel, text: 'x' });
    const { general, random } = world.channels;
    const six = await Promise.allSettled(Array.from({ length: 6 }, () => post(general)));
    const [refused, ...more] = six.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { retryAfter: 1 } });
    expect(more).toEqual([]);
    await post(random);
    expect(world.calls('chat.postMessage').filter(({ status }) => status === 429)).toHaveLength(1);
  });

  it('fails as it is told', async () => {
    await start();
    const { general } = world.channels;
    const post = (text: string) => client().chat.postMessage({ channel: general, text });
    world.faults.next('chat.postMessage', { error: 'not_in_channel' });
    await expect(post('a')).rejects.toMatchObject({ data: { error: 'not_in_channel' } });
    world.faults.next('chat.postMessage', { status: 429, retryAfter: 7 });
    await expect(post('b')).rejects.toMatchObject({ retryAfter: 7 });
    world.faults.next('*', { status: 500 });
    await expect(post('c')).rejects.toMatchObject({ statusCode: 500 });
    world.faults.next('chat.postMessage', { drop: true });
    await expect(post('d')).rejects.toThrow();
    world.faults.next('chat.postMessage', { dropAfter: true });
    await expect(post('e')).rejects.toThrow();
    world.goAway();
    await expect(post('f')).rejects.toThrow();
    world.comeBack();
    await post('g');
    const seen = await person('anna').read(general);
    expect(seen.map(({ text }) => text)).toEqual(['e', 'g']);
  });

  it('says of people and groups what a test sets', async () => {
    await start();
    const { ben } = world.people;
    world.setUser(ben.userId, { is_restricted: true, profile: { email: 'ben@other.example' } });
    world.setUser('U0STRANGER', { is_stranger: true });
    const { user } = await client().users.info({ user: ben.userId });
    expect(user).toMatchObject({ is_restricted: true, profile: { email: 'ben@other.example' } });
    expect(user?.profile?.real_name).toBe(ben.name);
    const stranger = (await client().users.info({ user: 'U0STRANGER' })).user;
    expect(stranger).toMatchObject({ is_stranger: true });
    expect(stranger?.team_id).not.toBe(world.teamId);
    world.setUsergroup({ id: 'S01', users: [ben.userId] });
    expect((await client().usergroups.users.list({ usergroup: 'S01' })).users).toEqual([ben.userId]);
  });
});

describe('Socket Mode', () => {
  it('brings events, commands and clicks to one of the connections, and takes them away', async () => {
    await start({ retryDelaysMs: [] });
    world.deliverTo('socket');
    const seen: { type: string; body: unknown }[] = [];
    const connect = async (): Promise<SocketModeClient> => {
      const socket = new SocketModeClient({
        appToken: world.appToken,
        autoReconnectEnabled: false,
        clientOptions: { slackApiUrl: world.apiUrl, retryConfig: { retries: 0 } },
      });
      socket.on('slack_event', async ({ ack, type, body }) => {
        seen.push({ type, body });
        await ack(type === 'slash_commands' ? { text: 'at once' } : undefined);
      });
      await socket.start();
      return socket;
    };
    const sockets = [await connect(), await connect()];
    expect(world.socket.connections()).toBe(2);
    const anna = person('anna', true);
    const ts = await anna.say(world.channels.general, 'hello');
    await world.events.idle();
    expect(world.events.sent().at(-1)?.answers).toMatchObject([{ status: 200 }]);
    expect(seen).toMatchObject([{ body: { event: { type: 'message', ts } } }]);
    const answer = await anna.command('run', 'x', world.channels.general);
    expect(answer).toMatchObject({ status: 200, body: { text: 'at once' } });
    expect((await anna.read(world.channels.general)).at(-1)).toMatchObject({
      text: 'at once',
      onlyYou: true,
    });
    world.socket.disconnect();
    await until('all are closed', () => world.socket.connections() === 0);
    expect(await anna.command('run', 'x', world.channels.general)).toMatchObject({ status: 0 });
    await Promise.all(sockets.map((socket) => socket.disconnect()));
  });
});
