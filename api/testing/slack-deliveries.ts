import fc from 'fast-check';
import type { SlackWorld } from '../../adapters/slack/testing/slack-world.ts';

/** A delivery as it goes over the wire. */
export interface Delivery {
  readonly body: string | Uint8Array;
  readonly contentType: string;
}

export const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

type Payload = Readonly<Record<string, unknown>>;

const asForm = (fields: Readonly<Record<string, string>>): Delivery => ({
  body: new URLSearchParams(fields).toString(),
  contentType: FORM_TYPE,
});
export const asJson = (payload: unknown): Delivery => ({
  body: JSON.stringify(payload),
  contentType: JSON_TYPE,
});

/** One of each kind, by Anna, in a channel the bot is in. */
export const samplePayloads = (world: SlackWorld): readonly Payload[] => {
  const { teamId, botUserId, appId, channels, people } = world;
  const envelope = {
    type: 'event_callback',
    team_id: teamId,
    api_app_id: appId,
    event_id: 'Ev0000000001',
    authorizations: [{ enterprise_id: null, team_id: teamId, user_id: botUserId, is_bot: true }],
  };
  const user = people.anna.userId;
  const message = { channel: channels.general, user, ts: '1700000000.000100', text: `<@${botUserId}> help` };
  const by = { team: { id: teamId }, user: { id: user, team_id: teamId }, trigger_id: '1.2.abc' };
  return [
    { type: 'url_verification', challenge: 'word', token: 'x' },
    { ...envelope, event: { type: 'message', channel_type: 'channel', ...message } },
    { ...envelope, event: { type: 'app_mention', ...message } },
    { ...envelope, event: { type: 'app_home_opened', user, channel: 'D1', tab: 'home' } },
    { ...envelope, event: { type: 'user_change', user: { id: user } } },
    { ...envelope, event: { type: 'subteam_members_changed', subteam_id: 'S1' } },
    {
      ...envelope,
      event: {
        type: 'assistant_thread_started',
        assistant_thread: { user_id: user, channel_id: channels.general, thread_ts: '17.1' },
      },
    },
    {
      type: 'block_actions',
      ...by,
      channel: { id: channels.general },
      message: { ts: '18.1', thread_ts: '17.1' },
      actions: [
        { action_id: 'approve', block_id: `act:${'a1'.repeat(32)}`, value: 'id-1', action_ts: '19.1' },
      ],
    },
    {
      type: 'view_submission',
      ...by,
      view: {
        id: 'V1',
        callback_id: 'new_task_form',
        private_metadata: JSON.stringify({ channelId: channels.general, threadTs: '17.1' }),
        state: { values: { objective: { objective: { type: 'plain_text_input', value: 'x' } } } },
      },
    },
    {
      type: 'message_action',
      ...by,
      callback_id: 'run_as_task',
      channel: { id: channels.general },
      message: { ts: '17.1', text: 'look' },
    },
    { type: 'shortcut', ...by, callback_id: 'new_task' },
    {
      command: '/help',
      text: '',
      team_id: teamId,
      user_id: user,
      channel_id: channels.general,
      trigger_id: '1.2.def',
    },
  ];
};

/** As Slack wraps it: events as JSON, commands as fields, all the rest as JSON inside a form. */
export const wrapped = (payload: Payload): Delivery => {
  if (payload.type === 'event_callback' || payload.type === 'url_verification') return asJson(payload);
  if (typeof payload.command !== 'string') return asForm({ payload: JSON.stringify(payload) });
  return asForm(Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)])));
};

const ODD = [null, 0, -1, true, '', '\u0000', '\ud800', '<@U1>', 'x'.repeat(5_000), '💥', [], {}, [[]]];

/** Every path to a value inside. */
const pathsOf = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [[...path, name], ...pathsOf(inner, [...path, name])])
    : [];

const change = (value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown => {
  if (name === undefined) return to;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  if (rest.length === 0 && to === undefined) delete copy[name];
  else copy[name] = change(copy[name], rest, to);
  return copy;
};

/** One to three values of a real payload are gone, or are something else. */
const mutated = (payload: Payload): fc.Arbitrary<Payload> => {
  const to = fc.oneof(fc.constantFrom(undefined, ...ODD), fc.anything(), fc.string({ unit: 'binary' }));
  const changes = fc.array(fc.tuple(fc.constantFrom(...pathsOf(payload)), to), {
    minLength: 1,
    maxLength: 3,
  });
  return changes.map((all) =>
    all.reduce<Payload>((now, [path, value]) => {
      try {
        return change(now, path, value) as Payload;
      } catch {
        return now;
      }
    }, payload),
  );
};

const words = (payload: unknown): string => {
  try {
    return JSON.stringify(payload, (_name, value: unknown) => (typeof value === 'bigint' ? 1 : value)) ?? '';
  } catch {
    return '{';
  }
};

const CONTENT_TYPES = [
  JSON_TYPE,
  FORM_TYPE,
  `${JSON_TYPE}; charset=utf-16`,
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/xml',
  'nonsense',
  ';',
];

/** What could come to the address: nearly right, or not at all. */
export const anyDelivery = (world: SlackWorld): fc.Arbitrary<Delivery> => {
  const payload = fc.constantFrom(...samplePayloads(world)).chain(mutated);
  const anyType = fc.constantFrom(...CONTENT_TYPES);
  return fc.oneof(
    payload.map((one) => ({ body: words(one), contentType: JSON_TYPE })),
    payload.map((one) => asForm({ payload: words(one) })),
    payload.map((one) => {
      const fields = Object.entries(one).map(([name, value]) => [name, words(value).replace(/^"|"$/g, '')]);
      return asForm(Object.fromEntries(fields) as Record<string, string>);
    }),
    fc.record({ body: fc.uint8Array({ maxLength: 500 }), contentType: anyType }),
    fc.record({ body: fc.json(), contentType: anyType }),
    fc.record({ body: fc.string({ unit: 'binary' }), contentType: anyType }),
  );
};
