import { createEmulator, defineEmulator } from 'emulate';

/** Everything a test has to know of the workspace beforehand. */
export const SEED = {
  teamId: 'T000000001',
  teamDomain: 'acme',
  appId: 'A0COUNTER01',
  botId: 'B0COUNTER01',
  botUserId: 'U0COUNTER01',
  botName: 'countersign',
  botToken: 'xoxb-test-countersign',
  appToken: 'xapp-1-A0COUNTER01-test',
  signingSecret: '0123456789abcdef0123456789abcdef',
  clientId: '1000000001.2000000002',
  clientSecret: 'test-client-secret',
  channels: { general: 'C000000001', random: 'C000000002' },
} as const;

export const PEOPLE = {
  anna: { name: 'anna', realName: 'Anna Reyes', email: 'anna@acme.example' },
  ben: { name: 'ben', realName: 'Ben Okafor', email: 'ben@acme.example' },
  carla: { name: 'carla', realName: 'Carla Lind', email: 'carla@acme.example' },
  dave: { name: 'dave', realName: 'Dave Novak', email: 'dave@acme.example' },
} as const;
export type SeedName = keyof typeof PEOPLE;

export type SlackAnswer = Readonly<Record<string, unknown>> & {
  readonly ok: boolean;
  readonly error?: string;
};

export interface EmulatedSlack {
  /** Where it listens. */
  readonly origin: string;
  /** What it calls itself in addresses it gives out. */
  readonly publicOrigin: string;
  /** A Web API call past everything in front of it. */
  call(token: string, method: string, args: Readonly<Record<string, unknown>>): Promise<SlackAnswer>;
  /** The token to use upstream: it has its own limit per token, and that is not Slack's. */
  upstreamToken(token: string): string;
  stop(): Promise<void>;
}

export interface EmulatedSlackOptions {
  /** The bot's scopes, when they count. */
  readonly strictScopes: readonly string[] | null;
  readonly redirectUris: readonly string[];
  readonly onEvent: (envelope: Readonly<Record<string, unknown>>) => void;
}

interface Dispatcher {
  setHeaderFactory(factory: unknown): void;
  dispatch(event: string, action: string | undefined, payload: unknown, owner: string): Promise<void>;
}

const HUMAN_SCOPES = [
  'chat:write',
  ...['channels', 'groups', 'im', 'mpim'].flatMap((kind) => [
    `${kind}:history`,
    `${kind}:read`,
    `${kind}:write`,
  ]),
  'channels:join',
  'channels:manage',
  'files:read',
  'files:write',
  'users:read',
  'users:read.email',
  'reactions:read',
  'reactions:write',
];
/** It answers 403 after 5,000 calls of one token in an hour. */
const CALLS_PER_TOKEN = 4_000;
const TOKENS_EACH = 40;
const aliasOf = (token: string, index: number): string => (index === 0 ? token : `${token}-${index}`);

/** Slack's own hand in the workspace: acts as the bot, with every scope. The app does not know it. */
export const INNER_TOKEN = 'xoxb-slack-itself';

export const humanToken = (name: string): string => `xoxp-test-${name}`;

const SEEDED: readonly string[] = [SEED.botToken, INNER_TOKEN, ...Object.keys(PEOPLE).map(humanToken)];

const seedOf = ({ strictScopes, redirectUris }: EmulatedSlackOptions) => ({
  signing_secret: SEED.signingSecret,
  strict_scopes: strictScopes !== null,
  team: { name: 'Acme', domain: SEED.teamDomain },
  users: Object.values(PEOPLE).map(({ name, realName, email }) => ({ name, real_name: realName, email })),
  oauth_apps: [
    {
      app_id: SEED.appId,
      client_id: SEED.clientId,
      client_secret: SEED.clientSecret,
      name: 'Countersign',
      redirect_uris: [...redirectUris],
      bot_id: SEED.botId,
      bot_user_id: SEED.botUserId,
      bot_name: SEED.botName,
      ...(strictScopes ? { scopes: [...strictScopes] } : {}),
    },
  ],
  tokens: Array.from({ length: TOKENS_EACH }, (_, index) => [
    {
      token: aliasOf(SEED.botToken, index),
      type: 'bot',
      user_id: SEED.botUserId,
      bot_id: SEED.botId,
      bot_user_id: SEED.botUserId,
      app_id: SEED.appId,
      client_id: SEED.clientId,
      ...(strictScopes ? { scopes: [...strictScopes] } : {}),
    },
    {
      token: aliasOf(INNER_TOKEN, index),
      type: 'bot',
      user_id: SEED.botUserId,
      bot_id: SEED.botId,
      bot_user_id: SEED.botUserId,
      app_id: SEED.appId,
      client_id: SEED.clientId,
      scopes: HUMAN_SCOPES,
    },
    ...Object.keys(PEOPLE).map((name) => ({
      token: aliasOf(humanToken(name), index),
      type: 'user',
      user: name,
      scopes: HUMAN_SCOPES,
    })),
  ]).flat(),
});

/** Its own event dispatcher, taken while it starts: it has no other way to say where events go. */
const withDispatcher = async <T>(start: () => Promise<T>): Promise<readonly [T, Dispatcher]> => {
  let prototype: Dispatcher | undefined;
  const probe = await createEmulator({
    service: defineEmulator({
      name: 'probe',
      state: () => ({}),
      setup: ({ webhooks }) => {
        prototype = Object.getPrototypeOf(webhooks) as Dispatcher;
      },
    }),
    listen: false,
  });
  await probe.close();
  if (!prototype) throw new Error('the emulator has no dispatcher of events');
  const { setHeaderFactory } = prototype;
  let found: Dispatcher | undefined;
  prototype.setHeaderFactory = function (this: Dispatcher, factory: unknown) {
    found = this;
    setHeaderFactory.call(this, factory);
  };
  try {
    const started = await start();
    if (!found) throw new Error('the emulator did not set up its dispatcher of events');
    return [started, found];
  } finally {
    prototype.setHeaderFactory = setHeaderFactory;
  }
};

/** One at a time in a process: while one starts, its dispatcher is looked for on what all share. */
let turn: Promise<unknown> = Promise.resolve();

export const startEmulatedSlack = async (options: EmulatedSlackOptions): Promise<EmulatedSlack> => {
  const starting = turn.then(() =>
    withDispatcher(() => createEmulator({ service: 'slack', port: 0, seed: { slack: seedOf(options) } })),
  );
  turn = starting.catch(() => undefined);
  const [emulator, dispatcher] = await starting;
  dispatcher.dispatch = async (_event, _action, payload) =>
    options.onEvent(payload as Readonly<Record<string, unknown>>);
  const { port } = new URL(emulator.url);
  const origin = `http://127.0.0.1:${port}`;
  const calls = new Map<string, number>();
  const upstreamToken = (token: string): string => {
    const count = calls.get(token) ?? 0;
    calls.set(token, count + 1);
    const isSeeded = SEEDED.includes(token);
    return isSeeded ? aliasOf(token, Math.floor(count / CALLS_PER_TOKEN) % TOKENS_EACH) : token;
  };
  return {
    origin,
    publicOrigin: emulator.url,
    upstreamToken,
    call: (token, method, args) => callApi(origin, upstreamToken(token), method, args),
    stop: () => emulator.close(),
  };
};

const callApi = async (
  origin: string,
  token: string,
  method: string,
  args: Readonly<Record<string, unknown>>,
): Promise<SlackAnswer> => {
  const answer = await fetch(`${origin}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  return (await answer.json()) as SlackAnswer;
};
