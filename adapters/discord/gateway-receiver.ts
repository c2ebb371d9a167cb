import { setTimeout as delay } from 'node:timers/promises';
import { WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { GatewayCloseCodes, GatewayIntentBits, REST } from 'discord.js';
import type { Log } from '../../core/ports/runtime.ts';
import type { DiscordApi } from './discord-api.ts';
import type { DiscordGuilds } from './discord-guilds.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import { createGatewaySession } from './gateway-session.ts';
import { asId, asList, asObject, asText, type Fields, idAt } from './inbound/read.ts';
import { type Inbound, toInbound } from './inbound.ts';
import type { DiscordIntake } from './intake/intake.ts';
import { type DiscordSetupProblem, gatewayProblem } from './start-checks.ts';

export interface GatewayReceiver {
  /** Resolves when it is connected. Throws DiscordSetupProblem when it never will be as things are. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  readonly token: string;
  /** Without the version, e.g. `https://discord.com/api`. */
  readonly apiUrl: string;
  /** Whether Discord lets this bot read messages that don't name it. */
  readonly readsMessages: boolean;
  readonly intake: DiscordIntake;
  readonly guilds: Pick<DiscordGuilds, 'adopt'>;
  /** For first answers. */
  readonly api: DiscordApi;
  /** It was connected, and can't be again as things are. */
  readonly onFatal: (problem: DiscordSetupProblem) => void;
  readonly log: Log;
}

/** Discord does not bring a message twice: what could not be kept is tried again this long after. */
const AGAIN_MS = [500, 2_000, 8_000, 20_000, 30_000];

const intentsFor = (readsMessages: boolean): number =>
  GatewayIntentBits.Guilds |
  GatewayIntentBits.GuildMessages |
  GatewayIntentBits.DirectMessages |
  (readsMessages ? GatewayIntentBits.MessageContent : 0);

/**
 * The long-lived connection. The library's gateway client resumes and reconnects; what is dispatched is read by our own
 * pure function, so that no dispatch it does not know can break anything.
 */
export const createGatewayReceiver = (options: GatewayOptions): GatewayReceiver => {
  const { log, intake } = options;
  const session = createGatewaySession();
  const manager = new WebSocketManager({
    token: options.token,
    intents: intentsFor(options.readsMessages),
    rest: new REST({ version: '10', api: options.apiUrl }).setToken(options.token),
    ...session.options,
  });
  const names = createOwnNames();
  let fail: (problem: DiscordSetupProblem) => void = options.onFatal;

  manager.on(WebSocketShardEvents.Error, ({ error }) => log.warn({ err: error }, 'the gateway had an error'));
  manager.on(WebSocketShardEvents.Closed, ({ code }) => {
    session.closed(code);
    const problem = gatewayProblem(code);
    if (problem) fail(problem);
    else log.info({ code }, 'the gateway closed; it is opened again');
  });
  manager.on(WebSocketShardEvents.Dispatch, ({ data }) => {
    const dispatch: Fields = { t: data.t, d: data.d };
    names.learn(dispatch);
    void intake.track(
      take(options, dispatch, names).catch((error: unknown) => {
        log.error({ err: error, dispatch: data.t }, 'a dispatch was not taken');
      }),
    );
  });

  return {
    async start() {
      const failed = new Promise<never>((_resolve, reject) => {
        fail = reject;
      });
      failed.catch(() => undefined);
      await Promise.race([manager.connect().catch(explain), failed]);
      fail = options.onFatal;
    },
    async stop() {
      await manager.destroy({ reason: 'stopping' });
    },
  };
};

/** The address is asked for with the same token. */
const explain = (error: unknown): never => {
  const isRefused = (error as { readonly status?: unknown }).status === 401;
  throw (isRefused && gatewayProblem(GatewayCloseCodes.AuthenticationFailed)) || error;
};

const take = async (options: GatewayOptions, dispatch: Fields, names: OwnNames): Promise<void> => {
  const data = asObject(dispatch.d);
  const inbound = toInbound(dispatch, 'gateway', names.in(asId(data?.guild_id)));
  const isGuild = dispatch.t === 'GUILD_CREATE';
  for (const wait of [...AGAIN_MS, null]) {
    if (isGuild ? await isLearned(options, data) : await isTaken(options, inbound)) return;
    if (wait === null) break;
    await delay(wait);
  }
  options.log.error({ dispatch: dispatch.t }, 'a delivery was given up: it could not be kept for a minute');
};

const isTaken = async (options: GatewayOptions, inbound: Inbound): Promise<boolean> => {
  const { state, answer } = await options.intake.take(inbound);
  if (answer) await sendAnswer(options, inbound, answer);
  return state === 'safe';
};

/** A server that the bot is in. */
const isLearned = async ({ guilds, log }: GatewayOptions, data: Fields | null): Promise<boolean> => {
  const guildId = asId(data?.id);
  if (!guildId || data?.unavailable === true) return true;
  try {
    await guilds.adopt(guildId, asText(data?.name) ?? guildId);
    return true;
  } catch (error) {
    log.warn({ err: error, guild: guildId }, 'a server could not be connected yet');
    return false;
  }
};

const sendAnswer = async (
  { api, log }: GatewayOptions,
  inbound: Inbound,
  body: { readonly type: number },
): Promise<void> => {
  if (!('token' in inbound)) return;
  const params = { interactionId: inbound.id, interactionToken: inbound.token };
  try {
    await api.call('interaction.answer', params, { body: { ...body } });
  } catch (error) {
    // Its three seconds were over before it came to us, or another connection answered it.
    if (!(error instanceof DiscordRefusal) || !['too_late', 'done'].includes(error.action)) throw error;
    log.warn({ err: error, kind: inbound.kind }, 'an interaction was not answered in time');
  }
};

interface OwnNames {
  learn(dispatch: Fields): void;
  in(guildId: string | null): { readonly userId: string | null; readonly roleIds: readonly string[] };
}

/** Who we are, and which role is ours in each server: people name it by mistake. */
const createOwnNames = (): OwnNames => {
  let userId: string | null = null;
  const roles = new Map<string, readonly string[]>();
  return {
    learn({ t: name, d }) {
      const data = asObject(d);
      if (name === 'READY') userId = idAt(data, 'user', 'id');
      const guildId = asId(data?.id);
      if (name !== 'GUILD_CREATE' || !guildId) return;
      const own = asList(data?.roles).filter((role) => idAt(role, 'tags', 'bot_id') === userId);
      roles.set(
        guildId,
        own.flatMap((role) => idAt(role, 'id') ?? []),
      );
    },
    in: (guildId) => ({ userId, roleIds: roles.get(guildId ?? '') ?? [] }),
  };
};
