import { problemsOf, withNested } from './form-rules.ts';
import { type Json, json, list, num, word, words } from './json.ts';
import { toChannel, toMessageEvent, withheld } from './world-payloads.ts';
import { formRefusal, refusal } from './world-refusal.ts';
import type { ChannelState, FileState, MessageState, WorldState } from './world-state.ts';

export const EPHEMERAL = 1 << 6;
export const LOADING = 1 << 7;
export const COMPONENTS_V2 = 1 << 15;
const SUPPRESS = 1 << 12;
const NONCE_MS = 5 * 60_000;
const LARGEST_FILE = 10 * 1024 * 1024;

/** Told to everybody who listens; `hidden` is for those who may not read what people write. */
export type Emit = (
  name: string,
  data: Json,
  to: { readonly guildId: string | null; readonly hidden?: Json },
) => void;

export interface WorldCore {
  readonly state: WorldState;
  readonly emit: Emit;
}

export interface NewMessage {
  readonly channel: ChannelState;
  readonly authorId: string;
  readonly body: Json;
  readonly files?: readonly FileState[];
  readonly id?: string;
  readonly type?: number;
  readonly flags?: number;
  readonly onlyFor?: string | null;
  readonly interactionId?: string | null;
}

/** What Discord would refuse in it. `files`: how many come with it. */
export const checkBody = (body: Json, files: readonly FileState[] = []): void => {
  if (files.some(({ bytes }) => bytes.length > LARGEST_FILE)) throw refusal(40005);
  const problems = problemsOf(body);
  if (problems.length > 0) throw formRefusal(problems);
  const said = word(body.content).trim() !== '';
  const parts = [body.components, body.embeds, body.sticker_ids].some((part) => list(part).length > 0);
  if (!said && !parts && files.length === 0 && !body.poll) throw refusal(50006);
};

const textsOf = (body: Json): string =>
  [
    word(body.content),
    ...list(body.components)
      .flatMap(withNested)
      .map(({ content }) => word(content)),
  ].join('\n');

/** Named in the words, as far as the message lets them be called. */
const calledBy = (body: Json, pattern: RegExp, kind: 'users' | 'roles'): readonly string[] => {
  const named = [...new Set([...textsOf(body).matchAll(pattern)].map(([, id = '']) => id))];
  if (body.allowed_mentions === undefined || body.allowed_mentions === null) return named;
  const allowed = json(body.allowed_mentions);
  return words(allowed.parse).includes(kind)
    ? named
    : named.filter((id) => words(allowed[kind]).includes(id));
};

const keepFiles = (
  state: WorldState,
  channelId: string,
  body: Json,
  files: readonly FileState[],
): readonly Json[] =>
  files.map((file, index) => {
    const id = state.id();
    state.files.set(id, file);
    const told = list(body.attachments).find((one) => String(one.id) === String(index));
    const filename = word(told?.filename) || file.name;
    const url = `${state.origin}/attachments/${channelId}/${id}/${encodeURIComponent(filename)}`;
    const size = file.bytes.length;
    return { id, filename, size, url, proxy_url: url, content_type: file.contentType };
  });

export const toAttachment = (state: WorldState, channelId: string, file: FileState): Json =>
  keepFiles(state, channelId, {}, [file])[0] ?? {};

/** Posted by the bot shortly before with the same nonce. */
export const sameNonce = (state: WorldState, channelId: string, body: Json): MessageState | null => {
  if (body.enforce_nonce !== true || body.nonce === undefined) return null;
  const since = state.now() - NONCE_MS;
  const isSame = (one: MessageState): boolean =>
    one.channelId === channelId &&
    one.authorId === state.botId &&
    String(one.nonce) === String(body.nonce) &&
    one.at >= since;
  return [...state.messages.values()].find(isSame) ?? null;
};

export const changeThread = (
  { state, emit }: WorldCore,
  channel: ChannelState,
  over: Partial<Pick<NonNullable<ChannelState['thread']>, 'archived' | 'locked' | 'autoArchive'>>,
): void => {
  if (!channel.thread) return;
  Object.assign(channel.thread, over, { archivedAt: new Date(state.now()).toISOString() });
  emit('THREAD_UPDATE', toChannel(state, channel), { guildId: channel.guildId });
};

export const postMessage = (core: WorldCore, wanted: NewMessage): MessageState => {
  const { state } = core;
  const { channel, authorId, body, files = [] } = wanted;
  const reference = json(body.message_reference);
  const message: MessageState = {
    id: wanted.id ?? state.id(),
    channelId: channel.id,
    authorId,
    type: wanted.type ?? (reference.message_id ? 19 : 0),
    at: state.now(),
    editedAt: null,
    content: word(body.content),
    components: numbered(body.components),
    embeds: list(body.embeds),
    attachments: keepFiles(state, channel.id, body, files),
    mentions: calledBy(body, /<@!?(\d+)>/g, 'users').filter((id) => state.users.has(id)),
    mentionRoles: calledBy(body, /<@&(\d+)>/g, 'roles'),
    flags: wanted.flags ?? num(body.flags) & (COMPONENTS_V2 | SUPPRESS | 4),
    nonce: (body.nonce as string | number | undefined) ?? null,
    replyTo: word(reference.message_id) || null,
    onlyFor: wanted.onlyFor ?? null,
    interactionId: wanted.interactionId ?? null,
  };
  const answered = state.messages.get(message.replyTo ?? '');
  const pings = json(body.allowed_mentions).replied_user !== false && message.type === 19;
  if (answered && pings && !message.mentions.includes(answered.authorId)) {
    message.mentions = [...message.mentions, answered.authorId];
  }
  if (channel.thread?.archived) changeThread(core, channel, { archived: false });
  state.messages.set(message.id, message);
  tell(core, 'MESSAGE_CREATE', message);
  return message;
};

/** Discord numbers the components that have no number. */
const numbered = (components: unknown): readonly Json[] => {
  let last = 0;
  const one = (component: Json): Json => {
    last += 1;
    const id = component.id ?? last;
    return {
      ...component,
      id,
      ...(component.components ? { components: list(component.components).map(one) } : {}),
      ...(component.accessory ? { accessory: one(json(component.accessory)) } : {}),
    };
  };
  return list(components).map(one);
};

/** Ephemeral messages are told to nobody. */
const tell = ({ state, emit }: WorldCore, name: string, message: MessageState): void => {
  if (message.onlyFor !== null) return;
  const guildId = state.channels.get(message.channelId)?.guildId ?? null;
  const event = toMessageEvent(state, message);
  const reads =
    guildId === null || message.authorId === state.botId || message.mentions.includes(state.botId);
  emit(name, event, { guildId, ...(reads ? {} : { hidden: withheld(event) }) });
};

export const editMessage = (
  core: WorldCore,
  message: MessageState,
  body: Json,
  files: readonly FileState[] = [],
): MessageState => {
  const flags = message.flags | (num(body.flags) & (COMPONENTS_V2 | 4));
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  const merged: Json = {
    content: message.content,
    components: message.components,
    embeds: message.embeds,
    ...given,
    flags,
  };
  const kept =
    body.attachments === undefined
      ? message.attachments
      : message.attachments.filter(({ id }) => list(body.attachments).some((one) => one.id === id));
  const isFull = kept.length > 0 ? [...files, ...kept.map(() => EMPTY_FILE)] : files;
  checkBody(merged, isFull);
  message.content = word(merged.content);
  message.components = numbered(merged.components);
  message.embeds = list(merged.embeds);
  message.flags = flags & ~LOADING;
  message.attachments = [...kept, ...keepFiles(core.state, message.channelId, body, files)];
  message.editedAt = core.state.now();
  tell(core, 'MESSAGE_UPDATE', message);
  return message;
};

const EMPTY_FILE: FileState = { name: '', contentType: '', bytes: Buffer.alloc(0) };

export const deleteMessage = ({ state, emit }: WorldCore, message: MessageState): void => {
  state.messages.delete(message.id);
  if (message.onlyFor !== null) return;
  const guildId = state.channels.get(message.channelId)?.guildId ?? null;
  const gone = { id: message.id, channel_id: message.channelId, ...(guildId ? { guild_id: guildId } : {}) };
  emit('MESSAGE_DELETE', gone, { guildId });
};

export const makeThread = (
  core: WorldCore,
  parent: ChannelState,
  wanted: {
    readonly name: string;
    readonly type: number;
    readonly ownerId: string;
    /** The message it is made from, whose id it takes. */
    readonly id?: string;
    readonly autoArchive?: number;
  },
): ChannelState => {
  const { state, emit } = core;
  const thread: ChannelState = {
    id: wanted.id ?? state.id(),
    type: wanted.type,
    name: wanted.name,
    guildId: parent.guildId,
    parentId: parent.id,
    recipientId: null,
    botPermissions: null,
    requiresTag: false,
    thread: {
      archived: false,
      locked: false,
      autoArchive: wanted.autoArchive ?? 1440,
      archivedAt: new Date(state.now()).toISOString(),
      ownerId: wanted.ownerId,
    },
  };
  state.channels.set(thread.id, thread);
  emit('THREAD_CREATE', { ...toChannel(state, thread), newly_created: true }, { guildId: parent.guildId });
  return thread;
};
