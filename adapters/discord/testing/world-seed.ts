import { EVERYBODY } from './world-permissions.ts';
import type { ChannelState, GuildState, UserState, WorldState } from './world-state.ts';

export const addUser = (
  state: WorldState,
  username: string,
  over: Partial<Pick<UserState, 'globalName' | 'isBot' | 'locale'>> & { readonly id?: string } = {},
): UserState => {
  const user: UserState = {
    id: over.id ?? state.id(),
    username,
    globalName: over.globalName ?? null,
    isBot: over.isBot ?? false,
    locale: over.locale ?? 'en-US',
    closedToBot: false,
  };
  state.users.set(user.id, user);
  return user;
};

export const addMember = (guild: GuildState, userId: string, roles: readonly string[] = []): void => {
  guild.members.set(userId, { userId, roles, nick: null });
};

export const addRole = (
  state: WorldState,
  guild: GuildState,
  name: string,
  permissions = 0n,
  botId: string | null = null,
): string => {
  const id = state.id();
  guild.roles.set(id, { id, name, permissions, botId });
  return id;
};

/** A server with the bot and its role in it. */
export const addGuild = (state: WorldState, name: string, ownerId: string, withBot = true): GuildState => {
  const id = state.id();
  const everyone = { id, name: '@everyone', permissions: EVERYBODY, botId: null };
  const guild: GuildState = {
    id,
    name,
    ownerId,
    locale: 'en-US',
    roles: new Map([[id, everyone]]),
    members: new Map(),
  };
  state.guilds.set(id, guild);
  addMember(guild, ownerId);
  if (withBot) addMember(guild, state.botId, [addRole(state, guild, 'Countersign', EVERYBODY, state.botId)]);
  return guild;
};

export const addChannel = (state: WorldState, guild: GuildState, name: string, type = 0): ChannelState => {
  const channel: ChannelState = {
    id: state.id(),
    type,
    name,
    guildId: guild.id,
    parentId: null,
    recipientId: null,
    thread: null,
    botPermissions: null,
    requiresTag: false,
  };
  state.channels.set(channel.id, channel);
  return channel;
};

/** Anna asks, Ben approves, Carla is the admin and owns the server; Dave is in it and nobody here knows him. */
export const PEOPLE = {
  anna: { globalName: 'Anna Alvarez', locale: 'en-US' },
  ben: { globalName: 'Ben Berger', locale: 'en-US' },
  carla: { globalName: 'Carla Costa', locale: 'es-ES' },
  dave: { globalName: 'Dave Dunn', locale: 'en-GB' },
} as const;
export type SeedName = keyof typeof PEOPLE;

export interface Seeded {
  readonly guild: GuildState;
  readonly people: Readonly<Record<SeedName, UserState>>;
  readonly channels: Readonly<Record<'general' | 'random' | 'forum' | 'voice', string>>;
  readonly roles: Readonly<Record<'approvers', string>>;
}

export const seedWorld = (state: WorldState): Seeded => {
  addUser(state, 'countersign', { id: state.botId, isBot: true });
  const make = (name: SeedName): UserState => addUser(state, name, PEOPLE[name]);
  const people = { anna: make('anna'), ben: make('ben'), carla: make('carla'), dave: make('dave') };
  const guild = addGuild(state, 'Acme', people.carla.id);
  const approvers = addRole(state, guild, 'approvers');
  for (const { id } of [people.anna, people.dave]) addMember(guild, id);
  addMember(guild, people.ben.id, [approvers]);
  const random = addChannel(state, guild, 'random');
  // The bot does not see it.
  random.botPermissions = 0n;
  const channels = {
    general: addChannel(state, guild, 'general').id,
    random: random.id,
    forum: addChannel(state, guild, 'requests', 15).id,
    voice: addChannel(state, guild, 'Lounge', 2).id,
  };
  return { guild, people, channels, roles: { approvers } };
};
