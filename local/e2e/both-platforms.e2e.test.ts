import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiscordPerson, SeenInDiscord } from '../../adapters/discord/testing/discord-world.ts';
import type { SeenInSlack } from '../../adapters/slack/testing/slack-person.ts';
import { scenario } from '../parity/scenarios.ts';
import { type BothStack, startBothStack } from '../testing/both-stack.ts';
import { until } from '../testing/until.ts';

const SOON_MS = 30_000;
const ANSWERED = /runs now|approved this on/;

let stack: BothStack;
beforeAll(async () => {
  stack = await startBothStack();
});
afterAll(() => stack?.stop());

const slackGeneral = (): string => stack.slack.channels.general;
const discordGeneral = (): string => stack.discord.channels.general;
const labels = ({ buttons }: SeenInSlack | SeenInDiscord): readonly string[] =>
  buttons.map(({ label }) => label);

/** Presses Approve, and says that it is meant where the card asks once more. */
const approvesInDiscord = async (who: DiscordPerson, card: SeenInDiscord): Promise<void> => {
  const clicked = await who.click(card, 'Approve');
  if (clicked.firstAnswer !== 9) return;
  const { fields } = await who.modal();
  await who.submit(
    Object.fromEntries(fields.map(({ customId, options }) => [customId, options[0]?.value ?? ''])),
  );
};

/** Everything that is shown of the approval, on both sides: what stands there and what can be pressed. */
const shownOf = async (number: string, slackThread: string | null) => {
  const { inSlack, inDiscord, discord } = stack;
  const slack = [
    ...(await inSlack.ben.read(slackGeneral())),
    ...(slackThread ? await inSlack.ben.read(slackGeneral(), slackThread) : []),
    ...(await inSlack.ben.read(await inSlack.ben.direct())),
  ];
  const threads = discord.threadsOf(discordGeneral()).map(({ id }) => id);
  const seen = [discordGeneral(), inDiscord.ben.direct(), ...threads].flatMap((channel) =>
    inDiscord.ben.reads(channel),
  );
  return [...slack, ...seen].filter(({ text, buttons }) => text.includes(number) && buttons.length > 0);
};
const numberOf = ({ text }: { readonly text: string }): string => {
  const [number] = /A-\d+/.exec(text) ?? [];
  if (!number) throw new Error(`no number in: ${text}`);
  return number;
};
const noneLeft = (number: string, slackThread: string | null) =>
  until(
    'no button is left anywhere',
    async () => {
      const cards = await shownOf(number, slackThread);
      const open = cards.filter((card) => labels(card).includes('Approve'));
      if (cards.length > 0 && open.length === 0) return true;
      throw new Error(open.map(({ text }) => text).join('\n'));
    },
    SOON_MS,
  );

const asksInSlack = async (file: string) => {
  const { inSlack, slack } = stack;
  const ts = await inSlack.anna.say(
    slackGeneral(),
    `<@${slack.botUserId}> run files.write_file path=${file} content=both`,
  );
  return { ts, card: await inSlack.ben.sees(slackGeneral(), ts, 'Approval needed', SOON_MS) };
};
const asksInDiscord = async (file: string) => {
  const { inDiscord, discord } = stack;
  const words = `run files.write_file path=${file} content=both`;
  const thread = await inDiscord.anna.say(discordGeneral(), words, { mentionBot: true });
  const isOpen = () => discord.threadsOf(discordGeneral()).some(({ id }) => id === thread);
  await expect.poll(isOpen, { timeout: SOON_MS }).toBe(true);
  return { thread, card: await inDiscord.ben.sees(thread, 'Approval needed', SOON_MS) };
};

describe('a task asked for in Slack, with the approvals channel in Discord', () => {
  beforeAll(async () => {
    const { inDiscord } = stack;
    await inDiscord.carla.command('approvals', { copies: 'here' }, { channelId: discordGeneral() });
    await inDiscord.carla.sees(discordGeneral(), /approval/i, SOON_MS);
  });

  it(
    scenario(
      'both-platforms',
      'is decided once by two who press at the same moment, one on each side; both cards end',
    ),
    async () => {
      const { inSlack, inDiscord, world } = stack;
      const { ts, card } = await asksInSlack('from-slack.md');
      const number = numberOf(card);
      const copy = await inDiscord.carla.sees(discordGeneral(), number, SOON_MS);
      expect(labels(copy)).toEqual(['Approve', 'Reject…', 'Details']);
      // Who must decide is called there, too.
      expect(copy.calls).toContain(inDiscord.ben.userId);
      await Promise.all([inSlack.ben.click(card, 'Approve'), approvesInDiscord(inDiscord.carla, copy)]);

      await inSlack.ben.sees(slackGeneral(), ts, /✓ Approved/, SOON_MS);
      await inDiscord.carla.sees(discordGeneral(), /✓ Approved/, SOON_MS);
      await noneLeft(number, ts);
      // One decision counts; the other hears who was first.
      const inside = await inSlack.ben.sees(slackGeneral(), ts, ANSWERED, SOON_MS);
      const outside = await inDiscord.carla.sees(discordGeneral(), ANSWERED, SOON_MS);
      expect([inside, outside].filter(({ text }) => /approved this on/.test(text))).toHaveLength(1);
      expect([inside, outside].filter(({ text }) => text.includes('runs now'))).toHaveLength(1);
      await inSlack.anna.sees(slackGeneral(), ts, /✓ files/, SOON_MS);
      expect(readFileSync(world.workspace('from-slack.md'), 'utf8')).toBe('both');
      const task = /T-\d+/.exec((await inSlack.anna.sees(slackGeneral(), ts, /T-\d+/)).text)?.[0] ?? '';
      const [approval] = await world.approvals(task);
      expect(approval?.decisions).toHaveLength(1);
    },
  );

  it('is decided in Discord alone, and its thread in Slack says by whom', async () => {
    const { inSlack, inDiscord } = stack;
    const { ts, card } = await asksInSlack('over-there.md');
    const copy = await inDiscord.ben.sees(discordGeneral(), numberOf(card), SOON_MS);
    await approvesInDiscord(inDiscord.ben, copy);
    const ended = await inSlack.anna.sees(slackGeneral(), ts, /✓ Approved/, SOON_MS);
    expect(ended.text).toContain('Approver');
    await noneLeft(numberOf(card), ts);
  });

  it('is shown and decided in Slack while Discord does not answer, and ends there when it is back', async () => {
    const { inSlack, inDiscord, discord } = stack;
    const { ts, card } = await asksInSlack('one-side-away.md');
    const number = numberOf(card);
    await inDiscord.ben.sees(discordGeneral(), number, SOON_MS);
    discord.goAway();
    try {
      await inSlack.ben.click(card, 'Approve');
      await inSlack.ben.sees(slackGeneral(), ts, /✓ Approved/, SOON_MS);
    } finally {
      discord.comeBack();
    }
    await noneLeft(number, ts);
  });
});

describe('a task asked for in Discord, with the approvals channel in Slack', () => {
  beforeAll(async () => {
    const { inSlack } = stack;
    await inSlack.carla.command('approvals', 'here', slackGeneral());
    await inSlack.carla.sees(slackGeneral(), null, /approval/i, SOON_MS);
  });

  it('is decided in Slack, and ends in its thread in Discord', async () => {
    const { inSlack, inDiscord, world } = stack;
    const { thread, card } = await asksInDiscord('from-discord.md');
    const number = numberOf(card);
    const copy = await inSlack.ben.sees(slackGeneral(), null, number, SOON_MS);
    expect(labels(copy)).toEqual(['Approve', 'Reject…', 'Details']);
    await inSlack.ben.click(copy, 'Approve');
    await inDiscord.anna.sees(thread, /✓ Approved/, SOON_MS);
    await inDiscord.anna.sees(thread, /✓ files/, SOON_MS);
    await noneLeft(number, null);
    expect(readFileSync(world.workspace('from-discord.md'), 'utf8')).toBe('both');
  });

  it('is withdrawn on both sides when its task is stopped', async () => {
    const { inSlack, inDiscord } = stack;
    const { thread, card } = await asksInDiscord('withdrawn.md');
    const number = numberOf(card);
    await inSlack.ben.sees(slackGeneral(), null, number, SOON_MS);
    const task = inDiscord.anna.reads(thread).find((message) => labels(message).includes('Stop'));
    if (!task) throw new Error('no card');
    await inDiscord.anna.click(task, 'Stop');
    await inDiscord.anna.sees(thread, /⊘ Withdrawn/, SOON_MS);
    await inSlack.ben.sees(slackGeneral(), null, /⊘ Withdrawn/, SOON_MS);
    await noneLeft(number, null);
  });
});
