import type { ChatStores } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { Stores } from '../../core/ports/stores.ts';
import type { DiscordConfig } from './config.ts';
import { createDiscordApi, type DiscordApi } from './discord-api.ts';
import { createDiscordChat, type DiscordChat } from './discord-chat.ts';
import { createDiscordGuilds, type DiscordGuilds } from './discord-guilds.ts';
import { createDiscordInteractions, type DiscordInteractions } from './discord-interactions.ts';
import { createDiscordRoles, type DiscordRoles } from './discord-roles.ts';
import { createDiscordIntake, type DiscordIntake, type DiscordIntakeDeps } from './intake/intake.ts';

export interface DiscordDeps {
  readonly config: Pick<
    DiscordConfig,
    'DISCORD_BOT_TOKEN' | 'DISCORD_API_URL' | 'DISCORD_APPLICATION_ID' | 'COUNTERSIGN_DISCORD_TENANT'
  >;
  readonly stores: Stores;
  readonly chatStores: ChatStores;
  readonly publicUrl: string | null;
  readonly log: Log;
}

export interface Discord {
  readonly chat: DiscordChat;
  readonly guilds: DiscordGuilds;
  readonly roles: DiscordRoles;
  readonly interactions: DiscordInteractions;
  /** For what belongs to no tenant: the first answers to interactions. */
  readonly api: DiscordApi;
  /** For a process that takes deliveries. */
  intake(use: Pick<DiscordIntakeDeps, 'bind' | 'resolveActor' | 'linkPerson'>): DiscordIntake;
}

/** A bot's token begins with the id of its user, which is the one of its application. */
const idOf = (token: string): string => {
  const id = Buffer.from(token.split('.', 1)[0] ?? '', 'base64').toString('latin1');
  return /^\d{1,20}$/.test(id) ? id : '0';
};

/** Discord as one process sees it; null without a token. Nothing is connected or asked before it is used. */
export const createDiscord = ({ config, ...common }: DiscordDeps): Discord | null => {
  const { DISCORD_BOT_TOKEN: token, DISCORD_API_URL: apiUrl } = config;
  if (!token) return null;
  const deps = {
    ...common,
    token,
    apiUrl,
    applicationId: config.DISCORD_APPLICATION_ID ?? idOf(token),
    tenantId: config.COUNTERSIGN_DISCORD_TENANT ?? null,
  };
  const guilds = createDiscordGuilds(deps);
  const interactions = createDiscordInteractions();
  const roles = createDiscordRoles({ ...deps, guilds });
  const chat = createDiscordChat({ ...deps, guilds, interactions });
  return {
    chat,
    guilds,
    roles,
    interactions,
    api: createDiscordApi({ ...deps, budget: deps.chatStores.budget, tenantId: deps.tenantId ?? '' }),
    intake: (use) => createDiscordIntake({ ...deps, ...use, guilds, interactions, roles, chat }),
  };
};
