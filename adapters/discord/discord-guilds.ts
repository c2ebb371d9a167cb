import { createTimedCache } from '../../core/chat/timed-cache.ts';
import { AppError } from '../../core/errors.ts';
import type { Locale } from '../../core/member.ts';
import {
  type ChatPlace,
  type ChatStores,
  type Installation,
  WAITS_FOR_ADMIN,
} from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { Stores } from '../../core/ports/stores.ts';
import { createDiscordApi, type DiscordApi } from './discord-api.ts';

/** A server (Discord calls it a guild) and the tenant it belongs to. */
export interface DiscordGuild {
  readonly tenantId: string;
  readonly place: ChatPlace;
  readonly installation: Installation;
  readonly api: DiscordApi;
  /** Of what everybody sees there. */
  readonly locale: Locale;
}

export interface DiscordGuilds {
  /** null: nobody here knows that server. */
  byId(guildId: string): Promise<DiscordGuild | null>;
  /** Throws AppError `chat_unavailable` when the tenant has no such server, or the bot was taken out of it. */
  byTenant(tenantId: string, guildId: string): Promise<DiscordGuild>;
  /** Whether the tenant has that server, and the bot is in it. */
  isConnected(tenantId: string, guildId: string): Promise<boolean>;
  all(tenantId: string): Promise<readonly DiscordGuild[]>;
  /**
   * For a direct message, which has no server: those this person is linked in; where there is one server alone, it is
   * that one, so that somebody who is not linked yet is told how.
   */
  ofUser(userId: string): Promise<readonly DiscordGuild[]>;
  /** The bot was taken out of it. */
  revoke(guild: Pick<DiscordGuild, 'tenantId' | 'place'>): Promise<void>;
  /**
   * The bot is in that server. The first one belongs to the tenant of the environment, when there is one; a further one
   * waits until an admin connects it.
   */
  adopt(guildId: string, name: string): Promise<void>;
}

export interface DiscordGuildsDeps {
  readonly stores: Pick<Stores, 'members'>;
  readonly chatStores: Pick<ChatStores, 'installations' | 'budget' | 'identities'>;
  readonly token: string;
  readonly apiUrl: string;
  readonly applicationId: string;
  /** The first server is this tenant's, and of the others nobody connected yet its admins are told. */
  readonly tenantId: string | null;
  readonly log: Log;
}

/** A server connected or left in another process counts after this time. */
const LIFE_MS = 15_000;
/** Discord's own limit for one list of them. */
const MOST_SERVERS = 200;

export const createDiscordGuilds = (deps: DiscordGuildsDeps): DiscordGuilds => {
  const { installations, identities, budget } = deps.chatStores;
  const byId = createTimedCache<DiscordGuild | null>(LIFE_MS);
  const byTenant = createTimedCache<readonly DiscordGuild[]>(LIFE_MS);
  const ownGuilds = createTimedCache<readonly DiscordGuild[]>(LIFE_MS);
  const forget = (): void => {
    byId.clear();
    byTenant.clear();
    ownGuilds.clear();
  };

  const open = async (installation: Installation): Promise<DiscordGuild> => {
    const { tenantId, workspaceId } = installation;
    const { token, apiUrl, applicationId, log } = deps;
    const tenant = await deps.stores.members.tenant(tenantId);
    return {
      tenantId,
      installation,
      place: { platform: 'discord', workspaceId },
      api: createDiscordApi({ token, apiUrl, applicationId, budget, tenantId, log }),
      locale: tenant?.locale ?? 'en',
    };
  };

  const all = (tenantId: string): Promise<readonly DiscordGuild[]> =>
    byTenant.get(tenantId, async () => {
      const rows = await installations.list(tenantId);
      return Promise.all(
        rows.filter(({ platform, status }) => platform === 'discord' && status === 'active').map(open),
      );
    });

  const find = (guildId: string): Promise<DiscordGuild | null> =>
    byId.get(guildId, async () => {
      const row = await installations.find('discord', guildId, null);
      return row?.status === 'active' ? open(row) : null;
    });

  /** Of every tenant: Discord itself says which servers the bot is in. */
  const ours = (): Promise<readonly DiscordGuild[]> =>
    ownGuilds.get('all', async () => {
      const { token, apiUrl, applicationId, log, tenantId } = deps;
      const api = createDiscordApi({ token, apiUrl, applicationId, budget, tenantId: tenantId ?? '', log });
      const query = { limit: String(MOST_SERVERS) };
      const servers = await api.call<readonly { id: string }[]>('user.guilds', {}, { query });
      return (await Promise.all(servers.map(({ id }) => find(id)))).filter((guild) => guild !== null);
    });
  let adopting: Promise<void> = Promise.resolve();

  return {
    byId: find,
    all,
    isConnected: async (tenantId, guildId) =>
      (await all(tenantId)).some(({ place }) => place.workspaceId === guildId),
    async byTenant(tenantId, guildId) {
      const found = (await all(tenantId)).find(({ place }) => place.workspaceId === guildId);
      if (!found) throw new AppError('chat_unavailable', { workspace: guildId });
      return found;
    },
    async ofUser(userId) {
      const known = await ours();
      const linked = await Promise.all(
        known.map(async (guild) =>
          (await identities.memberOf(guild.tenantId, guild.place, userId)) ? guild : null,
        ),
      );
      const theirs = linked.filter((guild) => guild !== null);
      return theirs.length === 0 && known.length === 1 ? known : theirs;
    },
    async revoke({ tenantId, place }) {
      deps.log.warn(
        { tenantId, guild: place.workspaceId },
        'the bot was taken out of a server: invite it again',
      );
      await installations.revoke(tenantId, 'discord', place.workspaceId);
      forget();
    },
    adopt: (guildId, name) => {
      const done = adopting.then(() => adopt(deps, guildId, name));
      adopting = done.then(
        () => undefined,
        () => undefined,
      );
      return done.finally(forget);
    },
  };
};

/** Given by an admin, or the tenant's very first; any other waits for an admin's word. */
const adopt = async (deps: DiscordGuildsDeps, guildId: string, name: string): Promise<void> => {
  const { installations } = deps.chatStores;
  const known = await installations.find('discord', guildId, null);
  const waits = known?.installedBy === WAITS_FOR_ADMIN;
  const server = { botUserId: deps.applicationId, appId: deps.applicationId, name };
  if (known) {
    const isSame = known.name === name && known.botUserId === deps.applicationId;
    // The bot was taken out of a server of ours, and is back.
    const status = waits ? known.status : 'active';
    if (!isSame || status !== known.status) await installations.save({ ...known, ...server, status });
    if (waits) deps.log.warn({ guild: guildId, name }, HOW_TO_CONNECT);
    return;
  }
  const { tenantId } = deps;
  if (tenantId === null) return;
  const others = (await installations.list(tenantId)).filter(({ platform }) => platform === 'discord');
  const isFirst = others.length === 0;
  await installations.save({
    ...server,
    tenantId,
    platform: 'discord',
    workspaceId: guildId,
    enterpriseId: null,
    botId: null,
    scopes: [],
    sealedToken: null,
    installedBy: isFirst ? null : WAITS_FOR_ADMIN,
    status: isFirst ? 'active' : 'revoked',
  });
  if (isFirst)
    deps.log.info({ tenantId, guild: guildId, name }, 'this server belongs to the organization now');
  else deps.log.warn({ guild: guildId, name }, HOW_TO_CONNECT);
};

const HOW_TO_CONNECT =
  'the bot is in a server that no admin connected, and does nothing there: npm run admin -- workspace connect ID';
