import { readFiles } from '../inbound/event.ts';
import { decodeText } from '../inbound/message-text.ts';
import type { Inbound } from '../inbound.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { SlackWorkspace } from '../slack-workspaces.ts';

type Files = Extract<Inbound, { readonly kind: 'message' }>['files'];

/** So much of a request's surroundings reaches the task. */
export const CONTEXT_LIMITS = {
  files: 5,
  /** Of one file. */
  bytes: 64 * 1024,
  messages: 30,
  /** Of all messages together. */
  characters: 12_000,
} as const;

const READABLE = /^(text\/|application\/(json|xml|yaml|x-yaml|csv|javascript|x-sh|sql))/;

/** Each file as words: its name, and its text when it is one; what was left out is said. */
export const filesAsContext = async ({ api }: SlackWorkspace, files: Files): Promise<readonly string[]> => {
  const taken = files.slice(0, CONTEXT_LIMITS.files);
  const words = await Promise.all(
    taken.map(async ({ name, mimetype, size, urlPrivateDownload: url }) => {
      const head = `File "${name}" (${mimetype || 'unknown type'}, ${size} bytes)`;
      if (!url || !READABLE.test(mimetype)) return `${head}: its content is not text and was not read.`;
      try {
        const content = (await api.download(url, CONTEXT_LIMITS.bytes)).toString('utf8');
        const rest =
          size > CONTEXT_LIMITS.bytes ? `\n… (the first ${CONTEXT_LIMITS.bytes} bytes of ${size})` : '';
        return `${head}:\n${content}${rest}`;
      } catch {
        return `${head}: it could not be read.`;
      }
    }),
  );
  const left = files.length - taken.length;
  return left > 0 ? [...words, `${left} more files were not read.`] : words;
};

interface Said {
  readonly user?: string;
  readonly username?: string;
  readonly text?: string;
  readonly files?: unknown;
}

/**
 * What was said in the thread, oldest first, and the files in it; the newest of both when there is much. Our own words
 * are not part of it.
 */
export const threadAsContext = async (
  workspace: SlackWorkspace,
  channel: string,
  threadTs: string,
): Promise<readonly string[]> => {
  const { api, installation } = workspace;
  const messages = await readThread(api, channel, threadTs);
  if (messages === null) return ['The thread this was asked in could not be read.'];
  const theirs = messages.filter(({ user }) => user !== installation.botUserId);
  const files = theirs.flatMap((message) => readFiles(message.files)).reverse();
  return [...asLines(theirs), ...(await filesAsContext(workspace, files))];
};

const asLines = (messages: readonly Said[]): readonly string[] => {
  const lines: string[] = [];
  let left: number = CONTEXT_LIMITS.characters;
  for (const { user, username, text: markup = '' } of messages.slice(-CONTEXT_LIMITS.messages).reverse()) {
    if (markup === '') continue;
    const words = decodeText(markup);
    if (words.length > left) break;
    left -= words.length;
    lines.unshift(`${user ?? username ?? 'an app'}: ${words}`);
  }
  return lines;
};

/** A message's menu works in every channel, in those we are not in and may not read, too: then null. */
const readThread = async (
  api: SlackWorkspace['api'],
  channel: string,
  ts: string,
): Promise<readonly Said[] | null> => {
  try {
    // The oldest come first, whatever the limit is.
    const args = { channel, ts, limit: 1000 };
    return (await api.call<{ messages?: readonly Said[] }>('conversations.replies', args)).messages ?? [];
  } catch (error) {
    if (error instanceof SlackRefusal && error.action !== 'retry' && error.action !== 'reinstall')
      return null;
    throw error;
  }
};
