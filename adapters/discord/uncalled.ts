import { createTimedCache } from '../../core/chat/timed-cache.ts';
import type { ChatStores } from '../../core/ports/chat-stores.ts';
import type { DiscordGuild } from './discord-guilds.ts';
import { DiscordRefusal } from './discord-refusal.ts';

/** Users who have one of these roles, where Discord calls nobody by the role's name. Never that member. */
export type FindUncalled = (
  guild: DiscordGuild,
  roleIds: readonly string[],
  exceptMemberId: string,
) => Promise<readonly string[]>;

interface Role {
  readonly id: string;
  readonly mentionable?: boolean;
}

const LIFE_MS = 60_000;
/** More people than this are not asked after one by one. */
const MOST_ASKED = 25;

/** A role that is not mentionable in its settings is only shown, so its people are written to directly. */
export const createFindUncalled = ({ identities }: Pick<ChatStores, 'identities'>): FindUncalled => {
  const roles = createTimedCache<readonly Role[]>(LIFE_MS);
  const members = createTimedCache<readonly string[]>(LIFE_MS);
  const rolesOf = ({ api, place: { workspaceId: guildId } }: DiscordGuild, userId: string) =>
    members.get(`${guildId}/${userId}`, () =>
      orNothing(async () => {
        const member = await api.call<{ roles?: readonly string[] }>('member.get', { guildId, userId });
        return member.roles ?? [];
      }),
    );

  return async (guild, roleIds, exceptMemberId) => {
    if (roleIds.length === 0) return [];
    const { tenantId, place, api } = guild;
    const guildId = place.workspaceId;
    const known = await roles.get(guildId, () =>
      orNothing(() => api.call<readonly Role[]>('guild.roles', { guildId })),
    );
    const silent = known.filter(({ id, mentionable }) => roleIds.includes(id) && mentionable === false);
    if (silent.length === 0) return [];
    const people = (await identities.linked(tenantId, place))
      .filter(({ member }) => member.id !== exceptMemberId)
      .slice(0, MOST_ASKED);
    const found = await Promise.all(
      people.map(async ({ platformUserId }) => {
        const has = await rolesOf(guild, platformUserId);
        return silent.some(({ id }) => has.includes(id)) ? platformUserId : null;
      }),
    );
    return found.filter((id) => id !== null);
  };
};

const orNothing = async <T>(ask: () => Promise<readonly T[]>): Promise<readonly T[]> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DiscordRefusal) return [];
    throw error;
  }
};
