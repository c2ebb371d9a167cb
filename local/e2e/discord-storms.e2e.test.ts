import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SeenInDiscord } from '../../adapters/discord/testing/discord-world.ts';
import type { DiscordFault, WorldRoute } from '../../adapters/discord/testing/faults.ts';
import { scenario } from '../parity/scenarios.ts';
import { type DiscordStack, startDiscordStack } from '../testing/discord-stack.ts';

const SOON_MS = 25_000;

let stack: DiscordStack;
beforeAll(async () => {
  stack = await startDiscordStack('gateway');
});
afterEach(() => stack.discord.faults.clear());
afterAll(() => stack?.stop());

const general = (): string => stack.discord.channels.general;
const effects = (line: string): number =>
  stack.world.effects('counting').filter((entry) => entry === line).length;
const asks = (line: string, delayMs = 300, channelId = general()): Promise<string> =>
  stack.people.anna.say(channelId, `run counting.slow_append delayMs=${delayMs} line=${line}`, {
    mentionBot: true,
  });
const DONE = /✓ counting\.slow_append/;
const threadOf = async (messageId: string, channelId = general()): Promise<string> => {
  await expect
    .poll(() => stack.discord.threadsOf(channelId).some(({ id }) => id === messageId), { timeout: SOON_MS })
    .toBe(true);
  return messageId;
};
const cards = (threadId: string): readonly SeenInDiscord[] =>
  stack.people.anna.reads(threadId).filter(({ by, text }) => by === null && /T-\d+/.test(text));

describe('after each trouble of Discord the end is shown, once, and nothing ran twice', () => {
  it.each<[string, WorldRoute, DiscordFault, number]>([
    ['a post is limited', 'message.create', { status: 429, retryAfterS: 1 }, 2],
    ['an edit is limited', 'message.update', { status: 429, retryAfterS: 1 }, 2],
    ['a post is limited for all', 'message.create', { status: 429, retryAfterS: 1, scope: 'shared' }, 1],
    ['a post meets a fault of Discord', 'message.create', { status: 500 }, 2],
    ['an edit meets a fault of Discord', 'message.update', { status: 502 }, 2],
    ['a post breaks off before it is done', 'message.create', { dropConnection: true }, 2],
    ['a post breaks off after it was done', 'message.create', { dropAfter: true }, 1],
    ['an edit breaks off after it was done', 'message.update', { dropAfter: true }, 1],
    ['a thread breaks off after it was made', 'thread.fromMessage', { dropAfter: true }, 1],
    ['a post is slow', 'message.create', { delayMs: 1_500 }, 1],
    ['the message is gone', 'message.update', { code: 10008 }, 1],
    ['the message is too old for another edit', 'message.update', { code: 30046 }, 1],
  ])('when %s', async (name, route, fault, times) => {
    const line = name.replace(/\W+/g, '-');
    stack.discord.faults.next(route, { ...fault, times });
    const threadId = await threadOf(await asks(line));
    await stack.people.anna.sees(threadId, DONE, SOON_MS);
    expect(effects(line)).toBe(1);
    expect(cards(threadId).filter(({ text }) => DONE.test(text))).toHaveLength(1);
  });

  it('when its card is deleted, it is posted once more', async () => {
    const { anna } = stack.people;
    const threadId = await threadOf(await asks('deleted', 2_500));
    const card = await anna.sees(threadId, /T-\d+/, SOON_MS);
    stack.discord.deleteMessage(card.messageId);
    await anna.sees(threadId, DONE, SOON_MS);
    expect(cards(threadId)).toHaveLength(1);
    expect(effects('deleted')).toBe(1);
  });

  it('when its thread was put away, it is opened again', async () => {
    const { anna } = stack.people;
    const threadId = await threadOf(await asks('archived', 2_500));
    await anna.sees(threadId, /T-\d+/, SOON_MS);
    stack.discord.setThread(threadId, { archived: true });
    await anna.sees(threadId, DONE, SOON_MS);
    expect(effects('archived')).toBe(1);
  });

  it(
    scenario(
      'storms',
      'when its channel is deleted, the requester gets the end directly, and the task is done',
    ),
    async () => {
      const { anna } = stack.people;
      const channelId = stack.discord.addChannel('short-lived');
      const threadId = await threadOf(await asks('channel-gone', 2_500, channelId), channelId);
      await anna.sees(threadId, /T-\d+/, SOON_MS);
      stack.discord.deleteChannel(channelId);
      await anna.sees(anna.direct(), DONE, SOON_MS);
      expect(effects('channel-gone')).toBe(1);
    },
  );

  it('in a channel where the bot may open no threads, it works with the requester directly', async () => {
    const { anna } = stack.people;
    stack.discord.faults.always('thread.fromMessage', { code: 50013 });
    await asks('no-threads');
    await anna.sees(anna.direct(), /✓ counting[\s\S]*no-threads/, SOON_MS);
    expect(effects('no-threads')).toBe(1);
  });
});
