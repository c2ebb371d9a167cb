import { setTimeout as delay } from 'node:timers/promises';
import { createDesk, type Taken } from '../../../core/chat/desk.ts';
import { AppError, type ErrorCode } from '../../../core/errors.ts';
import type { ChatPlatform } from '../../../core/ports/chat-platform.ts';
import type { ChatStores } from '../../../core/ports/chat-stores.ts';
import type { Log } from '../../../core/ports/runtime.ts';
import type { Stores } from '../../../core/ports/stores.ts';
import type { ThreadMessages } from '../../../core/ports/thread-messages.ts';
import { text } from '../../../core/text.ts';
import type { HandleAction } from '../../../core/usecases/handle-action.ts';
import type { HandleMessage } from '../../../core/usecases/handle-message.ts';
import type { LinkPerson } from '../../../core/usecases/link-person.ts';
import type { ResolveActor } from '../../../core/usecases/resolve-actor.ts';
import { localeOf } from '../commands.ts';
import type { DiscordChat } from '../discord-chat.ts';
import type { DiscordGuild, DiscordGuilds } from '../discord-guilds.ts';
import type { DiscordInteractions } from '../discord-interactions.ts';
import { DiscordRefusal } from '../discord-refusal.ts';
import type { DiscordRoles } from '../discord-roles.ts';
import type { Inbound } from '../inbound.ts';
import { completeOption } from './autocomplete.ts';
import { type Deed, isDeed, isInteraction } from './deed.ts';
import { createDeeds } from './deeds.ts';
import type { FirstAnswer } from './responder.ts';
import { plainAnswer, tellDirectly } from './tell-directly.ts';
import { likelyServer, whichServer } from './which-server.ts';

/** The use cases over one way to post. */
export type BindUseCases = (chat: ChatPlatform & ThreadMessages) => {
  readonly handleMessage: HandleMessage;
  readonly handleAction: HandleAction;
};

export interface DiscordIntakeDeps {
  readonly guilds: DiscordGuilds;
  readonly interactions: DiscordInteractions;
  readonly roles: DiscordRoles;
  readonly chat: DiscordChat;
  readonly bind: BindUseCases;
  readonly resolveActor: ResolveActor;
  readonly linkPerson: LinkPerson;
  readonly stores: Pick<Stores, 'threads' | 'members' | 'tasks' | 'approvals' | 'catalogue' | 'agents'>;
  readonly chatStores: ChatStores;
  readonly publicUrl: string | null;
  /** Without the version, e.g. `https://discord.com/api`. */
  readonly apiUrl: string;
  readonly log: Log;
}

/** What came of a delivery. `answer`: of an interaction, what Discord is told first. */
export interface TakenDelivery {
  /** `again`: it could not even be kept; who brought it should bring it once more. */
  readonly state: 'safe' | 'again';
  readonly answer: FirstAnswer | null;
}

/** Both transports end here. */
export interface DiscordIntake {
  take(inbound: Inbound): Promise<TakenDelivery>;
  /** Deals again with what a process left undone when it died. */
  sweep(): Promise<void>;
  /** For work beside it that `idle` should wait for. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Discord waits three seconds for the first answer; what takes longer goes on. */
const ANSWER_MS = 2_000;
const KEPT_MS = 800;
const NOTHING: TakenDelivery = { state: 'safe', answer: null };

export const createDiscordIntake = (deps: DiscordIntakeDeps): DiscordIntake => {
  const { interactions, log } = deps;
  const deeds = createDeeds(deps);
  const tell = async (tenantId: string, deed: Deed, error: ErrorCode | 'kept'): Promise<void> => {
    const guild = await deeds.guildOf(deed);
    if (guild?.tenantId !== tenantId) return;
    await tellDirectly(deps, guild, deed, text(error === 'kept' ? 'discord.kept' : `error.${error}`));
  };
  const desk = createDesk<Deed>({
    platform: 'discord',
    inbox: deps.chatStores.inbox,
    chat: deps.chat,
    log,
    now: Date.now,
    patience: () => delay(ANSWER_MS, 'safe', { ref: false }),
    async act(tenantId, identity, deed, chat) {
      const guild = await deeds.guildOf(deed);
      // The bot was taken out of the server meanwhile.
      if (guild?.tenantId !== tenantId) throw new AppError('chat_unavailable', { guild: deed.guildId ?? '' });
      // Left by a process that died: it was deferred, or nobody waits any more.
      if (isInteraction(deed)) interactions.open(deed, { late: true });
      await deeds.act(guild, identity, deed, chat);
    },
    refused: (tenantId, deed, error) => (isForGood(error) ? () => tell(tenantId, deed, 'internal') : null),
    tellKept: (tenantId, deed) => tell(tenantId, deed, 'kept'),
  });

  /** Every interaction has its first answer in time, whatever becomes of the rest. */
  const firstAnswer = async (
    deed: Extract<Deed, { readonly id: string }>,
    work: Promise<Taken>,
  ): Promise<FirstAnswer> => {
    const { responder } = interactions.open(deed);
    const given = responder.answered;
    const answered = given.then(() => 'answered' as const);
    const state = await Promise.race([answered, work, delay(ANSWER_MS, 'late' as const, { ref: false })]);
    // Who did it is being told that it is kept.
    if (state === 'again') await Promise.race([given, delay(KEPT_MS, null, { ref: false })]);
    if (!responder.isAnswered()) responder.first(await deeds.unansweredAs(deed, state !== 'late'));
    return given;
  };

  /** It could not even be kept, and Discord does not bring it again. */
  const tellLost = (guild: DiscordGuild, deed: Deed, error: unknown): void => {
    log.error({ err: error, kind: deed.kind }, 'an interaction was not kept');
    desk
      .track(tellDirectly(deps, guild, deed, text('discord.not_taken')))
      .catch((again: unknown) => log.warn({ err: again }, 'nobody could be told'));
  };

  /** Who did it says which of their organizations they mean; Discord has no place for that. */
  const ask = async (deed: Deed, servers: readonly DiscordGuild[]): Promise<TakenDelivery> => {
    const names = servers.map(({ installation }) => installation.name);
    const words = text('discord.which_server', { servers: names.join(', '), first: names[0] ?? '' });
    if (isInteraction(deed)) {
      return { state: 'safe', answer: plainAnswer(words, localeOf(deed.locale)) };
    }
    const [guild] = servers;
    if (guild) await tellDirectly(deps, guild, deed, words);
    return NOTHING;
  };

  const takeDeed = async (given: Deed): Promise<TakenDelivery> => {
    if (isInteraction(given)) interactions.open(given);
    const whose = given.guildId ? null : await whichServer(deps, given);
    if (whose && 'ask' in whose) return ask(given, whose.ask);
    const deed = whose?.deed ?? given;
    const guild = whose?.guild ?? (await deeds.guildOf(deed));
    if (!guild) {
      log.warn(
        { guild: deed.guildId, kind: deed.kind },
        'a delivery from a server that nobody here connected',
      );
      if (!isInteraction(deed)) return NOTHING;
      const words = deed.guildId
        ? text('discord.server_unknown', { id: deed.guildId })
        : text('error.workspace_unknown');
      return { state: 'safe', answer: plainAnswer(words, localeOf(deed.locale)) };
    }
    if (deed.kind === 'message' && !(await deeds.isForUs(guild, deed))) return NOTHING;
    if (deed.guildId) deps.roles.remember(deed.guildId, deed.userId, deed.memberRoles);
    if (!isInteraction(deed)) {
      const state = await desk.take(guild.tenantId, deed.identity, deed);
      return { state, answer: null };
    }
    const work = desk.take(guild.tenantId, deed.identity, deed);
    work.catch((error: unknown) => tellLost(guild, deed, error));
    return { state: 'safe', answer: await firstAnswer(deed, work) };
  };

  return {
    async take(inbound) {
      try {
        if (inbound.kind === 'autocomplete') return await takeCompletion(deps, inbound);
        return isDeed(inbound) ? await desk.track(takeDeed(inbound)) : await note(deps, inbound);
      } catch (error) {
        log.error({ err: error, kind: inbound.kind }, 'a delivery was not taken');
        if (!isDeed(inbound) || !isInteraction(inbound)) return { state: 'again', answer: null };
        // Discord does not bring it again: who did it is told to.
        return {
          state: 'safe',
          answer: plainAnswer(text('discord.not_taken'), localeOf(inbound.locale)),
        };
      }
    },
    sweep: desk.sweep,
    track: desk.track,
    idle: desk.idle,
  };
};

const takeCompletion = async (
  deps: DiscordIntakeDeps,
  asked: Extract<Inbound, { readonly kind: 'autocomplete' }>,
): Promise<TakenDelivery> => {
  const found = likelyServer(deps, asked)
    .then((guild) => completeOption(deps, guild, asked))
    .catch((error: unknown) => {
      deps.log.warn({ err: error }, 'choices could not be read');
      return [];
    });
  // Later than this Discord shows an error; with none the value can still be typed.
  const choices = await Promise.race([found, delay(ANSWER_MS, [], { ref: false })]);
  return { state: 'safe', answer: { type: 8, data: { choices } } };
};

/** What nobody waits for. */
const note = async (
  { guilds, roles }: DiscordIntakeDeps,
  inbound: Exclude<Inbound, Deed>,
): Promise<TakenDelivery> => {
  switch (inbound.kind) {
    case 'role_changed':
      roles.forget();
      return NOTHING;
    case 'member_changed':
      roles.remember(inbound.guildId, inbound.userId, inbound.memberRoles);
      return NOTHING;
    case 'guild_gone': {
      const guild = await guilds.byId(inbound.guildId);
      if (guild) await guilds.revoke(guild);
      return NOTHING;
    }
    default:
      return NOTHING;
  }
};

/** Discord gives the same answer however often it is asked. */
const isForGood = (error: unknown): boolean =>
  error instanceof DiscordRefusal && ['too_late', 'give_up', 'fit'].includes(error.action);
