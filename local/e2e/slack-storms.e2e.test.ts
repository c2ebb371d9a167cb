import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SlackFault } from '../../adapters/slack/testing/faults.ts';
import { scenario } from '../parity/scenarios.ts';
import { sentence } from '../testing/person.ts';
import { type SlackStack, startSlackStack } from '../testing/slack-stack.ts';

const SOON_MS = 20_000;

let stack: SlackStack;
beforeAll(async () => {
  stack = await startSlackStack('http');
});
afterEach(() => stack.slack.faults.clear());
afterAll(() => stack?.stop());

const general = (): string => stack.slack.channels.general;
const effects = (line: string): number =>
  stack.world.effects('counting').filter((entry) => entry === line).length;
const asks = (line: string): Promise<string> =>
  stack.people.anna.say(
    general(),
    `<@${stack.slack.botUserId}> run counting.slow_append delayMs=300 line=${line}`,
  );
const cards = async (ts: string) =>
  (await stack.people.anna.read(general(), ts)).filter(({ by, onlyYou }) => by === null && !onlyYou);

describe('after each trouble of Slack the end is shown, once, and nothing ran twice', () => {
  it.each<[string, string, SlackFault, number]>([
    ['a post is limited', 'chat.postMessage', { status: 429, retryAfter: 1 }, 2],
    ['an edit is limited', 'chat.update', { status: 429, retryAfter: 1 }, 2],
    ['a post meets a fault of Slack', 'chat.postMessage', { status: 500 }, 2],
    ['an edit meets a fault of Slack', 'chat.update', { status: 500 }, 2],
    ['a post breaks off before it is done', 'chat.postMessage', { drop: true }, 2],
    ['a post breaks off after it was done', 'chat.postMessage', { dropAfter: true }, 1],
    ['an edit breaks off after it was done', 'chat.update', { dropAfter: true }, 2],
    ['a post is slow', 'chat.postMessage', { delayMs: 1_500 }, 1],
    ['a post may have half worked', 'chat.postMessage', { error: 'internal_error' }, 1],
    ['the message is gone', 'chat.update', { error: 'message_not_found' }, 1],
    ['the message can’t be edited', 'chat.update', { error: 'cant_update_message' }, 1],
    ['the bot is not in the channel', 'chat.postMessage', { error: 'not_in_channel' }, 1],
    ['the card is too long', 'chat.update', { error: 'msg_too_long' }, 1],
    ['nobody knows the answer', 'chat.postMessage', { error: 'a_code_of_next_year' }, 1],
  ])('when %s', async (name, method, fault, times) => {
    const line = name.replace(/\W+/g, '-');
    stack.slack.faults.next(method, fault, times);
    const ts = await asks(line);
    await stack.people.anna.sees(general(), ts, /✓ counting\.slow_append/, SOON_MS);
    expect(effects(line)).toBe(1);
    const reposted = fault !== null && 'error' in fault && /message/.test(fault.error);
    expect((await cards(ts)).filter(({ text }) => /✓ counting/.test(text))).toHaveLength(1);
    if (!reposted) expect(await cards(ts)).toHaveLength(1);
  });

  it(
    scenario(
      'storms',
      'when the channel is archived meanwhile, the requester gets the end directly, and the task is done',
    ),
    async () => {
      const { anna } = stack.people;
      const as = (method: string, args: Record<string, unknown>) =>
        stack.slack.as(stack.slack.people.anna.token, method, args);
      const { channel } = await as('conversations.create', { name: `short-lived-${Date.now()}` });
      const { id } = channel as { id: string };
      await as('conversations.invite', { channel: id, users: stack.slack.botUserId });
      const words = `<@${stack.slack.botUserId}> run counting.slow_append delayMs=2500 line=archived`;
      const ts = await anna.say(id, words);
      await anna.sees(id, ts, /T-\d+/, SOON_MS);
      await as('conversations.archive', { channel: id });
      // What Slack says to an edit there; the stand-in would take it.
      stack.slack.faults.always('chat.update', { error: 'is_inactive' });
      const told = await anna.sees(await anna.direct(), null, /✓ counting[\s\S]*appended archived/, SOON_MS);
      expect(told.text).toContain(sentence('slack.moved'));
      expect(effects('archived')).toBe(1);
    },
  );
});
