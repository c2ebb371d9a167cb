import { createTimedCache } from '../../core/chat/timed-cache.ts';
import { AppError } from '../../core/errors.ts';
import type { Locale } from '../../core/member.ts';
import type { ChatPlace, ChatStores, Installation } from '../../core/ports/chat-stores.ts';
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
  /** A server that nobody connected yet belongs to the tenant of the environment, when there is one. */
  adopt(guildId: string, name: string): Promise<void>;
}

export interface DiscordGuildsDeps {
  readonly stores: Pick<Stores, 'members'>;
  readonly chatStores: Pick<ChatStores, 'installations' | 'budget' | 'identities'>;
  readonly token: string;
  readonly apiUrl: string;
  readonly applicationId: string;
  /** Every server that nobody connected otherwise is this tenant's. */
  readonly tenantId: string | null;
  readonly log: Log;
}

/** A server connected or left in another process counts after this time. */
const LIFE_MS = 15_000;

export const createDiscordGuilds = (deps: DiscordGuildsDeps): DiscordGuilds => {
  const { installations, identities, budget } = deps.chatStores;
  const byId = createTimedCache<DiscordGuild | null>(LIFE_MS);
  const byTenant = createTimedCache<readonly DiscordGuild[]>(LIFE_MS);
  const forget = (): void => {
    byId.clear();
    byTenant.clear();
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

  return {
    byId: (guildId) =>
      byId.get(guildId, async () => {
        const row = await installations.find('discord', guildId, null);
        return row?.status === 'active' ? open(row) : null;
      }),
    all,
    isConnected: async (tenantId, guildId) =>
      (await all(tenantId)).some(({ place }) => place.workspaceId === guildId),
    async byTenant(tenantId, guildId) {
      const found = (await all(tenantId)).find(({ place }) => place.workspaceId === guildId);
      if (!found) throw new AppError('chat_unavailable', { workspace: guildId });
      return found;
    },
    async ofUser(userId) {
      if (deps.tenantId === null) return [];
      const known = await all(deps.tenantId);
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
    async adopt(guildId, name) {
      if (deps.tenantId === null) return;
      const known = await installations.find('discord', guildId, null);
      if (known && known.tenantId !== deps.tenantId) return;
      if (known?.status === 'active' && known.name === name) return;
      await installations.save({
        tenantId: deps.tenantId,
        platform: 'discord',
        workspaceId: guildId,
        enterpriseId: null,
        name,
        appId: deps.applicationId,
        botUserId: deps.applicationId,
        botId: null,
        scopes: [],
        sealedToken: null,
        installedBy: null,
        status: 'active',
      });
      forget();
    },
  };
};
