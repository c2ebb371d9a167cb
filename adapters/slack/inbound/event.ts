import { decodeText, mentionsIn, withoutOwnName } from './message-text.ts';
import { asList, asObject, asText, type Fields, type FromTeam, readOwnId, readTeam, textAt } from './read.ts';
import { type Inbound, ignored, type SharedFile, unsupported } from './types.ts';

const CHANNEL_TYPES = ['channel', 'group', 'im', 'mpim'] as const;
/** What people say; every other subtype is Slack's own or another program's. */
const SAID: readonly unknown[] = [null, 'file_share', 'thread_broadcast'];

/** `event_callback`: what happened in the workspace. */
export const readEvent = (body: Fields): Inbound => {
  const event = asObject(body.event);
  const team = readTeam(body);
  if (!event || !team) return unsupported('an event without a workspace or without its content');
  const type = asText(event.type) ?? '';
  switch (type) {
    case 'message':
    case 'app_mention':
      return readMessage(event, team, { isMention: type === 'app_mention', ownId: readOwnId(body) });
    case 'app_home_opened':
      if (asText(event.tab) === 'messages') return readMessagesTab(event, team);
      return withUser(event, (userId) => ({ kind: 'home_opened', ...team, userId }));
    case 'assistant_thread_started':
      return readAssistant(event, team);
    case 'assistant_thread_context_changed':
    case 'app_context_changed':
      return { kind: 'assistant_context_changed', ...team };
    case 'app_uninstalled':
      return { kind: 'uninstalled', ...team };
    case 'tokens_revoked':
      return { kind: 'tokens_revoked', ...team, botUserIds: texts(asObject(event.tokens)?.bot) };
    case 'subteam_updated':
      return usergroup(textAt(event, 'subteam', 'id'), team);
    case 'subteam_members_changed':
      return usergroup(asText(event.subteam_id), team);
    case 'user_change':
      return user(textAt(event, 'user', 'id'), team);
    case 'channel_archive':
    case 'channel_deleted':
    case 'channel_left':
    case 'group_archive':
    case 'group_deleted':
    case 'group_left':
      return channelGone(asText(event.channel), team);
    default:
      return unsupported(`event ${type.slice(0, 80)}`);
  }
};

const texts = (value: unknown): readonly string[] =>
  asList(value).filter((item): item is string => typeof item === 'string');

const withUser = (event: Fields, make: (userId: string) => Inbound): Inbound => {
  const userId = asText(event.user);
  return userId ? make(userId) : unsupported('an event without its user');
};

const usergroup = (usergroupId: string | null, team: FromTeam): Inbound =>
  usergroupId
    ? { kind: 'usergroup_changed', ...team, usergroupId }
    : unsupported('a user group without its id');

const user = (userId: string | null, team: FromTeam): Inbound =>
  userId ? { kind: 'user_changed', ...team, userId } : unsupported('a user without its id');

const channelGone = (channelId: string | null, team: FromTeam): Inbound =>
  channelId ? { kind: 'channel_gone', ...team, channelId } : unsupported('a channel without its id');

/** The conversation with us was opened: where an app has the agent view, that is its pane. */
const readMessagesTab = (event: Fields, team: FromTeam): Inbound => {
  const [userId, channelId] = [asText(event.user), asText(event.channel)];
  if (!userId || !channelId) return ignored('the messages tab of nobody');
  return { kind: 'assistant_started', ...team, userId, channelId, threadTs: null };
};

const readAssistant = (event: Fields, team: FromTeam): Inbound => {
  const thread = asObject(event.assistant_thread);
  const [userId, channelId, threadTs] = [
    asText(thread?.user_id),
    asText(thread?.channel_id),
    asText(thread?.thread_ts),
  ];
  if (!userId || !channelId || !threadTs) return unsupported('an assistant thread without its place');
  return { kind: 'assistant_started', ...team, userId, channelId, threadTs };
};

const readMessage = (
  event: Fields,
  team: FromTeam,
  { isMention, ownId }: { readonly isMention: boolean; readonly ownId: string | null },
): Inbound => {
  const subtype = event.subtype ?? null;
  if (!SAID.includes(subtype)) {
    return ignored(`message subtype ${asText(subtype)?.slice(0, 40) ?? 'that is no text'}`);
  }
  if (event.bot_id || event.bot_profile || event.app_id) return ignored('written by a program');
  if (event.hidden === true) return ignored('hidden');
  if (event.edited) return ignored('an edit of what was taken before');
  const [userId, channelId, ts] = [asText(event.user), asText(event.channel), asText(event.ts)];
  if (!userId || !channelId || !ts) return unsupported('a message without its user, channel or time');
  const markup = asText(event.text) ?? '';
  const threadTs = asText(event.thread_ts);
  const channelType = CHANNEL_TYPES.find((name) => name === event.channel_type) ?? null;
  return {
    kind: 'message',
    ...team,
    identity: `${channelId}:${ts}`,
    userId,
    channelId,
    channelType,
    ts,
    threadTs,
    text: decodeText(withoutOwnName(markup, ownId)),
    mentions: mentionsIn(markup),
    isMention,
    files: readFiles(event.files),
  };
};

/** The `files` of a message, in an event or read from its channel. */
export const readFiles = (files: unknown): readonly SharedFile[] => asList(files).flatMap(readFile);

const readFile = (value: unknown): readonly SharedFile[] => {
  const file = asObject(value);
  const id = asText(file?.id);
  if (!file || !id) return [];
  return [
    {
      id,
      name: asText(file.name) ?? id,
      mimetype: asText(file.mimetype) ?? '',
      size: typeof file.size === 'number' ? file.size : 0,
      urlPrivateDownload: asText(file.url_private_download) ?? asText(file.url_private),
    },
  ];
};
