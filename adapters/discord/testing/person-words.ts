import { until } from '../../../local/testing/until.ts';
import { channelFor, type GivenFile, messageFor, type PersonTools, toFile } from './person-tools.ts';
import { directWith } from './rest-application.ts';
import { type SeenInDiscord, toSeen } from './seen-in-discord.ts';
import { changeThread, deleteMessage, editMessage, makeThread, postMessage } from './world-messages.ts';
import { messagesIn } from './world-state.ts';

export interface SayOptions {
  /** Its words begin with the bot's name. */
  readonly mentionBot?: boolean;
  readonly replyTo?: { readonly messageId: string };
  /** Answers without calling the author. */
  readonly silentReply?: boolean;
  readonly attachments?: readonly GivenFile[];
}

const LONGEST_MS = 15_000;
const LONGEST = 2_000;

const matches = (words: string | RegExp, shown: string): boolean =>
  typeof words === 'string' ? shown.includes(words) : words.test(shown);

export const writing = (tools: PersonTools) => {
  const { core, userId } = tools;
  const { state } = core;
  const say = (channelId: string, said: string, options: SayOptions = {}, id?: string): string => {
    const channel = channelFor(tools, channelId);
    if (channel.type === 15) throw new Error('a forum takes posts alone');
    if (channel.thread?.locked) throw new Error('the thread is locked');
    const { replyTo, silentReply } = options;
    if (said.length > LONGEST) throw new Error(`a message takes ${LONGEST} characters`);
    return postMessage(core, {
      channel,
      ...(id ? { id } : {}),
      authorId: userId,
      body: {
        content: options.mentionBot ? `<@${state.botId}> ${said}` : said,
        ...(replyTo ? { message_reference: { message_id: messageFor(tools, replyTo).id } } : {}),
        ...(silentReply
          ? { allowed_mentions: { parse: ['users', 'roles', 'everyone'], replied_user: false } }
          : {}),
      },
      files: (options.attachments ?? []).map(toFile),
    }).id;
  };
  return {
    say: async (channelId: string, said: string, options?: SayOptions) => say(channelId, said, options),
    dm: async (said: string, options?: SayOptions) => {
      const channelId = directWith(state, userId).id;
      return { channelId, messageId: say(channelId, said, options) };
    },
    direct: () => directWith(state, userId).id,
    edit: async (message: { readonly messageId: string }, said: string) => {
      editMessage(core, messageFor(tools, message), { content: said });
    },
    post: async (forumId: string, title: string, said: string, options: SayOptions = {}) => {
      const forum = channelFor(tools, forumId);
      if (forum.type !== 15) throw new Error('posts are for forums');
      const { id } = makeThread(core, forum, { name: title, type: 11, ownerId: userId });
      return say(id, said, options, id);
    },
    openThread: async (message: { readonly messageId: string }, title: string) => {
      const { id, channelId } = messageFor(tools, message);
      return makeThread(core, channelFor(tools, channelId), { name: title, type: 11, ownerId: userId, id })
        .id;
    },
    remove: async (message: { readonly messageId: string }) =>
      deleteMessage(core, messageFor(tools, message)),
    archive: async (threadId: string) => changeThread(core, channelFor(tools, threadId), { archived: true }),
  };
};

export const reading = (tools: PersonTools) => {
  const { state } = tools.core;
  const reads = (channelId: string): readonly SeenInDiscord[] => {
    channelFor(tools, channelId);
    return messagesIn(state, channelId)
      .filter(({ onlyFor, type }) => type !== 18 && (onlyFor === null || onlyFor === tools.userId))
      .map((message) => toSeen(state, message));
  };
  const find = (channelId: string, words: string | RegExp): SeenInDiscord | undefined =>
    reads(channelId).findLast(({ shown }) => matches(words, shown));
  return {
    reads,
    sees: (channelId: string, words: string | RegExp, longestMs = LONGEST_MS): Promise<SeenInDiscord> =>
      until(
        `${state.users.get(tools.userId)?.username} sees ${words}`,
        () => {
          const found = find(channelId, words);
          if (found) return found;
          throw new Error(
            `only: ${reads(channelId)
              .map(({ shown }) => shown)
              .join('\n—\n')}`,
          );
        },
        longestMs,
      ),
    seesNot(channelId: string, words: string | RegExp): void {
      const found = find(channelId, words);
      if (found) throw new Error(`sees it all the same: ${found.shown}`);
    },
    look: (message: { readonly messageId: string }): SeenInDiscord =>
      toSeen(state, messageFor(tools, message)),
    readFile: async (message: SeenInDiscord, name: string): Promise<string> => {
      const found = message.attachments.find((file) => file.name === name);
      if (!found)
        throw new Error(`no file ${name}: ${message.attachments.map((one) => one.name).join(', ')}`);
      return (await fetch(found.url)).text();
    },
  };
};
