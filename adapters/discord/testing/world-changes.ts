import { directWith } from './rest-application.ts';
import { changeThread, deleteMessage, makeThread, postMessage, type WorldCore } from './world-messages.ts';
import { toChannel, toGuild, toGuildCreate, toMember, toRole } from './world-payloads.ts';
import { refusal } from './world-refusal.ts';
import { addChannel, addGuild, addMember, addRole, addUser } from './world-seed.ts';
import { type ChannelState, type GuildState, threadsIn, type UserState } from './world-state.ts';

export interface ThreadSeen {
  readonly id: string;
  readonly name: string;
  readonly archived: boolean;
  readonly locked: boolean;
  readonly autoArchiveMinutes: number;
  readonly isPrivate: boolean;
}

/** What happens on a server without the bot's doing. */
export interface WorldChanges {
  threadsOf(channelId: string): readonly ThreadSeen[];
  setThread(threadId: string, over: { readonly archived?: boolean; readonly locked?: boolean }): void;
  makeThread(channelId: string, name: string, by: string): string;
  deleteMessage(messageId: string): void;
  /** A channel or a thread. */
  deleteChannel(channelId: string): void;
  addChannel(name: string, type?: 'text' | 'voice' | 'forum'): string;
  /** A forum that takes no post without a tag. */
  requireTag(channelId: string): void;
  /** Bits as in discord.js' `PermissionFlagsBits`; null: what its roles say. */
  setBotPermissions(channelId: string, bits: bigint | null): void;
  addRole(name: string, permissions?: bigint): string;
  deleteRole(roleId: string): void;
  setRoles(userId: string, roles: readonly string[]): void;
  join(userId: string, guildId?: string): void;
  leave(userId: string): void;
  /** Takes no direct messages of the bot, until told. */
  closeDms(userId: string, isClosed?: boolean): void;
  /** Another server, with the bot in it unless told, and a channel. */
  addGuild(name: string, withBot?: boolean): { readonly guildId: string; readonly channelId: string };
  /** The bot is taken out of the server. */
  kickBot(guildId?: string): void;
  inviteBot(guildId?: string): void;
  /** The server is away for a while, or back. */
  setUnavailable(isAway: boolean, guildId?: string): void;
  /** Somebody else's program says something. */
  sayAsProgram(channelId: string, content: string, how?: 'bot' | 'webhook'): string;
}

const TYPES = { text: 0, voice: 2, forum: 15 } as const;

export const createChanges = (core: WorldCore, home: GuildState, owner: UserState): WorldChanges => {
  const { state, emit } = core;
  const guildOf = (id: string = home.id): GuildState => {
    const guild = state.guilds.get(id);
    if (!guild) throw refusal(10004);
    return guild;
  };
  const channelOf = (id: string): ChannelState => {
    const channel = state.channels.get(id);
    if (!channel) throw refusal(10003);
    return channel;
  };
  return {
    ...threadChanges(core, channelOf),
    addChannel: (name, type = 'text') => {
      const channel = addChannel(state, home, name, TYPES[type]);
      emit('CHANNEL_CREATE', toChannel(state, channel), { guildId: home.id });
      return channel.id;
    },
    requireTag(channelId) {
      channelOf(channelId).requiresTag = true;
    },
    setBotPermissions(channelId, bits) {
      channelOf(channelId).botPermissions = bits;
    },
    ...peopleChanges(core, home, guildOf),
    closeDms(userId, isClosed = true) {
      const user = state.users.get(userId);
      if (user) user.closedToBot = isClosed;
      directWith(state, userId);
    },
    addGuild(name, withBot = true) {
      const guild = addGuild(state, name, owner.id, withBot);
      const channel = addChannel(state, guild, 'general');
      if (withBot) emit('GUILD_CREATE', toGuildCreate(state, guild), { guildId: guild.id });
      return { guildId: guild.id, channelId: channel.id };
    },
    kickBot(guildId) {
      const guild = guildOf(guildId);
      guild.members.delete(state.botId);
      emit('GUILD_DELETE', { id: guild.id }, { guildId: guild.id });
    },
    inviteBot(guildId) {
      const guild = guildOf(guildId);
      const own = [...guild.roles.values()].filter(({ botId }) => botId === state.botId);
      addMember(
        guild,
        state.botId,
        own.map(({ id }) => id),
      );
      emit('GUILD_CREATE', toGuildCreate(state, guild), { guildId: guild.id });
    },
    setUnavailable(isAway, guildId) {
      const guild = guildOf(guildId);
      if (isAway) emit('GUILD_DELETE', { id: guild.id, unavailable: true }, { guildId: guild.id });
      else emit('GUILD_CREATE', toGuildCreate(state, guild), { guildId: guild.id });
    },
  };
};

const threadChanges = (core: WorldCore, channelOf: (id: string) => ChannelState) => {
  const { state, emit } = core;
  return {
    threadsOf: (channelId: string): readonly ThreadSeen[] =>
      threadsIn(state, channelId).map(({ id, name, type, thread }) => ({
        id,
        name,
        archived: thread?.archived ?? false,
        locked: thread?.locked ?? false,
        autoArchiveMinutes: thread?.autoArchive ?? 0,
        isPrivate: type === 12,
      })),
    setThread(threadId: string, over: { readonly archived?: boolean; readonly locked?: boolean }) {
      changeThread(core, channelOf(threadId), over);
    },
    makeThread: (channelId: string, name: string, by: string): string =>
      makeThread(core, channelOf(channelId), { name, type: 11, ownerId: by }).id,
    deleteMessage(messageId: string) {
      const message = state.messages.get(messageId);
      if (!message) throw refusal(10008);
      deleteMessage(core, message);
    },
    deleteChannel(channelId: string) {
      const channel = channelOf(channelId);
      for (const thread of threadsIn(state, channelId)) state.channels.delete(thread.id);
      state.channels.delete(channelId);
      const { guildId } = channel;
      const { id, type, parentId } = channel;
      if (channel.thread) {
        emit('THREAD_DELETE', { id, guild_id: guildId, parent_id: parentId, type }, { guildId });
      } else emit('CHANNEL_DELETE', toChannel(state, channel), { guildId });
    },
    sayAsProgram(channelId: string, content: string, how: 'bot' | 'webhook' = 'bot'): string {
      const author = addUser(state, `some-${how}`, { isBot: true });
      return postMessage(core, { channel: channelOf(channelId), authorId: author.id, body: { content } }).id;
    },
  };
};

const peopleChanges = (core: WorldCore, home: GuildState, guildOf: (id?: string) => GuildState) => {
  const { state, emit } = core;
  const to = { guildId: home.id };
  const memberChanged = (userId: string): void => {
    const member = home.members.get(userId);
    if (!member) throw refusal(10007);
    emit('GUILD_MEMBER_UPDATE', { guild_id: home.id, ...toMember(state, member) }, to);
  };
  return {
    addRole(name: string, permissions = 0n): string {
      const id = addRole(state, home, name, permissions);
      const role = home.roles.get(id);
      if (role) emit('GUILD_ROLE_CREATE', { guild_id: home.id, role: toRole(role) }, to);
      return id;
    },
    deleteRole(roleId: string) {
      home.roles.delete(roleId);
      for (const member of home.members.values()) {
        member.roles = member.roles.filter((id) => id !== roleId);
      }
      emit('GUILD_ROLE_DELETE', { guild_id: home.id, role_id: roleId }, to);
      emit('GUILD_UPDATE', toGuild(home), to);
    },
    setRoles(userId: string, roles: readonly string[]) {
      const member = home.members.get(userId);
      if (!member) throw refusal(10007);
      member.roles = roles;
      memberChanged(userId);
    },
    join(userId: string, guildId?: string) {
      addMember(guildOf(guildId), userId);
    },
    leave(userId: string) {
      const user = state.users.get(userId);
      home.members.delete(userId);
      const gone = { id: userId, username: user?.username ?? '' };
      emit('GUILD_MEMBER_REMOVE', { guild_id: home.id, user: gone }, to);
    },
  };
};
