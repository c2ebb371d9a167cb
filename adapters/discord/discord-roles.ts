import { createTimedCache } from '../../core/chat/timed-cache.ts';
import type { ApproverGroup, ChatStores } from '../../core/ports/chat-stores.ts';
import type { OutsideGroups } from '../../core/ports/outside-groups.ts';
import type { DiscordGuild, DiscordGuilds } from './discord-guilds.ts';
import { DiscordRefusal } from './discord-refusal.ts';

export interface DiscordRoles extends OutsideGroups {
  /** Discord said which roles that person has at this moment; null: they left. */
  remember(guildId: string, userId: string, roles: readonly string[] | null): void;
  /** A role was made, changed or deleted. */
  forget(): void;
}

export interface DiscordRolesDeps {
  readonly guilds: DiscordGuilds;
  readonly chatStores: Pick<ChatStores, 'identities'>;
}

const LIFE_MS = 60_000;
const SOURCE = /^discord_role:(\d+)$/;

/** Discord's own id of the role an approver group stands for; null when it stands for none. */
export const roleIdOf = ({ source }: Pick<ApproverGroup, 'source'>): string | null =>
  SOURCE.exec(source)?.[1] ?? null;

/** Discord's roles as approver groups: an interaction says them, else Discord is asked, and it is known for a minute. */
export const createDiscordRoles = ({ guilds, chatStores }: DiscordRolesDeps): DiscordRoles => {
  const roles = createTimedCache<readonly string[]>(LIFE_MS);
  const keyOf = (guildId: string, userId: string): string => `${guildId}/${userId}`;
  const rolesOf = (guild: DiscordGuild, userId: string): Promise<readonly string[]> =>
    roles.get(keyOf(guild.place.workspaceId, userId), () => askDiscord(guild, userId));

  return {
    async groupsOf(tenantId, memberId, groups) {
      const wanted = groups.filter((group) => roleIdOf(group) !== null);
      if (wanted.length === 0) return [];
      const found = new Set<string>();
      for (const guild of await guilds.all(tenantId)) {
        const userId = await chatStores.identities.userOf(tenantId, guild.place, memberId);
        if (!userId) continue;
        const has = await rolesOf(guild, userId);
        for (const group of wanted) if (has.includes(roleIdOf(group) ?? '')) found.add(group.id);
      }
      return [...found];
    },
    remember(guildId, userId, has) {
      const key = keyOf(guildId, userId);
      roles.forget(key);
      void roles.get(key, () => Promise.resolve(has ?? []));
    },
    forget: () => roles.clear(),
  };
};

const askDiscord = async ({ api, place }: DiscordGuild, userId: string): Promise<readonly string[]> => {
  try {
    const params = { guildId: place.workspaceId, userId };
    return (await api.call<{ roles?: readonly string[] }>('member.get', params)).roles ?? [];
  } catch (error) {
    // Somebody who left has no role there.
    if (error instanceof DiscordRefusal && [10007, 10013].includes(error.discordCode)) return [];
    throw error;
  }
};
