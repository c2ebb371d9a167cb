import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Inbound, parseBody, toInbound } from './inbound.ts';

const TEAM = { team_id: 'T1', api_app_id: 'A1' };
const event = (fields: object, over: object = {}) =>
  toInbound({ type: 'event_callback', ...TEAM, event_id: 'Ev1', event: fields, ...over });
const said = (fields: object = {}) =>
  event({
    type: 'message',
    channel: 'C1',
    channel_type: 'channel',
    user: 'U1',
    ts: '17.1',
    text: 'hello',
    ...fields,
  });

const click = (over: object = {}, action: object = {}) =>
  toInbound({
    type: 'block_actions',
    team: { id: 'T1' },
    user: { id: 'U1', team_id: 'T1' },
    trigger_id: '1.2.a',
    channel: { id: 'C1' },
    message: { ts: '18.1', thread_ts: '17.1' },
    container: { type: 'message', channel_id: 'C1', message_ts: '18.1' },
    actions: [
      {
        action_id: 'approve',
        block_id: `act:${'a1'.repeat(32)}`,
        value: 'id-1',
        action_ts: '19.1',
        ...action,
      },
    ],
    ...over,
  });

describe('messages', () => {
  it('are what was said, by whom and where', () => {
    expect(said({ thread_ts: '16.1' })).toEqual({
      kind: 'message',
      teamId: 'T1',
      enterpriseId: null,
      orgInstall: false,
      identity: 'C1:17.1',
      userId: 'U1',
      channelId: 'C1',
      channelType: 'channel',
      ts: '17.1',
      threadTs: '16.1',
      text: 'hello',
      mentions: [],
      isMention: false,
      files: [],
    });
  });

  it('are the same message as a mention, under another event id', () => {
    const both = ['message', 'app_mention'].map((type, index) =>
      event(
        { type, channel: 'C1', user: 'U1', ts: '17.1', text: '<@UBOT> run x' },
        { event_id: `Ev${index}` },
      ),
    );
    expect(both.map((one) => 'identity' in one && one.identity)).toEqual(['C1:17.1', 'C1:17.1']);
    expect(both).toMatchObject([
      { text: 'run x', mentions: ['UBOT'], isMention: false },
      { text: 'run x', mentions: ['UBOT'], isMention: true },
    ]);
  });

  it.each([
    ['a &lt;b&gt; &amp; &amp;amp; c', 'a <b> & &amp; c'],
    ['see <https://x.org/a?b=1&amp;c=2>', 'see https://x.org/a?b=1&c=2'],
    ['see <https://x.org|x.org>', 'see x.org'],
    ['path=<http://report.md|report.md>', 'path=report.md'],
    ['see <https://x.org|the site>', 'see the site (https://x.org)'],
    ['ask <@U2> in <#C2|general>', 'ask @U2 in #general'],
    ['ask <@U2|anna>', 'ask @U2'],
    ['in <#C2|>, of <!subteam^S1|>', 'in #C2, of @S1'],
    ['see <https://x.org|a|b>', 'see a|b (https://x.org)'],
    ['see <https://bad.org/?x.org|x.org>', 'see x.org (https://bad.org/?x.org)'],
    ['call <tel:+123|+123>', 'call +123'],
    ['<!here> <!subteam^S1|@ops> <!subteam^S2>', '@here @ops @S2'],
    ['at <!date^1700000000^{time}|10:15>', 'at 10:15'],
    ['<mailto:a@b.c|a@b.c>', 'a@b.c'],
    ['1 < 2 and <', '1 < 2 and <'],
  ])('reads %j as it was typed', (markup, typed) => {
    expect(said({ text: markup })).toMatchObject({ text: typed });
  });

  it.each([
    ['<@UBOT> run x', 'run x'],
    ['<@UBOT|countersign>: run x', 'run x'],
    ['<@U2> stop', '@U2 stop'],
    ['<@U2> stop it, <@UBOT> knows', '@U2 stop it, @UBOT knows'],
  ])('lose our own name at their start and nobody else’s: %j', (markup, typed) => {
    const authorizations = [{ team_id: 'T1', user_id: 'UBOT', is_bot: true }];
    for (const type of ['message', 'app_mention']) {
      const fields = { type, channel: 'C1', user: 'U1', ts: '17.1', text: markup };
      expect(event(fields, { authorizations })).toMatchObject({ text: typed });
    }
  });

  it('carry their files', () => {
    const file = {
      id: 'F1',
      name: 'a.txt',
      mimetype: 'text/plain',
      size: 3,
      url_private_download: 'https://f/a',
    };
    expect(said({ subtype: 'file_share', files: [file, null, 7] })).toMatchObject({
      files: [
        { id: 'F1', name: 'a.txt', mimetype: 'text/plain', size: 3, urlPrivateDownload: 'https://f/a' },
      ],
    });
  });

  it.each([
    ['an edit', { subtype: 'message_changed', message: { text: 'x' } }],
    ['a deletion', { subtype: 'message_deleted' }],
    ['a join', { subtype: 'channel_join' }],
    ['another bot', { subtype: 'bot_message', bot_id: 'B2' }],
    ['our own', { bot_id: 'B1' }],
    ['another app as a person', { app_id: 'A2' }],
    ['what nobody sees', { hidden: true }],
    ['a subtype of next year', { subtype: 'sealed' }],
    ['a subtype that is no word', { subtype: 7 }],
    ['a subtype that can’t be made a word', { subtype: { toString: 0, valueOf: 0 } }],
  ])('of %s are left alone', (_what, fields) => {
    expect(said(fields).kind).toBe('ignored');
  });
});

describe('commands, clicks and forms', () => {
  it('reads a slash command the same over both transports', () => {
    const fields = {
      command: '/Run',
      text: ' a=1 &amp; b ',
      user_id: 'U1',
      channel_id: 'C1',
      trigger_id: 't',
      ...TEAM,
    };
    const form = parseBody(
      new URLSearchParams(fields).toString(),
      'application/x-www-form-urlencoded; charset=utf-8',
    );
    const overHttp = form.ok ? toInbound(form.payload) : null;
    expect(overHttp).toMatchObject({ kind: 'command', name: 'run', text: 'a=1 & b', identity: 'cmd:t' });
    expect(toInbound(fields, { socketType: 'slash_commands' })).toEqual(overHttp);
  });

  it('reads a click: what, on which message, and what its reader was shown', () => {
    expect(click()).toMatchObject({
      kind: 'click',
      action: 'approve',
      value: 'id-1',
      shownDigest: 'a1'.repeat(32),
      channelId: 'C1',
      messageTs: '18.1',
      threadTs: '17.1',
      inHome: false,
      triggerId: '1.2.a',
    });
    expect(click({}, { action_id: 'stop:2', block_id: 'act:0' })).toMatchObject({
      action: 'stop',
      shownDigest: null,
    });
    expect(
      click({ channel: undefined, message: undefined, container: {}, view: { type: 'home' } }),
    ).toMatchObject({
      channelId: null,
      inHome: true,
    });
  });

  it('takes the same click delivered twice for one, and a second click for another', () => {
    const identity = (inbound: Inbound) => ('identity' in inbound ? inbound.identity : null);
    expect(identity(click())).toBe(identity(click()));
    expect(identity(click({}, { action_ts: '19.2' }))).not.toBe(identity(click()));
    expect(identity(click({ user: { id: 'U2' } }))).not.toBe(identity(click()));
  });

  it('takes nothing that could not be told from the next one', () => {
    expect(click({ trigger_id: undefined }, { action_ts: undefined }).kind).toBe('unsupported');
    const by = { team: { id: 'T1' }, user: { id: 'U1' }, callback_id: 'run_as_task' };
    expect(toInbound({ ...by, type: 'shortcut' }).kind).toBe('unsupported');
    const about = { channel: { id: 'C1' }, message: { ts: '5.1' } };
    expect(toInbound({ ...by, ...about, type: 'message_action' }).kind).toBe('unsupported');
  });

  it('knows no buttons but our own, and lets links open by themselves', () => {
    expect(click({}, { action_id: 'drop_tables' }).kind).toBe('unsupported');
    expect(click({}, { url: 'https://x.org' }).kind).toBe('ignored');
    expect(click({ actions: [] }).kind).toBe('unsupported');
  });

  it('reads what a form says, by the name of each field', () => {
    const values = {
      a: { reason: { type: 'plain_text_input', value: 'no' } },
      b: { agent: { selected_option: { value: 'x' } }, empty: { value: null } },
      c: {
        channel: { selected_conversation: 'C9' },
        many: { selected_options: [{ value: '1' }, { value: '2' }] },
      },
    };
    const view = { id: 'V1', callback_id: 'form', private_metadata: '{}', state: { values } };
    const body = { type: 'view_submission', team: { id: 'T1' }, user: { id: 'U1' }, view };
    expect(toInbound(body)).toMatchObject({
      kind: 'submission',
      identity: 'view:V1',
      values: { reason: 'no', agent: 'x', channel: 'C9', many: '1,2' },
    });
  });

  it('reads shortcuts, with the message they are about', () => {
    const by = { team: { id: 'T1' }, user: { id: 'U1' }, trigger_id: 't', callback_id: 'run_as_task' };
    const message = { ts: '5.1', text: 'a &lt; b', user: 'U2' };
    expect(toInbound({ ...by, type: 'message_action', channel: { id: 'C1' }, message })).toMatchObject({
      kind: 'message_shortcut',
      messageTs: '5.1',
      threadTs: null,
      messageText: 'a < b',
    });
    expect(toInbound({ ...by, type: 'shortcut' })).toMatchObject({ kind: 'global_shortcut' });
  });
});

describe('an organization that installed the app once', () => {
  it('is named, with the workspace in which it happened', () => {
    const authorizations = [{ enterprise_id: 'E1', team_id: 'T9', is_enterprise_install: true }];
    const message = { type: 'message', channel: 'C1', user: 'U1', ts: '1.1', text: 'x' };
    const place = { teamId: 'T9', enterpriseId: 'E1', orgInstall: true };
    expect(event(message, { team_id: 'T1', authorizations })).toMatchObject(place);
    const team = { team: null, enterprise: { id: 'E1' }, user: { id: 'U1', team_id: 'T9' } };
    expect(click({ ...team, is_enterprise_install: true })).toMatchObject(place);
  });

  it('is the one that installed the app, also when somebody of another organization fills in its form', () => {
    const view = { id: 'V1', app_installed_team_id: 'T1' };
    const stranger = { team: { id: 'T7' }, user: { id: 'U7', team_id: 'T7' } };
    expect(toInbound({ ...stranger, type: 'view_submission', view })).toMatchObject({ teamId: 'T1' });
  });
});

/** Any value that JSON can carry, with the words of our payloads among its keys. */
it.each(['9'.repeat(3_000), '1.1\n', 'ü'.repeat(60)])(
  'takes no message whose id could not be kept: %#',
  (ts) => {
    const event = { type: 'message', channel: 'C1', user: 'U1', text: 'hello', ts };
    expect(toInbound({ type: 'event_callback', team_id: 'T1', event })).toEqual({
      kind: 'unsupported',
      why: 'message with an id that is none of Slack’s',
    });
  },
);

const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, '', 'message', 'block_actions', 'event_callback', 'U1', '<@U1|', '1.1'),
    // What JSON can carry and no text can be made of.
    fc.constant({ toString: 0, valueOf: 0 }),
    fc.string(),
    fc.integer(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom(
          'type',
          'event',
          'user',
          'team',
          'channel',
          'text',
          'ts',
          'view',
          'state',
          'values',
          'actions',
        ),
        fc.constantFrom(
          'authorizations',
          'message',
          'container',
          'command',
          'subtype',
          'files',
          '__proto__',
          'id',
        ),
        fc.string(),
      ),
      tie('value'),
      { maxKeys: 8 },
    ),
  ),
})).value;

const KINDS: readonly string[] = [
  ...[
    'challenge',
    'ssl_check',
    'message',
    'command',
    'click',
    'submission',
    'message_shortcut',
    'global_shortcut',
  ],
  ...['home_opened', 'assistant_started', 'assistant_context_changed', 'uninstalled', 'tokens_revoked'],
  ...['usergroup_changed', 'channel_gone', 'user_changed', 'ignored', 'unsupported'],
];

describe('whatever is sent', () => {
  it('means something or is called unsupported, and never throws', () => {
    fc.assert(
      fc.property(anything, fc.option(fc.string(), { nil: undefined }), (payload, socketType) => {
        const hints = socketType === undefined ? {} : { socketType };
        expect(KINDS).toContain(toInbound(payload, hints).kind);
      }),
      { numRuns: 2000 },
    );
  });

  it('stays so when a real payload is changed anywhere', () => {
    const real: readonly object[] = [
      {
        type: 'event_callback',
        ...TEAM,
        event: {
          type: 'message',
          subtype: 'file_share',
          channel: 'C1',
          channel_type: 'im',
          user: 'U1',
          ts: '1.1',
          thread_ts: '1.0',
          text: '<@U2|a> <#C1|> <https://x.org|x>',
          files: [{ id: 'F1', name: 'a', mimetype: 'text/plain', size: 1, url_private: 'https://f/a' }],
        },
        authorizations: [{ team_id: 'T1', enterprise_id: 'E1', user_id: 'UBOT', is_bot: true }],
      },
      ...[
        { type: 'app_home_opened', user: 'U1', tab: 'home' },
        {
          type: 'assistant_thread_started',
          assistant_thread: { user_id: 'U1', channel_id: 'D1', thread_ts: '1.1' },
        },
        { type: 'tokens_revoked', tokens: { bot: ['UBOT'], oauth: [] } },
        { type: 'subteam_updated', subteam: { id: 'S1' } },
        { type: 'user_change', user: { id: 'U1' } },
        { type: 'channel_archive', channel: 'C1', user: 'U1' },
      ].map((content) => ({ type: 'event_callback', ...TEAM, event: content })),
      { command: '/run', text: 'x', user_id: 'U1', channel_id: 'C1', trigger_id: 't', ...TEAM },
      {
        type: 'message_action',
        team: { id: 'T1', enterprise_id: 'E1' },
        user: { id: 'U1', team_id: 'T1' },
        trigger_id: 't',
        callback_id: 'run_as_task',
        channel: { id: 'C1' },
        message: { ts: '1.1', thread_ts: '1.0', text: 'x' },
      },
      {
        type: 'block_actions',
        team: { id: 'T1' },
        user: { id: 'U1' },
        trigger_id: 't',
        view: { id: 'V1', type: 'home' },
        container: { channel_id: 'C1', message_ts: '1.1' },
        actions: [{ action_id: 'approve', block_id: 'act:0', value: 'x', action_ts: '1.1' }],
      },
      {
        type: 'view_submission',
        team: { id: 'T1' },
        user: { id: 'U1' },
        view: { id: 'V', private_metadata: '{}', state: { values: { a: { b: { value: 'x' } } } } },
      },
    ];
    fc.assert(
      fc.property(fc.constantFrom(...real), fc.nat(), anything, (payload, at, value) => {
        const paths = JSON.stringify(payload).match(/"[^"]*":/g) ?? [];
        const path = paths[at % paths.length] ?? '';
        const replacement = `${path}${JSON.stringify(value)},"was_${at}":`;
        const changed = JSON.stringify(payload).replace(path, () => replacement);
        expect(KINDS).toContain(toInbound(JSON.parse(changed)).kind);
      }),
      { numRuns: 3000 },
    );
  });

  it('is a body or is not, whatever its bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom('application/json', 'application/x-www-form-urlencoded', '', '\u0000'),
        (bytes, type) => {
          const body = parseBody(Buffer.from(bytes), type);
          if (body.ok) expect(KINDS).toContain(toInbound(body.payload).kind);
          else expect(body.why).not.toBe('');
        },
      ),
      { numRuns: 1000 },
    );
  });
});
