import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scenario } from '../parity/scenarios.ts';
import { type DiscordStack, startDiscordStack } from '../testing/discord-stack.ts';
import { says } from '../testing/person.ts';
import { until } from '../testing/until.ts';

const SOON_MS = 30_000;
const LATE_MS = 60_000;

let stack: DiscordStack;
beforeAll(async () => {
  stack = await startDiscordStack('gateway');
});
afterEach(() => stack.discord.closeDms(stack.people.anna.userId, false));
afterAll(() => stack?.stop());

/** A task that waits for an approval, in a channel of its own or in this one. */
const waiting = async (file: string, channelId = stack.discord.addChannel(`about-${file}`)) => {
  const { anna, ben } = stack.people;
  const words = `run files.write_file path=${file}.md content=x`;
  const threadId = await anna.say(channelId, words, { mentionBot: true });
  const isOpen = () => stack.discord.threadsOf(channelId).some(({ id }) => id === threadId);
  await expect.poll(isOpen, { timeout: SOON_MS }).toBe(true);
  await ben.sees(threadId, 'Approval needed', SOON_MS);
  const [ref = ''] = /T-\d+/.exec((await anna.sees(threadId, /T-\d+/)).text) ?? [];
  const { id } = await stack.world.task(ref);
  return { id, channelId };
};

/** Decided on the page; the task ends well whatever its chat says. */
const approvedOnThePage = async (id: string): Promise<void> => {
  const { world } = stack;
  const { status } = await world.decide(world.people.approver, await world.pending(id));
  expect(status).toBe(200);
  await world.taskIs(id, 'completed', LATE_MS);
};

const noteOf = (id: string) =>
  until(
    'a note in the trace',
    async () => (await stack.world.trace(id)).find(({ details }) => details.not_shown === true),
    LATE_MS,
  );

describe('a task whose place in Discord closes while it runs', () => {
  it('ends in a direct message to who asked, when its channel was deleted', async () => {
    const { anna } = stack.people;
    const { id, channelId } = await waiting('deleted');
    stack.discord.deleteChannel(channelId);
    await approvedOnThePage(id);
    await anna.sees(anna.direct(), /✓ files\.write_file[\s\S]*deleted\.md/, LATE_MS);
  });

  it('ends with a note in its trace, when who asked takes no direct messages either', async () => {
    const { id, channelId } = await waiting('shut');
    stack.discord.closeDms(stack.people.anna.userId);
    stack.discord.deleteChannel(channelId);
    await approvedOnThePage(id);
    const note = await noteOf(id);
    expect(note.summary).toMatch(says('error.chat_closed'));
    expect(await stack.world.numbers(id)).toEqual(
      (await stack.world.numbers(id)).map((_, index) => index + 1),
    );
  });

  it(
    scenario('closed', 'ends with a note in its trace, when the bot was taken out of the server'),
    async () => {
      const { id } = await waiting('kicked', stack.discord.channels.general);
      stack.discord.kickBot();
      try {
        await approvedOnThePage(id);
        expect((await noteOf(id)).summary).toMatch(says('error.chat_closed'));
        expect(await stack.world.task(id)).toMatchObject({ status: 'completed', error: null });
      } finally {
        stack.discord.inviteBot();
      }
    },
  );
});
