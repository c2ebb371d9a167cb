import { until } from '../../../local/testing/until.ts';
import type { Json } from './json.ts';
import { list } from './json.ts';
import { matches, type Tools } from './person-tools.ts';
import { toSeen, toSeenAlone } from './seen-in-slack.ts';
import type { SlackPerson } from './slack-person.ts';
import { namesOf } from './slack-words.ts';
import { typed } from './typed.ts';

export const writing = ({
  world,
  person,
  call,
  direct,
}: Tools): Pick<SlackPerson, 'say' | 'dm' | 'edit' | 'remove'> => {
  const say: SlackPerson['say'] = async (
    channel,
    text,
    { threadTs, files = [], linksNames = false } = {},
  ) => {
    const below = threadTs ? { thread_ts: threadTs } : {};
    const words = typed(text, linksNames);
    if (files.length === 0) {
      const { ts } = await call('chat.postMessage', { channel, text: words, ...below });
      return String(ts);
    }
    const shared: Json[] = [];
    for (const { name, content } of files) {
      const body = Buffer.from(content);
      const made = await call('files.getUploadURLExternal', { filename: name, length: body.length });
      const { pathname } = new URL(String(made.upload_url));
      await fetch(new URL(pathname, world.apiUrl), { method: 'POST', body });
      shared.push({ id: made.file_id, title: name });
    }
    const comment = words ? { initial_comment: words } : {};
    await call('files.completeUploadExternal', { files: shared, channel_id: channel, ...comment, ...below });
    const { messages } = threadTs
      ? await call('conversations.replies', { channel, ts: threadTs })
      : await call('conversations.history', { channel, limit: 1000 });
    const mine = list(messages).filter(({ user, files: has }) => user === person.userId && has);
    return (
      mine
        .map(({ ts }) => String(ts))
        .sort()
        .at(-1) ?? ''
    );
  };
  return {
    say,
    async dm(text, options) {
      const channel = await direct();
      return { channel, ts: await say(channel, text, options) };
    },
    async edit(channel, ts, text) {
      await call('chat.update', { channel, ts, text: typed(text, false) });
    },
    async remove(channel, ts) {
      await call('chat.delete', { channel, ts });
    },
  };
};

export const reading = ({ world, person }: Tools): Pick<SlackPerson, 'read' | 'sees' | 'readFile'> => {
  const { state, call } = world.inner;
  const read: SlackPerson['read'] = async (channel, threadTs = null) => {
    const method = threadTs ? 'conversations.replies' : 'conversations.history';
    const answer = await call(person.token, method, {
      channel,
      limit: 1000,
      ...(threadTs ? { ts: threadTs } : {}),
    });
    // Who is not in a conversation sees nothing of it.
    if (!answer.ok && ['not_in_channel', 'channel_not_found'].includes(answer.error ?? '')) return [];
    if (!answer.ok) throw new Error(`${method}: ${answer.error}`);
    const names = namesOf(state);
    const open = list(answer.messages).map((message) => toSeen(names, channel, message));
    const alone = state.ephemerals
      .shownTo(person.userId, channel, threadTs)
      .map((one) => toSeenAlone(names, one));
    return [...open, ...alone].sort((a, b) => (a.ts < b.ts ? -1 : 1));
  };
  return {
    read,
    sees: (channel, threadTs, words, longestMs) =>
      until(
        `${person.name} sees ${String(words)}`,
        async () => {
          const all = await read(channel, threadTs);
          const found = all.findLast(({ text }) => matches(text, words));
          if (!found) throw new Error(`[${all.map(({ text }) => text).join('] [')}]`);
          return found;
        },
        longestMs,
      ),
    async readFile(message, name) {
      const file = message.files.find((one) => one.name === name);
      if (!file) throw new Error(`no file ${name}: ${message.files.map((one) => one.name).join()}`);
      const { pathname } = new URL(file.url);
      const answer = await fetch(new URL(pathname, world.apiUrl), {
        headers: { authorization: `Bearer ${person.token}` },
      });
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return answer.text();
    },
  };
};
