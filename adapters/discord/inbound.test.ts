import { describe, expect, it } from 'vitest';
import { toInbound } from './inbound.ts';
import {
  ANA,
  BEN,
  CHANNEL,
  file,
  GUILD,
  ID,
  interaction,
  MESSAGE,
  OUR_ROLE,
  OWN,
  ROLE,
  US,
} from './testing/discord-payloads.ts';

const dispatch = (t: string, d: object) => toInbound({ op: 0, s: 1, t, d }, 'gateway', OWN);
const said = (fields: object = {}) =>
  dispatch('MESSAGE_CREATE', {
    id: MESSAGE,
    type: 0,
    channel_id: CHANNEL,
    guild_id: GUILD,
    author: { id: ANA, username: 'ana', global_name: 'Ana' },
    member: { nick: 'Ana L.', roles: [ROLE] },
    content: 'hello',
    mentions: [],
    attachments: [],
    ...fields,
  });

const acted = (type: number, data: object, over: object = {}) =>
  toInbound(interaction(type, data, over), 'interaction', OWN);

const FILE = { id: '77', name: 'a.txt', mimetype: 'text/plain', size: 3, url: file.url };

describe('messages', () => {
  it('are what was said, by whom and where', () => {
    expect(said({ attachments: [file, null, { id: 'x' }] })).toEqual({
      kind: 'message',
      identity: MESSAGE,
      messageId: MESSAGE,
      guildId: GUILD,
      channelId: CHANNEL,
      channelType: null,
      parentId: null,
      userId: ANA,
      userName: 'Ana L.',
      memberRoles: [ROLE],
      text: 'hello',
      mentions: [],
      isMention: false,
      isDirect: false,
      isReplyToUs: false,
      replyTo: null,
      attachments: [FILE],
    });
  });

  it('are direct ones outside of a server, but for those in a group', () => {
    const outside = { guild_id: undefined, member: undefined };
    expect(said(outside)).toMatchObject({
      guildId: null,
      isDirect: true,
      channelType: 'dm',
      memberRoles: [],
      userName: 'Ana',
    });
    expect(said({ ...outside, channel_type: 3 })).toMatchObject({ isDirect: false, channelType: 'group_dm' });
    expect(said({ channel_type: 11 })).toMatchObject({ channelType: 'thread' });
  });

  it.each([
    [`<@${US}> run x`, 'run x', true],
    [`<@!${US}>, run x`, 'run x', true],
    [`<@&${OUR_ROLE}> run x`, 'run x', true],
    [`run x, <@${US}>`, `run x, @${US}`, true],
    [`<@${BEN}> stop`, `@${BEN} stop`, false],
    [`<@&${ROLE}> stop`, `@&${ROLE} stop`, false],
    ['@everyone stop', '@everyone stop', false],
  ])('to us lose our own name and nobody else’s: %j', (content, text, isMention) => {
    expect(said({ content })).toMatchObject({ text, isMention });
  });

  it('are to us as well when only Discord says so', () => {
    const mentions = [{ id: US }];
    expect(said({ mentions })).toMatchObject({ isMention: true, mentions: [US] });
  });

  it('that answer one of ours say so, and are no mention for it', () => {
    const answered = (author: string) =>
      said({
        type: 19,
        mentions: [{ id: author }],
        message_reference: { type: 0, message_id: '55' },
        referenced_message: { id: '55', author: { id: author }, content: 'Which host?' },
      });
    expect(answered(US)).toMatchObject({
      isReplyToUs: true,
      isMention: false,
      replyTo: { messageId: '55', userId: US, text: 'Which host?' },
    });
    expect(answered(BEN)).toMatchObject({ isReplyToUs: false, isMention: false, mentions: [BEN] });
  });

  it.each([
    [`ask <@${BEN}> in <#42>`, `ask @${BEN} in #42`],
    ['at <t:1700000000:R>', 'at 2023-11-14T22:13:20.000Z'],
    ['at <t:99999999999999999>', 'at <t:99999999999999999>'],
    ['<:party:123> <a:dance:456>', ':party: :dance:'],
    ['see <https://x.org/a?b=1&c=2>', 'see https://x.org/a?b=1&c=2'],
    ['use </run:123>', 'use /run'],
    ['1 < 2 and <', '1 < 2 and <'],
    ['a &lt; \\*b\\*', 'a &lt; \\*b\\*'],
  ])('reads %j as it was typed', (content, text) => {
    expect(said({ content })).toMatchObject({ text });
  });

  it.each([
    ['a join', { type: 7 }],
    ['a pin', { type: 6 }],
    ['a thread that was opened', { type: 18 }],
    ['another bot', { author: { id: BEN, bot: true } }],
    ['a webhook', { webhook_id: '5' }],
    ['our own', { author: { id: US } }],
    ['Discord itself', { author: { id: '1', system: true } }],
    ['a type of next year', { type: { toString: 0 } }],
  ])('of %s are left alone', (_what, fields) => {
    expect(said(fields).kind).toBe('ignored');
  });

  it.each(['MESSAGE_UPDATE', 'MESSAGE_DELETE', 'TYPING_START', 'GUILD_CREATE', 'READY', 'CHANNEL_UPDATE'])(
    '%s is left alone',
    (name) => {
      expect(dispatch(name, { id: MESSAGE, channel_id: CHANNEL }).kind).toBe('ignored');
    },
  );
});

describe('interactions', () => {
  const BY = {
    identity: ID,
    id: ID,
    token: 'aW50.x-_',
    applicationId: US,
    userId: ANA,
    userName: 'ana',
    memberRoles: [ROLE],
    guildId: GUILD,
    channelId: CHANNEL,
    channelType: 'thread',
    parentId: '42',
    isDirect: false,
    locale: 'es-419',
    memberPermissions: '8',
    appPermissions: '2048',
  };

  it('are the same over HTTP and over the gateway', () => {
    const data = { type: 1, name: 'stop', options: [{ type: 3, name: 'task', value: '12' }] };
    const overHttp = acted(2, data);
    expect(overHttp).toEqual({
      kind: 'command',
      ...BY,
      name: 'stop',
      options: { task: '12' },
      line: '/stop 12',
      attachments: [],
    });
    expect(dispatch('INTERACTION_CREATE', interaction(2, data))).toEqual(overHttp);
  });

  it('are a ping', () => {
    expect(toInbound({ type: 1 }, 'interaction')).toEqual({ kind: 'ping' });
  });

  it('read a command’s options, its line as typed, and its file', () => {
    const options = [
      { type: 3, name: 'objective', value: `ask <@${BEN}>` },
      { type: 3, name: 'priority', value: 'high' },
      { type: 11, name: 'file', value: '77' },
      { type: 5, name: 'flag', value: true },
      { type: 4, name: 'count', value: 3 },
    ];
    const data = { name: 'task', options, resolved: { attachments: { 77: file } } };
    expect(acted(2, data)).toMatchObject({
      line: `/task priority:high ask @${BEN}`,
      options: { objective: `ask @${BEN}`, flag: true, count: 3 },
      attachments: [FILE],
    });
    const inside = [{ type: 1, name: 'list', options: [{ type: 3, name: 'task', value: '7' }] }];
    expect(acted(2, { name: 'stop', options: inside })).toMatchObject({ line: '/stop 7' });
  });

  it('read a direct one, and keep other people’s conversations apart', () => {
    const outside = { guild_id: undefined, member: undefined, user: { id: ANA, global_name: 'Ana' } };
    const data = { type: 1, name: 'help' };
    expect(acted(2, data, { ...outside, channel: { id: CHANNEL, type: 1 }, context: 1 })).toMatchObject({
      guildId: null,
      isDirect: true,
      channelType: 'dm',
      userId: ANA,
      userName: 'Ana',
      memberRoles: [],
    });
    expect(acted(2, data, { ...outside, context: 2 })).toMatchObject({ isDirect: false });
  });

  it('read a completion: which option, what was typed, and the others', () => {
    const options = [
      { type: 3, name: 'target', value: 'disk' },
      { type: 3, name: 'arguments', value: 'ho', focused: true },
    ];
    expect(acted(4, { type: 1, name: 'run', options })).toMatchObject({
      kind: 'autocomplete',
      command: 'run',
      option: 'arguments',
      typed: 'ho',
      options: { target: 'disk' },
    });
    expect(acted(4, { type: 1, name: 'run', options: [] }).kind).toBe('unsupported');
  });

  it('read a click: what, on which message, what was chosen, and who sees it', () => {
    const message = { id: MESSAGE, flags: 64 };
    const data = { custom_id: 'approve|1', component_type: 3, values: ['a', 7, 'b'] };
    expect(acted(3, data, { message })).toEqual({
      kind: 'click',
      ...BY,
      customId: 'approve|1',
      values: ['a', 'b'],
      messageId: MESSAGE,
      ephemeral: true,
    });
    expect(acted(3, data, { message: { id: MESSAGE } })).toMatchObject({ ephemeral: false });
    expect(acted(3, data).kind).toBe('unsupported');
    expect(acted(3, {}, { message }).kind).toBe('unsupported');
  });

  it('read what a form says, in rows and under labels, by the name of each field', () => {
    const components = [
      { type: 1, components: [{ type: 4, custom_id: 'reason', value: 'no' }] },
      { type: 18, component: { type: 3, custom_id: 'agent', values: ['x', 'y'] } },
      { type: 18, component: { type: 21, custom_id: 'choice', value: 'z' } },
      { type: 18, component: { type: 23, custom_id: 'sure', value: true } },
      { type: 18, component: { type: 4, custom_id: 'empty', value: '' } },
      { type: 10 },
    ];
    expect(acted(5, { custom_id: 'form|1', components }, { message: { id: MESSAGE } })).toMatchObject({
      kind: 'submission',
      customId: 'form|1',
      values: { reason: 'no', agent: 'x,y', choice: 'z', sure: 'true' },
      messageId: MESSAGE,
    });
    expect(acted(5, { custom_id: 'form|1', components: [] })).toMatchObject({ values: {}, messageId: null });
  });

  it('read the menu of a message, with the message', () => {
    const messages = { [MESSAGE]: { author: { id: BEN }, content: `ask <@${ANA}>`, attachments: [file] } };
    const data = { type: 3, name: 'Run as a task', target_id: MESSAGE, resolved: { messages } };
    expect(acted(2, data)).toEqual({
      kind: 'message_command',
      ...BY,
      name: 'Run as a task',
      messageId: MESSAGE,
      messageText: `ask @${ANA}`,
      authorId: BEN,
      attachments: [FILE],
    });
    expect(acted(2, { ...data, resolved: {} })).toMatchObject({ messageText: '', authorId: null });
  });

  it.each([
    ['no token', { token: undefined }],
    ['a token that leads elsewhere', { token: 'a/../../users/@me' }],
    ['an id that leads elsewhere', { id: '1/2' }],
    ['nobody', { member: undefined }],
    ['no place', { channel: undefined, channel_id: undefined }],
    ['no content', { data: undefined }],
    ['a new type', { type: 99 }],
  ])('of %s are not taken', (_what, over) => {
    expect(acted(2, { type: 1, name: 'help' }, over).kind).toBe('unsupported');
  });

  it('take no field of a command for more than a word', () => {
    const options = [{ type: 3, name: '__proto__', value: 'x' }];
    const inbound = acted(2, { type: 1, name: 'constructor', options });
    expect(inbound).toMatchObject({ kind: 'command', line: '/constructor' });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('what changes around us', () => {
  it.each<[string, object, object]>([
    ['GUILD_ROLE_UPDATE', { guild_id: GUILD, role: { id: ROLE } }, { kind: 'role_changed', roleId: ROLE }],
    ['GUILD_ROLE_DELETE', { guild_id: GUILD, role_id: ROLE }, { kind: 'role_changed', roleId: ROLE }],
    [
      'GUILD_MEMBER_UPDATE',
      { guild_id: GUILD, user: { id: ANA }, roles: [ROLE] },
      { kind: 'member_changed', userId: ANA, memberRoles: [ROLE] },
    ],
    [
      'GUILD_MEMBER_REMOVE',
      { guild_id: GUILD, user: { id: ANA } },
      { kind: 'member_changed', userId: ANA, memberRoles: null },
    ],
    ['GUILD_DELETE', { id: GUILD }, { kind: 'guild_gone', guildId: GUILD }],
    ['GUILD_DELETE', { id: GUILD, unavailable: true }, { kind: 'ignored' }],
    ['CHANNEL_DELETE', { id: CHANNEL, guild_id: GUILD }, { kind: 'channel_gone', channelId: CHANNEL }],
    ['THREAD_DELETE', { id: CHANNEL, guild_id: GUILD }, { kind: 'channel_gone', channelId: CHANNEL }],
    [
      'THREAD_UPDATE',
      { id: CHANNEL, guild_id: GUILD, parent_id: '42', thread_metadata: { archived: true, locked: true } },
      { kind: 'thread_changed', channelId: CHANNEL, parentId: '42', archived: true, locked: true },
    ],
    ['GUILD_ROLE_UPDATE', { guild_id: GUILD }, { kind: 'unsupported' }],
    ['SOMETHING_NEW', { id: '1' }, { kind: 'unsupported' }],
  ])('is told: %s', (name, data, inbound) => {
    expect(dispatch(name, data)).toMatchObject(inbound);
  });
});
