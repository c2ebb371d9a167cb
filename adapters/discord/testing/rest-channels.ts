import { PermissionFlagsBits as BITS } from 'discord.js';
import { json, num, word } from './json.ts';
import type { Handler, WorldRequest } from './rest-request.ts';
import {
  changeThread,
  checkBody,
  deleteMessage,
  editMessage,
  makeThread,
  postMessage,
  sameNonce,
  type WorldCore,
} from './world-messages.ts';
import { toChannel, toMessage } from './world-payloads.ts';
import { botPermissionsIn, canBot, needs, seenChannel } from './world-permissions.ts';
import { formRefusal, refusal } from './world-refusal.ts';
import { type ChannelState, type MessageState, messagesIn, type WorldState } from './world-state.ts';

const isText = ({ type }: ChannelState): boolean => [0, 1, 2, 5, 11, 12].includes(type);
const ARCHIVE_AFTER = [60, 1440, 4320, 10_080];

/** Channels, threads and what is written in them. */
export const channelRoutes = (core: WorldCore): Readonly<Record<string, Handler>> => {
  const { state } = core;
  const channelOf = ({ params }: WorldRequest): ChannelState => seenChannel(state, params.channelId);
  const messageOf = (request: WorldRequest): MessageState => {
    const channel = channelOf(request);
    const message = state.messages.get(request.params.messageId ?? '');
    if (!message || message.channelId !== channel.id || message.onlyFor !== null) throw refusal(10008);
    return message;
  };
  return {
    'channel.get': (request) => toChannel(state, channelOf(request)),
    'channel.update': (request) => updateChannel(core, channelOf(request), request),
    'typing.show': (request) => {
      const channel = channelOf(request);
      if (!isText(channel)) throw refusal(50008);
      mayPost(state, channel, 0);
      return null;
    },
    'thread.create': (request) => createThread(core, channelOf(request), request),
    'thread.fromMessage': (request) => threadFromMessage(core, channelOf(request), request),
    'message.list': (request) => listMessages(state, channelOf(request), request),
    'message.get': (request) => {
      needs(state, channelOf(request), BITS.ReadMessageHistory, 50001);
      return toMessage(state, messageOf(request));
    },
    'message.create': (request) => createMessage(core, channelOf(request), request),
    'message.update': (request) => {
      const message = messageOf(request);
      if (message.authorId !== state.botId) throw refusal(50005);
      if (channelOf(request).thread?.archived) throw refusal(50083);
      return toMessage(state, editMessage(core, message, request.body, request.files));
    },
    'message.delete': (request) => {
      const message = messageOf(request);
      const channel = channelOf(request);
      if (message.authorId !== state.botId) needs(state, channel, BITS.ManageMessages);
      if (channel.thread?.archived) throw refusal(50083);
      deleteMessage(core, message);
      return null;
    },
  };
};

/** Throws when the bot may not write here now. */
const mayPost = (state: WorldState, channel: ChannelState, files: number): void => {
  const person = state.users.get(channel.recipientId ?? '');
  if (person) {
    const isMet = [...state.guilds.values()].some(
      ({ members }) => members.has(person.id) && members.has(state.botId),
    );
    if (!isMet) throw refusal(50278);
    if (person.closedToBot) throw refusal(50007);
  }
  needs(state, channel, channel.thread ? BITS.SendMessagesInThreads : BITS.SendMessages);
  if (files > 0) needs(state, channel, BITS.AttachFiles);
  if (channel.thread?.locked && !canBot(state, channel, BITS.ManageThreads)) {
    throw refusal(channel.thread.archived ? 50083 : 160005);
  }
};

const createMessage = (core: WorldCore, channel: ChannelState, { body, files }: WorldRequest) => {
  const { state } = core;
  if (!isText(channel)) throw refusal(50008);
  mayPost(state, channel, files.length);
  checkBody(body, files);
  const same = sameNonce(state, channel.id, body);
  if (same) return toMessage(state, same);
  const { message_id: repliedId, fail_if_not_exists: mustBe } = json(body.message_reference);
  if (repliedId !== undefined) {
    needs(state, channel, BITS.ReadMessageHistory, 160002);
    const isThere = state.messages.get(word(repliedId))?.channelId === channel.id;
    if (!isThere && mustBe !== false) {
      const problem = { code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' };
      throw formRefusal([{ at: 'message_reference', ...problem }]);
    }
    if (!isThere) {
      const { message_reference: _gone, ...rest } = body;
      return toMessage(state, postMessage(core, { channel, authorId: state.botId, body: rest, files }));
    }
  }
  return toMessage(state, postMessage(core, { channel, authorId: state.botId, body, files }));
};

const listMessages = (state: WorldState, channel: ChannelState, { query }: WorldRequest) => {
  if (!isText(channel)) throw refusal(50008);
  if (!canBot(state, channel, BITS.ReadMessageHistory)) return [];
  const limit = Number(query.get('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    const problem = { code: 'NUMBER_TYPE_MAX', message: 'int value should be between 1 and 100.' };
    throw formRefusal([{ at: 'limit', ...problem }]);
  }
  const all = messagesIn(state, channel.id).filter(({ onlyFor }) => onlyFor === null);
  const [before, after, around] = ['before', 'after', 'around'].map((name) => query.get(name));
  const isOlder = (a: string, b: string): boolean => BigInt(a) < BigInt(b);
  const newest = (some: readonly MessageState[]) => [...some].reverse();
  const found = (): readonly MessageState[] => {
    if (before) return newest(all.filter(({ id }) => isOlder(id, before)).slice(-limit));
    if (after) return newest(all.filter(({ id }) => isOlder(after, id)).slice(0, limit));
    if (around) {
      const at = all.findIndex(({ id }) => !isOlder(id, around));
      const from = Math.max(0, (at < 0 ? all.length : at) - Math.floor(limit / 2));
      return newest(all.slice(from, from + limit));
    }
    return newest(all.slice(-limit));
  };
  const reads = state.messageContent || channel.guildId === null;
  return found().map((message) => {
    const full = toMessage(state, message);
    const isOpen = reads || message.authorId === state.botId || message.mentions.includes(state.botId);
    return isOpen ? full : { ...full, content: '', components: [], embeds: [], attachments: [] };
  });
};

const checkThread = ({ body }: WorldRequest): void => {
  const { name, auto_archive_duration: after } = body;
  const size = word(name).length;
  const problems = [
    ...(size < 1 || size > 100
      ? [{ at: 'name', code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be between 1 and 100 in length.' }]
      : []),
    ...(after !== undefined && after !== null && !ARCHIVE_AFTER.includes(num(after))
      ? [{ at: 'auto_archive_duration', code: 'BASE_TYPE_CHOICES', message: 'Not one of the choices.' }]
      : []),
  ];
  if (problems.length > 0) throw formRefusal(problems);
};

const archiveIn = (after: unknown): { autoArchive?: number } =>
  typeof after === 'number' ? { autoArchive: after } : {};

const createThread = (core: WorldCore, parent: ChannelState, request: WorldRequest) => {
  const { state } = core;
  const { body, files } = request;
  checkThread(request);
  const [name, ownerId] = [word(body.name), state.botId];
  const wanted = { name, ownerId, ...archiveIn(body.auto_archive_duration) };
  if (parent.type === 15) {
    needs(state, parent, BITS.SendMessages);
    if (parent.requiresTag && !(Array.isArray(body.applied_tags) && body.applied_tags.length > 0)) {
      throw refusal(40067, 400);
    }
    const first = json(body.message);
    checkBody(first, files);
    const thread = makeThread(core, parent, { ...wanted, type: 11 });
    const message = postMessage(core, {
      channel: thread,
      authorId: ownerId,
      body: first,
      files,
      id: thread.id,
    });
    return { ...toChannel(state, thread), message: toMessage(state, message) };
  }
  if (parent.type !== 0) throw refusal(50024);
  // Private unless told, as in the API's version 10.
  const type = body.type === undefined ? 12 : num(body.type);
  if (type !== 11 && type !== 12) {
    throw formRefusal([{ at: 'type', code: 'BASE_TYPE_CHOICES', message: 'Not one of the choices.' }]);
  }
  needs(state, parent, type === 11 ? BITS.CreatePublicThreads : BITS.CreatePrivateThreads);
  const thread = makeThread(core, parent, { ...wanted, type });
  if (type === 11) {
    postMessage(core, { channel: parent, authorId: ownerId, body: { content: name }, type: 18 });
  }
  return toChannel(state, thread);
};

const threadFromMessage = (core: WorldCore, parent: ChannelState, request: WorldRequest) => {
  const { state } = core;
  const { body, params } = request;
  const message = state.messages.get(params.messageId ?? '');
  if (parent.type !== 0) throw refusal(50024);
  if (message?.channelId !== parent.id || message.onlyFor !== null) throw refusal(10008);
  if (state.channels.has(message.id)) throw refusal(160004);
  needs(state, parent, BITS.CreatePublicThreads);
  needs(state, parent, BITS.ReadMessageHistory);
  checkThread(request);
  const [name, ownerId] = [word(body.name), state.botId];
  const made = { name, ownerId, id: message.id, type: 11, ...archiveIn(body.auto_archive_duration) };
  const thread = makeThread(core, parent, made);
  const starter = { message_reference: { message_id: message.id }, allowed_mentions: { parse: [] } };
  postMessage(core, { channel: thread, authorId: ownerId, body: starter, type: 21 });
  return toChannel(state, thread);
};

const updateChannel = (core: WorldCore, channel: ChannelState, request: WorldRequest) => {
  const { state, emit } = core;
  const { archived, locked, name } = request.body;
  const bits = botPermissionsIn(state, channel);
  const manages = (bits & (channel.thread ? BITS.ManageThreads : BITS.ManageChannels)) !== 0n;
  if (!channel.thread) {
    if (!manages) throw refusal(50013);
    if (name !== undefined) channel.name = word(name);
    emit('CHANNEL_UPDATE', toChannel(state, channel), { guildId: channel.guildId });
    return toChannel(state, channel);
  }
  const isOwner = channel.thread.ownerId === state.botId;
  const opensOnly = Object.keys(request.body).every((field) => field === 'archived') && archived === false;
  if (locked !== undefined && !manages) throw refusal(50013);
  if (channel.thread.locked && !manages) throw refusal(50013);
  if (!opensOnly && !isOwner && !manages) throw refusal(50013);
  if (channel.thread.archived && archived !== false) throw refusal(50083);
  if (name !== undefined) channel.name = word(name);
  changeThread(core, channel, {
    ...(typeof archived === 'boolean' ? { archived } : {}),
    ...(typeof locked === 'boolean' ? { locked } : {}),
    ...archiveIn(request.body.auto_archive_duration),
  });
  return toChannel(state, channel);
};
