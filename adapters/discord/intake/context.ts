import type { DiscordGuild } from '../discord-guilds.ts';
import { DiscordRefusal } from '../discord-refusal.ts';
import { decodeText } from '../inbound/message-text.ts';
import { asList, asObject, idAt, readFiles, textAt } from '../inbound/read.ts';
import type { SharedFile } from '../inbound/types.ts';

/** So much of a request's surroundings reaches the task. */
export const CONTEXT_LIMITS = {
  files: 5,
  /** Of one file. */
  bytes: 64 * 1024,
  messages: 30,
  /** Of all messages together. */
  characters: 12_000,
} as const;

const TIMEOUT_MS = 10_000;
const READABLE = /^(text\/|application\/(json|xml|yaml|x-yaml|csv|javascript|x-sh|sql))/;
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Discord's own file servers, and a stand-in's on this machine: nothing else is fetched. */
const isFileServer = (url: string, apiUrl: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (LOOPBACK.includes(new URL(apiUrl).hostname)) return LOOPBACK.includes(hostname);
  return protocol === 'https:' && ['cdn.discordapp.com', 'media.discordapp.net'].includes(hostname);
};

/** Each file as words: its name, and its text when it is one; what was left out is said. */
export const filesAsContext = async (
  apiUrl: string,
  files: readonly SharedFile[],
): Promise<readonly string[]> => {
  const taken = files.slice(0, CONTEXT_LIMITS.files);
  const words = await Promise.all(
    taken.map(async ({ name, mimetype, size, url }) => {
      const head = `File "${name}" (${mimetype || 'unknown type'}, ${size} bytes)`;
      if (!url || !READABLE.test(mimetype)) return `${head}: its content is not text and was not read.`;
      const content = isFileServer(url, apiUrl) ? await download(url) : null;
      if (content === null) return `${head}: it could not be read.`;
      const rest =
        size > CONTEXT_LIMITS.bytes ? `\n… (the first ${CONTEXT_LIMITS.bytes} bytes of ${size})` : '';
      return `${head}:\n${content}${rest}`;
    }),
  );
  const left = files.length - taken.length;
  return left > 0 ? [...words, `${left} more files were not read.`] : words;
};

/** The beginning of it; null when it can't be had. */
const download = async (url: string): Promise<string | null> => {
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok || !answer.body) return null;
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of answer.body) {
      parts.push(part);
      size += part.length;
      if (size >= CONTEXT_LIMITS.bytes) break;
    }
    return Buffer.concat(parts).subarray(0, CONTEXT_LIMITS.bytes).toString('utf8');
  } catch {
    return null;
  }
};

/** What was said around a message, oldest first, and the files in it. Our own words are not part of it. */
export const aroundAsContext = async (
  apiUrl: string,
  { api }: DiscordGuild,
  channelId: string,
  messageId: string,
): Promise<readonly string[]> => {
  const messages = await readAround(api, channelId, messageId);
  if (messages === null) return ['The conversation this was asked in could not be read.'];
  const theirs = messages.filter((message) => asObject(asObject(message)?.author)?.bot !== true);
  const lines: string[] = [];
  let left: number = CONTEXT_LIMITS.characters;
  // The newest come first.
  for (const message of theirs) {
    const words = decodeText(textAt(message, 'content') ?? '');
    if (words === '') continue;
    if (words.length > left) break;
    left -= words.length;
    lines.unshift(
      `${textAt(message, 'author', 'username') ?? idAt(message, 'author', 'id') ?? 'somebody'}: ${words}`,
    );
  }
  const files = theirs.flatMap((message) => readFiles(asList(asObject(message)?.attachments)));
  return [...lines, ...(await filesAsContext(apiUrl, files))];
};

/** A message's menu works in every channel, in those we may not read, too: then null. */
const readAround = async (
  api: DiscordGuild['api'],
  channelId: string,
  messageId: string,
): Promise<readonly unknown[] | null> => {
  try {
    const query = { limit: String(CONTEXT_LIMITS.messages), around: messageId };
    return await api.call<readonly unknown[]>('message.list', { channelId }, { query });
  } catch (error) {
    if (error instanceof DiscordRefusal && error.action !== 'retry' && error.action !== 'reinstall')
      return null;
    throw error;
  }
};
