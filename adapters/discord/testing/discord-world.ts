import { createDiscordPerson, type DiscordPerson } from './discord-person.ts';
import type { Faults, WorldRoute } from './faults.ts';
import type { Json } from './json.ts';
import { createRates } from './rates.ts';
import { applicationRoutes, putCommand } from './rest-application.ts';
import { channelRoutes } from './rest-channels.ts';
import { type DiscordCall, type RestServer, startRestServer } from './rest-server.ts';
import { webhookRoutes } from './rest-webhooks.ts';
import { createChanges, type WorldChanges } from './world-changes.ts';
import { createChecks } from './world-checks.ts';
import { createDelivery, type Delivered, type DeliverOver } from './world-delivery.ts';
import { createWorldGateway, type WorldGateway } from './world-gateway.ts';
import { createInteractions, type Interactions } from './world-interactions.ts';
import type { WorldCore } from './world-messages.ts';
import { addMember, addUser, type Seeded, seedWorld } from './world-seed.ts';
import { createWorldState } from './world-state.ts';

export type { DiscordPerson, SeenInDiscord } from './discord-person.ts';
export type { WorldRoute } from './faults.ts';
export type { DiscordCall } from './rest-server.ts';

export interface DiscordWorldOptions {
  readonly rates?: 'discord' | 'none';
  /** Whether "Message Content Intent" is on on the application's page; it is unless told. */
  readonly messageContent?: boolean;
  /** Discord's three seconds. */
  readonly answerWithinMs?: number;
  readonly heartbeatMs?: number;
}

/** Discord with one server and people in it, in this process. */
export interface DiscordWorld extends WorldChanges {
  /** Ends before the version: `http://127.0.0.1:port/api`. */
  readonly apiUrl: string;
  readonly token: string;
  readonly applicationId: string;
  readonly botUserId: string;
  /** 64 hex digits. */
  readonly publicKey: string;
  readonly guildId: string;
  /** The bot does not see `random`. */
  readonly channels: Seeded['channels'];
  /** Ben has `approvers`. */
  readonly roles: Seeded['roles'];
  /** One of anna, ben, carla and dave, or somebody added. The same name is the same person. */
  person(name: string): DiscordPerson;
  /** Comes into this server unless told, without any role. */
  addPerson(
    name: string,
    how?: { readonly guildId?: string | null; readonly locale?: string },
  ): DiscordPerson;
  readonly gateway: WorldGateway;
  readonly faults: Faults;
  /** What the bot called, of one route or all. */
  calls(route?: WorldRoute): readonly DiscordCall[];
  /** What Discord refused because of what was in it, in its words. */
  problems(): readonly string[];
  /** What Discord took though it is against our own rules for cards and forms. */
  ruleBreaks(): readonly string[];
  /** Answers Discord counts against the bot: 401, 403, and 429 unless shared. */
  invalidRequests(): number;
  /** Sets the interactions endpoint URL; from then on no interaction comes over the gateway. null: takes it away. */
  deliverTo(url: string | null): void;
  /** Discord's own PING, as it checks an address. */
  ping(over?: DeliverOver): Promise<Delivered>;
  unsigned(payload?: unknown): Promise<Delivered>;
  wrongSignature(payload?: unknown): Promise<Delivered>;
  /** Anything, signed as Discord does. */
  post(payload: unknown, over?: DeliverOver): Promise<Delivered>;
  /** What the app answered to interactions over HTTP, in order. */
  httpAnswers(): readonly Delivered[];
  /** An interaction once more, as it was. Over the gateway it is only dispatched. */
  redeliver(interactionId: string): Promise<Delivered | null>;
  passMinutes(minutes: number): void;
  passSeconds(seconds: number): void;
  /** Commands, without the bot's doing. For every server unless told. */
  register(commands: readonly object[], guildId?: string): void;
  /** Names of what is registered. */
  commands(guildId?: string): readonly string[];
  /** Nobody reaches Discord. What people see can still be read. */
  goAway(): void;
  comeBack(): void;
  readonly inner: { readonly core: WorldCore; readonly interactions: Interactions };
  stop(): Promise<void>;
}

const MESSAGE_CONTENT = 1 << 15;

export const startDiscordWorld = async (options: DiscordWorldOptions = {}): Promise<DiscordWorld> => {
  const messageContent = options.messageContent ?? true;
  const delivery = createDelivery();
  const state = createWorldState({ publicKey: delivery.publicKey, messageContent });
  const gateway = createWorldGateway({
    state,
    heartbeatMs: options.heartbeatMs ?? 41_250,
    disallowed: messageContent ? 0 : MESSAGE_CONTENT,
  });
  const core: WorldCore = { state, emit: gateway.emit };
  const interactions = createInteractions(core, {
    answerWithinMs: options.answerWithinMs ?? 3_000,
    send(payload, { token: own }) {
      if (delivery.target) void delivery.bring(payload, interactions, own);
      else gateway.dispatch('INTERACTION_CREATE', payload);
    },
  });
  const seeded = seedWorld(state);
  const rest = await startRestServer({
    state,
    rates: createRates(options.rates ?? 'none', state.now),
    handlers: {
      ...channelRoutes(core),
      ...applicationRoutes(core, gateway.url),
      ...webhookRoutes(core, interactions),
    },
    upgrade: gateway.upgrade,
  });
  return {
    apiUrl: `${rest.origin}/api`,
    token: state.token,
    applicationId: state.applicationId,
    botUserId: state.botId,
    publicKey: delivery.publicKey,
    guildId: seeded.guild.id,
    channels: seeded.channels,
    roles: seeded.roles,
    ...peopleOf(core, interactions, seeded),
    ...createChanges(core, seeded.guild, seeded.people.carla),
    gateway,
    ...overHttp(delivery, interactions, gateway),
    ...clockAndCommands(core, rest, gateway),
    ...createChecks(rest, delivery),
    inner: { core, interactions },
    async stop() {
      interactions.stop();
      gateway.stop();
      await rest.stop();
    },
  };
};

const peopleOf = (core: WorldCore, interactions: Interactions, { guild, people }: Seeded) => {
  const { state } = core;
  const known = new Map<string, DiscordPerson>();
  const add = (name: string, userId: string): DiscordPerson => {
    const person = createDiscordPerson({ core, interactions, userId, homeId: guild.id });
    known.set(name, person);
    return person;
  };
  for (const [name, { id }] of Object.entries(people)) add(name, id);
  return {
    person(name: string): DiscordPerson {
      const found = known.get(name);
      if (!found) throw new Error(`nobody here is called ${name}`);
      return found;
    },
    addPerson(
      name: string,
      how: { readonly guildId?: string | null; readonly locale?: string } = {},
    ): DiscordPerson {
      const { id } = addUser(state, name, how.locale ? { locale: how.locale } : {});
      const home = how.guildId === null ? undefined : state.guilds.get(how.guildId ?? guild.id);
      if (home) addMember(home, id);
      return add(name, id);
    },
  };
};

const overHttp = (
  delivery: ReturnType<typeof createDelivery>,
  interactions: Interactions,
  gateway: WorldGateway,
) => {
  const ping = { type: 1, id: '1', application_id: '1', token: 'ping', version: 1 };
  return {
    deliverTo(url: string | null) {
      delivery.target = url;
    },
    ping: (over?: DeliverOver) => delivery.post(ping, over),
    unsigned: (payload: unknown = ping) => delivery.post(payload, { signature: 'none' }),
    wrongSignature: (payload: unknown = ping) => delivery.post(payload, { signature: 'wrong' }),
    post: delivery.post,
    httpAnswers: () => delivery.answers,
    async redeliver(interactionId: string): Promise<Delivered | null> {
      const payload: Json | undefined = interactions.sent.get(interactionId);
      if (!payload) throw new Error(`there was no interaction ${interactionId}`);
      if (delivery.target) return delivery.post(payload);
      gateway.dispatch('INTERACTION_CREATE', payload);
      return null;
    },
  };
};

const clockAndCommands = ({ state }: WorldCore, rest: RestServer, gateway: WorldGateway) => ({
  faults: rest.faults,
  calls: rest.calls,
  invalidRequests: rest.invalidRequests,
  goAway() {
    rest.goAway(true);
    gateway.shut(true);
  },
  comeBack() {
    rest.goAway(false);
    gateway.shut(false);
  },
  passMinutes: (minutes: number) => state.pass(minutes * 60_000),
  passSeconds: (seconds: number) => state.pass(seconds * 1000),
  register(commands: readonly object[], guildId?: string) {
    for (const command of commands) putCommand(state, guildId ?? null, command as Json);
  },
  commands: (guildId?: string) =>
    [...state.commands.values()]
      .filter((command) => command.guildId === (guildId ?? null))
      .map(({ body }) => String(body.name)),
});
