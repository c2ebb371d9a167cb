import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { DiscordPerson, SeenInDiscord } from '../../adapters/discord/testing/discord-world.ts';
import { scenario } from '../parity/scenarios.ts';
import { type DiscordStack, startDiscordStack } from '../testing/discord-stack.ts';
import { says } from '../testing/person.ts';
import { until } from '../testing/until.ts';

/** A deed that a dead process left is taken up by another after its lease. */
const LATE_MS = 75_000;
const SOON_MS = 30_000;

let stack: DiscordStack;
beforeAll(async () => {
  stack = await startDiscordStack('gateway', { env: { COUNTERSIGN_APPROVAL_EXPIRES_AFTER: 'PT12S' } });
});
afterEach(() => stack.discord.faults.clear());
afterAll(() => stack?.stop());

const effects = (line: string): number =>
  stack.world.effects('counting').filter((entry) => entry === line).length;
/** Resolves with the thread of the message. */
const asks = async (words: string): Promise<string> => {
  const { general } = stack.discord.channels;
  const id = await stack.people.anna.say(general, words, { mentionBot: true });
  await until(
    'it has a thread',
    async () => stack.discord.threadsOf(general).some((one) => one.id === id),
    SOON_MS,
  );
  return id;
};
const confirms = async (who: DiscordPerson) => {
  const { fields } = await who.modal();
  return who.submit(
    Object.fromEntries(fields.map(({ customId, options }) => [customId, options[0]?.value ?? ''])),
  );
};
const labels = (message: SeenInDiscord): readonly string[] => message.buttons.map(({ label }) => label);

it(
  scenario('crash', 'bot killed between a click and its answer: it is answered, the decision counts once'),
  async () => {
    const { anna, ben } = stack.people;
    const threadId = await asks('run files.write_file path=killed.md content=once');
    const approval = await ben.sees(threadId, 'Approval needed', SOON_MS);
    await ben.click(approval, 'Approve');
    // The answer is under way and does not arrive.
    stack.discord.faults.always('interaction.answer', { delayMs: 60_000 });
    const sent = confirms(ben).catch(() => null);
    await ben.sees(threadId, /✓ Approved/, SOON_MS);
    process.kill(stack.world.stack().pidOf('bot'), 'SIGKILL');
    stack.discord.faults.clear();
    await sent;
    await ben.sees(ben.direct(), /You approved this/, LATE_MS);
    await anna.sees(threadId, /✓ files/, SOON_MS);
    expect(readFileSync(stack.world.workspace('killed.md'), 'utf8')).toBe('once');
  },
);

it('Discord away for a while: what was under way ends in its thread, what was said meanwhile is heard', async () => {
  const { anna } = stack.people;
  const threadId = await asks('run counting.slow_append delayMs=1500 line=away');
  await anna.sees(threadId, /T-\d+/, SOON_MS);
  stack.discord.goAway();
  await until('the task ended meanwhile', async () => effects('away') === 1, SOON_MS);
  const { general } = stack.discord.channels;
  const words = 'run counting.slow_append delayMs=50 line=meanwhile';
  const said = await anna.say(general, words, { mentionBot: true });
  stack.discord.comeBack();
  await anna.sees(threadId, /✓ counting/, LATE_MS);
  await until(
    'it is heard',
    async () => stack.discord.threadsOf(general).some(({ id }) => id === said),
    LATE_MS,
  );
  await anna.sees(said, /✓ counting/, LATE_MS);
  expect([effects('away'), effects('meanwhile')]).toEqual([1, 1]);
});

it(
  scenario('expiry', 'an approval that nobody gave in time says so, runs nothing, and a late click hears it'),
  async () => {
    const { anna, ben } = stack.people;
    const threadId = await asks('run files.write_file path=expired.md content=x');
    const asked = await ben.sees(threadId, 'Approval needed', SOON_MS);
    const expired = await ben.sees(threadId, /⊘ Expired/, SOON_MS);
    expect(labels(expired)).toEqual(['Details']);
    await anna.sees(threadId, /✗ files/, SOON_MS);
    await ben.press(asked, asked.buttons[0]?.customId ?? '');
    await confirms(ben);
    const answer = await ben.sees(threadId, says('notice.expired', { at: { raw: '…some…' } }), SOON_MS);
    expect(answer.isEphemeral).toBe(true);
    expect(existsSync(stack.world.workspace('expired.md'))).toBe(false);
  },
);

it(scenario('copies', 'an approval is copied into the approvals channel, and ends there, too'), async () => {
  const { ben, carla } = stack.people;
  const channelId = stack.discord.addChannel('decisions');
  const told = await carla.command('approvals', { copies: 'here' }, { channelId });
  expect(told.failed).toBe(false);
  const threadId = await asks('run files.write_file path=copied.md content=x');
  const copy = await ben.sees(channelId, /Approval needed[\s\S]*copied\.md/, SOON_MS);
  await ben.click(copy, 'Approve');
  await confirms(ben);
  for (const place of [channelId, threadId]) {
    expect(labels(await ben.sees(place, /✓ Approved[\s\S]*copied\.md/, SOON_MS))).toEqual(['Details']);
  }
});
