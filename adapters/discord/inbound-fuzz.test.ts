import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Inbound, parseBody, toInbound } from './inbound.ts';
import {
  ANA,
  BEN,
  CHANNEL,
  file,
  GUILD,
  ID,
  interaction,
  MESSAGE,
  OWN,
  ROLE,
  US,
} from './testing/discord-payloads.ts';

const WORDS = [
  ...[
    't',
    'd',
    'type',
    'data',
    'member',
    'user',
    'id',
    'channel',
    'channel_id',
    'guild_id',
    'token',
    'message',
  ],
  ...['content', 'author', 'options', 'name', 'value', 'components', 'component', 'custom_id', 'resolved'],
  ...[
    'messages',
    'target_id',
    'attachments',
    'referenced_message',
    'roles',
    '__proto__',
    'focused',
    'values',
  ],
];
/** Any value that JSON can carry, with the words of our payloads among its keys. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      null,
      true,
      0,
      1,
      2,
      3,
      4,
      5,
      18,
      '',
      ID,
      `<@${US}`,
      '<t:8640000000001>',
      'MESSAGE_CREATE',
    ),
    // What JSON can carry and no text can be made of.
    fc.constant({ toString: 0, valueOf: 0 }),
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...WORDS), fc.string()), tie('value'), { maxKeys: 8 }),
  ),
})).value;

const KINDS: readonly Inbound['kind'][] = [
  ...(['ping', 'message', 'command', 'autocomplete', 'click', 'submission', 'message_command'] as const),
  ...(['role_changed', 'member_changed', 'guild_gone', 'channel_gone', 'thread_changed'] as const),
  ...(['ignored', 'unsupported'] as const),
];
const FROM = ['interaction', 'gateway'] as const;

describe('whatever is sent', () => {
  it('means something or is called unsupported, and never throws', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(...FROM), (payload, from) => {
        expect(KINDS).toContain(toInbound(payload, from).kind);
      }),
      { numRuns: 2000 },
    );
  });

  it('stays so when a real payload is changed anywhere', () => {
    const events = (
      [
        [
          'MESSAGE_CREATE',
          { id: MESSAGE, type: 19, channel_id: CHANNEL, author: { id: ANA }, content: `<@${US}> <#1>` },
        ],
        ['GUILD_ROLE_UPDATE', { guild_id: GUILD, role: { id: ROLE } }],
        ['GUILD_MEMBER_UPDATE', { guild_id: GUILD, user: { id: ANA }, roles: [ROLE] }],
        ['GUILD_DELETE', { id: GUILD, unavailable: false }],
        ['THREAD_UPDATE', { id: CHANNEL, guild_id: GUILD, thread_metadata: { archived: true } }],
      ] as const
    ).map(([t, d]) => ({ t, d }));
    const option = { type: 3, name: 'task', value: '12', focused: true };
    const row = { type: 1, components: [{ type: 4, custom_id: 'reason', value: 'no' }] };
    const message = { id: MESSAGE, author: { id: BEN }, content: '<@1>', attachments: [file], flags: 64 };
    const interactions = [
      interaction(2, { type: 1, name: 'stop', options: [option], resolved: { attachments: { 77: file } } }),
      interaction(2, {
        type: 3,
        name: 'x',
        target_id: MESSAGE,
        resolved: { messages: { [MESSAGE]: message } },
      }),
      interaction(3, { custom_id: 'x', values: ['a'] }, { message }),
      interaction(4, { type: 1, name: 'stop', options: [option] }),
      interaction(5, { custom_id: 'x', components: [row, { type: 18, component: option }] }, { message }),
    ];
    const real: readonly object[] = [...events, ...interactions];
    fc.assert(
      fc.property(fc.constantFrom(...real), fc.nat(), anything, (payload, at, value) => {
        const paths = JSON.stringify(payload).match(/"[^"]*":/g) ?? [];
        const path = paths[at % paths.length] ?? '';
        const replacement = `${path}${JSON.stringify(value)},"was_${at}":`;
        const changed = JSON.stringify(payload).replace(path, () => replacement);
        const from = 't' in payload ? 'gateway' : 'interaction';
        expect(KINDS).toContain(toInbound(JSON.parse(changed), from, OWN).kind);
      }),
      { numRuns: 3000 },
    );
  });

  it('is a body or is not, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const body = parseBody(Buffer.from(bytes));
        if (body.ok) expect(KINDS).toContain(toInbound(body.payload, 'interaction').kind);
        else expect(body.why).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});
