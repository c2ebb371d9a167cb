import { decodeText, mentionsIn, roleMentionsIn, withoutOwnName } from './message-text.ts';
import {
  asId,
  asList,
  asObject,
  asText,
  channelTypeOf,
  type Fields,
  idAt,
  idsOf,
  nameOf,
  readFiles,
  textAt,
} from './read.ts';
import { type Inbound, ignored, unsupported } from './types.ts';

/** Who we are: the connection knows it, the deliveries don't say. */
export interface OwnNames {
  readonly userId: string | null;
  /** Our own role in that server; people name it by mistake. */
  readonly roleIds: readonly string[];
}

/** What people say; every other type is Discord's own, or a command's. */
const SAID: readonly unknown[] = [0, 19];
/** A forwarded message is somebody else's words. */
const FORWARD = 1;

/** Of no concern to us, whatever is in it. */
const NOISE =
  /^(READY|RESUMED|MESSAGE_|TYPING_|PRESENCE_|VOICE_|STAGE_|INVITE_|WEBHOOKS_|INTEGRATION_|GUILD_|CHANNEL_|THREAD_|USER_|AUTO_MODERATION_|ENTITLEMENT_|SUBSCRIPTION_|SOUNDBOARD_|APPLICATION_|RATE_LIMITED)/;

/** One dispatch of the gateway, by its name. */
export const readEvent = (name: string, data: Fields, own: OwnNames): Inbound => {
  switch (name) {
    case 'MESSAGE_CREATE':
      return readMessage(data, own);
    case 'GUILD_ROLE_CREATE':
    case 'GUILD_ROLE_UPDATE':
      return roleChanged(asId(data.guild_id), idAt(data, 'role', 'id'));
    case 'GUILD_ROLE_DELETE':
      return roleChanged(asId(data.guild_id), asId(data.role_id));
    case 'GUILD_MEMBER_UPDATE':
      return memberChanged(data, idsOf(data.roles));
    case 'GUILD_MEMBER_REMOVE':
      return memberChanged(data, null);
    case 'GUILD_DELETE':
      return readGuildDelete(data);
    case 'CHANNEL_DELETE':
    case 'THREAD_DELETE':
      return withChannel(data, (channelId) => ({
        kind: 'channel_gone',
        guildId: asId(data.guild_id),
        channelId,
      }));
    case 'THREAD_UPDATE':
      return withChannel(data, (channelId) => readThread(data, channelId));
    default:
      return NOISE.test(name) ? ignored('of no concern') : unsupported(`event ${name.slice(0, 80)}`);
  }
};

const withChannel = (data: Fields, make: (channelId: string) => Inbound): Inbound => {
  const channelId = asId(data.id);
  return channelId ? make(channelId) : unsupported('a channel without its id');
};

const readThread = (data: Fields, channelId: string): Inbound => {
  const state = asObject(data.thread_metadata);
  return {
    kind: 'thread_changed',
    guildId: asId(data.guild_id),
    channelId,
    parentId: asId(data.parent_id),
    archived: state?.archived === true,
    locked: state?.locked === true,
  };
};

const roleChanged = (guildId: string | null, roleId: string | null): Inbound =>
  guildId && roleId ? { kind: 'role_changed', guildId, roleId } : unsupported('a role without its id');

const memberChanged = (data: Fields, memberRoles: readonly string[] | null): Inbound => {
  const [guildId, userId] = [asId(data.guild_id), idAt(data, 'user', 'id')];
  return guildId && userId
    ? { kind: 'member_changed', guildId, userId, memberRoles }
    : unsupported('a member without an id');
};

const readGuildDelete = (data: Fields): Inbound => {
  if (data.unavailable === true) return ignored('a server is away for a while');
  const guildId = asId(data.id);
  return guildId ? { kind: 'guild_gone', guildId } : unsupported('a server without its id');
};

const readMessage = (data: Fields, own: OwnNames): Inbound => {
  if (!SAID.includes(data.type ?? 0)) return ignored('not said by a person');
  const author = asObject(data.author);
  if (data.webhook_id || data.application_id || author?.bot === true || author?.system === true) {
    return ignored('written by a program');
  }
  const [messageId, channelId, userId] = [asId(data.id), asId(data.channel_id), asId(author?.id)];
  if (!messageId || !channelId || !userId) return unsupported('a message without its author, channel or id');
  if (userId === own.userId) return ignored('our own');
  const guildId = asId(data.guild_id);
  const channelType = channelTypeOf(data.channel_type);
  return {
    kind: 'message',
    identity: messageId,
    guildId,
    channelId,
    channelType: channelType ?? (guildId ? null : 'dm'),
    parentId: null,
    userId,
    userName: nameOf(data.member, author),
    memberRoles: guildId ? idsOf(asObject(data.member)?.roles) : [],
    messageId,
    isDirect: guildId === null && channelType !== 'group_dm',
    ...readWords(data, own),
    attachments: readFiles(asList(data.attachments)),
  };
};

const readWords = (data: Fields, own: OwnNames) => {
  const markup = asText(data.content) ?? '';
  const ownId = own.userId;
  const replyTo = readReply(data);
  const isReplyToUs = ownId !== null && replyTo?.userId === ownId;
  const named = mentionsIn(markup);
  // Answering a message names its author without a word of it in the text.
  const pinged = asList(data.mentions).flatMap((user) => idAt(user, 'id') ?? []);
  const ownName = ownId !== null && (named.includes(ownId) || (!isReplyToUs && pinged.includes(ownId)));
  return {
    text: decodeText(withoutOwnName(markup, [...(ownId ? [ownId] : []), ...own.roleIds])).trim(),
    mentions: [...new Set([...named, ...pinged])],
    isMention: ownName || roleMentionsIn(markup).some((role) => own.roleIds.includes(role)),
    isReplyToUs,
    replyTo,
  };
};

const readReply = (data: Fields) => {
  const message = asObject(data.referenced_message);
  const [messageId, userId] = [asId(message?.id), idAt(message, 'author', 'id')];
  if (asObject(data.message_reference)?.type === FORWARD || !messageId || !userId) return null;
  return { messageId, userId, text: decodeText(textAt(message, 'content') ?? '') };
};
