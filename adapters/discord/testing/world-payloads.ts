import type { Json } from './json.ts';
import { botPermissionsIn, permissionsIn } from './world-permissions.ts';
import type {
  ChannelState,
  CommandState,
  GuildState,
  MemberState,
  MessageState,
  RoleState,
  UserState,
  WorldState,
} from './world-state.ts';
import { threadsIn } from './world-state.ts';

const JOINED = '2026-01-01T00:00:00.000000+00:00';
const iso = (ms: number): string => new Date(ms).toISOString().replace('Z', '000+00:00');

export const toUser = (user: UserState | undefined): Json => ({
  id: user?.id ?? '0',
  username: user?.username ?? 'deleted',
  global_name: user?.globalName ?? null,
  discriminator: '0',
  avatar: null,
  public_flags: 0,
  ...(user?.isBot ? { bot: true } : {}),
});

export const toRole = (role: RoleState): Json => ({
  id: role.id,
  name: role.name,
  permissions: role.permissions.toString(),
  color: 0,
  hoist: false,
  icon: null,
  unicode_emoji: null,
  position: 0,
  managed: role.botId !== null,
  mentionable: false,
  flags: 0,
  ...(role.botId ? { tags: { bot_id: role.botId } } : {}),
});

/** Without who it is, as in a message. */
const toBareMember = (member: MemberState): Json => ({
  roles: member.roles,
  nick: member.nick,
  joined_at: JOINED,
  premium_since: null,
  avatar: null,
  communication_disabled_until: null,
  deaf: false,
  mute: false,
  pending: false,
  flags: 0,
});

export const toMember = (state: WorldState, member: MemberState): Json => ({
  ...toBareMember(member),
  user: toUser(state.users.get(member.userId)),
});

export const toChannel = (state: WorldState, channel: ChannelState): Json => {
  if (channel.type === 1) {
    return {
      id: channel.id,
      type: 1,
      last_message_id: null,
      flags: 0,
      recipients: [toUser(state.users.get(channel.recipientId ?? ''))],
    };
  }
  const { thread } = channel;
  return {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId,
    last_message_id: null,
    flags: channel.requiresTag ? 16 : 0,
    ...(thread
      ? {
          owner_id: thread.ownerId,
          message_count: 0,
          member_count: 1,
          rate_limit_per_user: 0,
          thread_metadata: {
            archived: thread.archived,
            locked: thread.locked,
            auto_archive_duration: thread.autoArchive,
            archive_timestamp: thread.archivedAt,
            create_timestamp: thread.archivedAt,
            ...(channel.type === 12 ? { invitable: true } : {}),
          },
        }
      : { position: 0, permission_overwrites: [], topic: null, nsfw: false }),
    ...(channel.type === 15 ? { available_tags: tagsOf(channel), default_reaction_emoji: null } : {}),
  };
};

const tagsOf = ({ id, requiresTag }: ChannelState): readonly Json[] =>
  requiresTag
    ? [
        { id: `${id}1`, name: 'news', moderated: true },
        { id: `${id}2`, name: 'request', moderated: false },
      ]
    : [];

export const toMessage = (state: WorldState, message: MessageState, deep = true): Json => {
  const replied = message.replyTo ? state.messages.get(message.replyTo) : undefined;
  const thread = message.channelId === message.id ? undefined : state.channels.get(message.id);
  const interaction = [...state.interactions.values()].find(({ id }) => id === message.interactionId);
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    author: toUser(state.users.get(message.authorId)),
    content: message.content,
    timestamp: iso(message.at),
    edited_timestamp: message.editedAt === null ? null : iso(message.editedAt),
    tts: false,
    mention_everyone: false,
    mentions: message.mentions.map((id) => toUser(state.users.get(id))),
    mention_roles: message.mentionRoles,
    attachments: message.attachments,
    embeds: message.embeds,
    components: message.components,
    pinned: false,
    flags: message.flags,
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    ...(message.authorId === state.botId ? { application_id: state.applicationId } : {}),
    ...(message.replyTo
      ? {
          message_reference: {
            type: 0,
            channel_id: replied?.channelId ?? message.channelId,
            message_id: message.replyTo,
          },
          ...(deep ? { referenced_message: replied ? toMessage(state, replied, false) : null } : {}),
        }
      : {}),
    ...(interaction
      ? {
          webhook_id: state.applicationId,
          interaction_metadata: {
            id: interaction.id,
            type: interaction.type,
            user: toUser(state.users.get(interaction.userId)),
            authorizing_integration_owners: {},
          },
        }
      : {}),
    ...(thread ? { thread: toChannel(state, thread) } : {}),
  };
};

/** As the gateway brings it: with the server and who its author is there. */
export const toMessageEvent = (state: WorldState, message: MessageState): Json => {
  const guild = state.guilds.get(state.channels.get(message.channelId)?.guildId ?? '');
  const member = guild?.members.get(message.authorId);
  const memberOf = (id: string): Json => {
    const found = guild?.members.get(id);
    return { ...toUser(state.users.get(id)), ...(found ? { member: toBareMember(found) } : {}) };
  };
  return {
    ...toMessage(state, message),
    mentions: message.mentions.map(memberOf),
    ...(guild ? { guild_id: guild.id } : {}),
    ...(member ? { member: toBareMember(member) } : {}),
  };
};

/** What is left of it for a bot that may not read what people write. */
export const withheld = (event: Json): Json => ({
  ...event,
  content: '',
  embeds: [],
  components: [],
  attachments: [],
  ...(event.referenced_message ? { referenced_message: withheld(event.referenced_message as Json) } : {}),
});

export const toGuild = (guild: GuildState): Json => ({
  id: guild.id,
  name: guild.name,
  owner_id: guild.ownerId,
  preferred_locale: guild.locale,
  roles: [...guild.roles.values()].map(toRole),
  emojis: [],
  stickers: [],
  features: [],
  icon: null,
  splash: null,
  banner: null,
  description: null,
  afk_channel_id: null,
  afk_timeout: 300,
  application_id: null,
  default_message_notifications: 1,
  discovery_splash: null,
  explicit_content_filter: 0,
  max_members: 500_000,
  max_presences: null,
  max_video_channel_users: 25,
  mfa_level: 0,
  nsfw_level: 0,
  premium_progress_bar_enabled: false,
  premium_subscription_count: 0,
  premium_tier: 0,
  public_updates_channel_id: null,
  rules_channel_id: null,
  safety_alerts_channel_id: null,
  system_channel_flags: 0,
  system_channel_id: null,
  vanity_url_code: null,
  verification_level: 0,
});

export const toGuildCreate = (state: WorldState, guild: GuildState): Json => {
  const channels = [...state.channels.values()].filter(({ guildId }) => guildId === guild.id);
  const bot = guild.members.get(state.botId);
  return {
    ...toGuild(guild),
    joined_at: JOINED,
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    members: bot ? [toMember(state, bot)] : [],
    channels: channels.filter(({ thread }) => !thread).map((channel) => toChannel(state, channel)),
    threads: channels
      .flatMap((channel) => threadsIn(state, channel.id))
      .filter(({ thread }) => !thread?.archived)
      .map((thread) => toChannel(state, thread)),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
};

export const toCommand = (state: WorldState, command: CommandState): Json => ({
  ...command.body,
  id: command.id,
  application_id: state.applicationId,
  version: command.version,
  ...(command.guildId ? { guild_id: command.guildId } : {}),
});

/** Who did something and where, as every interaction says it. */
export const placeOf = (state: WorldState, userId: string, channel: ChannelState): Json => {
  const user = state.users.get(userId);
  const guild = state.guilds.get(channel.guildId ?? '');
  const member = guild?.members.get(userId);
  const place = {
    channel_id: channel.id,
    channel: guild
      ? { ...toChannel(state, channel), permissions: permissionsIn(guild, userId).toString() }
      : toChannel(state, channel),
    app_permissions: botPermissionsIn(state, channel).toString(),
    locale: user?.locale ?? 'en-US',
    entitlements: [],
    attachment_size_limit: 10_485_760,
  };
  if (!guild || !member) {
    return {
      ...place,
      user: toUser(user),
      context: 1,
      authorizing_integration_owners: { 0: '0' },
    };
  }
  return {
    ...place,
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_locale: guild.locale,
    member: {
      ...toMember(state, member),
      permissions: permissionsIn(guild, userId).toString(),
    },
    context: 0,
    authorizing_integration_owners: { 0: guild.id },
  };
};
