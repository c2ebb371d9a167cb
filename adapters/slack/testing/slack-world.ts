import { BOT_SCOPES } from '../methods.ts';
import { createDeliver, type Deliver, type SlackTarget } from './delivery.ts';
import {
  type EmulatedSlack,
  humanToken,
  PEOPLE,
  SEED,
  type SeedName,
  type SlackAnswer,
  startEmulatedSlack,
} from './emulated-slack.ts';
import type { Faults } from './faults.ts';
import { type FrontServer, type SlackCall, startFrontServer } from './front-server.ts';
import { createFrontState, type FrontState, type SlackPersonSeed, type Usergroup } from './front-state.ts';
import { createInteractions, type Interactions } from './interactions.ts';
import type { Json } from './json.ts';
import { createRates } from './rates.ts';
import {
  createSlackEvents,
  type RedeliverOptions,
  type SentEvent,
  type SlackEvents,
} from './slack-events.ts';
import { type SlackProblem, toProblems } from './slack-problems.ts';
import { createSocketBridge, type SocketBridge } from './socket-bridge.ts';

export type { SlackCall } from './front-server.ts';
export type { SlackPersonSeed, Usergroup } from './front-state.ts';
export type { SentEvent } from './slack-events.ts';
export type { SlackProblem } from './slack-problems.ts';

export interface SlackWorldOptions {
  /** The bot has these scopes and no other; without it scopes do not count. */
  readonly strictScopes?: readonly string[];
  readonly rates?: 'slack' | 'none';
  /** Pauses before an event that was not taken comes again. Slack's own are 0, one minute and five. */
  readonly retryDelaysMs?: readonly number[];
  /** Where "Add to Slack" may come back to. */
  readonly redirectUris?: readonly string[];
}

/** A Slack workspace with people in it, in this process. */
export interface SlackWorld {
  /** Ends in `/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly teamId: string;
  readonly appId: string;
  readonly botUserId: string;
  /** The bot is in `general`, and not in `random`. */
  readonly channels: { readonly general: string; readonly random: string };
  readonly people: Readonly<Record<SeedName, SlackPersonSeed>>;
  readonly faults: Faults;
  readonly socket: SocketBridge;
  /** Where events go: a URL of an app, its sockets, or nowhere. */
  deliverTo(target: string | 'socket' | null): void;
  readonly events: Pick<SlackEvents, 'sent' | 'send' | 'idle'>;
  redeliver: SlackEvents['redeliver'];
  /** What the app called, of one method or all. */
  calls(method?: string): readonly SlackCall[];
  /** What the app sent against Slack's rules for messages and views. */
  problems(): readonly SlackProblem[];
  /** Nobody reaches Slack, over sockets neither. What people see can still be read. */
  goAway(): void;
  comeBack(): void;
  /** What `users.info` says of a user: over what is known, or all of a user nobody has seen. */
  setUser(userId: string, over: Json): void;
  setUsergroup(group: Partial<Usergroup> & Pick<Usergroup, 'id'>): void;
  /** The bot token's scopes as the header of every answer tells them. */
  setScopes(scopes: readonly string[]): void;
  /** From now on the token answers `token_revoked`. */
  revoke(token?: string): void;
  /** The app is removed: its tokens are revoked, and the app is told so. */
  uninstall(told?: readonly string[]): Promise<readonly SentEvent[]>;
  /** A person allows the app on Slack's page at this address; resolves with where Slack then sends the browser. */
  allow(authorizeUrl: string, person: SlackPersonSeed): Promise<string>;
  /** A Web API call as anybody, past faults and rates. Throws when Slack says no. */
  as(token: string, method: string, args?: Json): Promise<SlackAnswer>;
  /** For what drives people; tests look at people instead. */
  readonly inner: {
    readonly state: FrontState;
    readonly interactions: Interactions;
    readonly deliver: Deliver;
    call(token: string, method: string, args: Json): Promise<SlackAnswer>;
  };
  stop(): Promise<void>;
}

const RETRY_DELAYS_MS = [50, 1_000, 3_000];

export const startSlackWorld = async (options: SlackWorldOptions = {}): Promise<SlackWorld> => {
  const state = createFrontState(options.strictScopes ?? BOT_SCOPES);
  const bridge = createSocketBridge(SEED.appId);
  const deliver = createDeliver(SEED.signingSecret, bridge);
  let target: SlackTarget | null = null;
  let front: FrontServer | undefined;
  const running = (): EmulatedSlack => emulated;
  const origin = (): string => front?.origin ?? '';
  const interactions = createInteractions({ emulated: running, origin, state });
  const events = createSlackEvents({
    emulated: running,
    deliver,
    target: () => target,
    retryDelaysMs: options.retryDelaysMs ?? RETRY_DELAYS_MS,
  });
  const emulated = await startEmulatedSlack({
    strictScopes: options.strictScopes ?? null,
    redirectUris: options.redirectUris ?? [],
    onEvent: events.take,
  });
  front = await startFrontServer({
    state,
    bridge,
    origin,
    emulated: running,
    rates: createRates(options.rates ?? 'none'),
    strict: options.strictScopes !== undefined,
    userOfTrigger: interactions.userOfTrigger,
    onRespond: interactions.respond,
  });
  const people = await settlePeople(emulated, state);
  return {
    ...SEED,
    apiUrl: `${front.origin}/api/`,
    people,
    faults: front.faults,
    socket: bridge,
    deliverTo(to) {
      target = to === 'socket' ? { socket: true } : to === null ? null : { http: to };
    },
    events,
    redeliver: (again?: RedeliverOptions) => events.redeliver(again),
    ...switches(state, front, events),
    allow: allowApp,
    as: async (token, method, args = {}) => {
      const answer = await emulated.call(token, method, args);
      if (!answer.ok) throw new Error(`${method}: ${answer.error}`);
      return answer;
    },
    inner: { state, interactions, deliver, call: emulated.call },
    async stop() {
      events.stop();
      await Promise.all([front.stop(), emulated.stop()]);
    },
  };
};

const switches = (state: FrontState, front: FrontServer, events: SlackEvents) => ({
  calls: front.calls,
  problems: () => toProblems(front.calls()),
  goAway: front.goAway,
  comeBack: front.comeBack,
  setUser(userId: string, over: Json) {
    state.users.set(userId, { ...state.users.get(userId), ...over });
  },
  setUsergroup(group: Partial<Usergroup> & Pick<Usergroup, 'id'>) {
    const known = state.usergroups.get(group.id) ?? { handle: group.id, name: group.id, users: [] };
    state.usergroups.set(group.id, { ...known, ...group });
  },
  setScopes(scopes: readonly string[]) {
    state.scopes = scopes;
  },
  revoke(token: string = SEED.botToken) {
    state.revoked.add(token);
  },
  async uninstall(told = ['tokens_revoked', 'app_uninstalled']) {
    for (const [token, kind] of state.tokens) if (kind === 'bot') state.revoked.add(token);
    const tokens = { oauth: [], bot: [SEED.botUserId] };
    return Promise.all(
      told.map((type) => events.send(type === 'tokens_revoked' ? { type, tokens } : { type })),
    );
  },
});

const allowApp = async (authorizeUrl: string, person: SlackPersonSeed): Promise<string> => {
  const page = await fetch(authorizeUrl);
  if (!page.ok) throw new Error(`Slack does not offer it: ${page.status} ${await page.text()}`);
  const { searchParams, origin } = new URL(authorizeUrl);
  const body = new URLSearchParams(searchParams);
  body.set('user_id', person.userId);
  const url = `${origin}/oauth/v2/authorize/callback`;
  const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  return answer.headers.get('location') ?? '';
};

/** People and the bot come into the channels; who they are is known only now. */
const settlePeople = async (
  emulated: EmulatedSlack,
  state: FrontState,
): Promise<Readonly<Record<SeedName, SlackPersonSeed>>> => {
  state.tokens.set(SEED.botToken, 'bot').set(SEED.appToken, 'app');
  const settle = async (name: SeedName): Promise<SlackPersonSeed> => {
    const token = humanToken(name);
    const { user_id: userId } = await emulated.call(token, 'auth.test', {});
    state.tokens.set(token, 'user');
    for (const channel of Object.values(SEED.channels)) {
      await emulated.call(token, 'conversations.join', { channel });
    }
    return { userId: String(userId), token, name: PEOPLE[name].realName, email: PEOPLE[name].email };
  };
  // A member invites the bot: it needs no scope for that.
  const people = {
    anna: await settle('anna'),
    ben: await settle('ben'),
    carla: await settle('carla'),
    dave: await settle('dave'),
  };
  const invitation = { channel: SEED.channels.general, users: SEED.botUserId };
  await emulated.call(people.anna.token, 'conversations.invite', invitation);
  state.people = people;
  return people;
};
