import { describe, expect, it } from 'vitest';
import type { SeenInSlack, SlackPerson } from '../../adapters/slack/testing/slack-person.ts';
import { scenario } from '../parity/scenarios.ts';
import { says, sentence } from '../testing/person.ts';
import type { SlackStack } from '../testing/slack-stack.ts';

const SOON_MS = 30_000;
const count = (line: string): string => `run counting.slow_append delayMs=50 line=${line}`;
const labels = ({ buttons }: SeenInSlack): readonly string[] => buttons.map(({ label }) => label);

/** What Slack alone has: ways to hand over a task or to be asked. */
export const describeWaysIn = (stack: () => SlackStack): void => {
  const general = (): string => stack().slack.channels.general;
  const effects = (line: string): number =>
    stack()
      .world.effects('counting')
      .filter((entry) => entry === line).length;
  const sees = (
    who: SlackPerson,
    channel: string,
    ts: string | null,
    words: string | RegExp,
  ): Promise<SeenInSlack> => who.sees(channel, ts, words, SOON_MS);
  const DONE = /✓ counting\.slow_append/;

  describe('ways in', () => {
    it('one command for all, answered where nobody else sees it', async () => {
      const { anna, ben } = stack().people;
      await anna.command('countersign', 'help', general());
      const answer = await sees(anna, general(), null, sentence('help.title'));
      expect(answer.onlyYou).toBe(true);
      expect((await ben.read(general())).some(({ onlyYou }) => onlyYou)).toBe(false);
      await anna.command('countersign', count('umbrella'), general());
      await sees(anna, general(), null, /umbrella|✓ counting\.slow_append/);
      await expect.poll(() => effects('umbrella'), { timeout: SOON_MS }).toBe(1);
    });

    it(scenario('form', 'a form from anywhere, shown in the chosen channel'), async () => {
      const { anna } = stack().people;
      await anna.globalShortcut('new_task');
      const form = await anna.modal();
      await anna.submit(form, { objective: `/${count('form')}`, channel: general() });
      await expect.poll(() => effects('form'), { timeout: SOON_MS }).toBe(1);
    });

    it(
      scenario('home', 'the home page: what waits for me, what of mine runs, what became of the rest'),
      async () => {
        const { anna, dave } = stack().people;
        await anna.openHome();
        const home = await anna.home(/T-\d+/);
        expect(home.text).toMatch(says('slack.home.waiting'));
        expect(home.text).toMatch(says('slack.home.recent'));
        await dave.openHome();
        expect((await dave.home()).text).not.toMatch(/T-\d+/);
      },
    );

    it(scenario('assistant', 'the assistant pane greets, and offers what can be done here'), async () => {
      const { anna } = stack().people;
      const pane = await anna.openAssistant();
      await sees(anna, pane.channel, pane.threadTs, /Hello/);
      await expect
        .poll(() => pane.pane().prompts.map(({ message }) => message))
        .toContain('/run workspace-report');
    });

    it('nothing comes of an edit or a deletion', async () => {
      const { anna, ben } = stack().people;
      const ts = await anna.say(general(), `<@${stack().slack.botUserId}> ${count('edited')}`);
      await sees(anna, general(), ts, DONE);
      await anna.edit(general(), ts, `<@${stack().slack.botUserId}> ${count('edited')} again`);
      const removed = await ben.say(general(), count('removed'));
      await ben.say(general(), 'thanks!', { threadTs: ts });
      await ben.remove(general(), removed);
      await stack().slack.events.idle();
      expect([effects('edited'), effects('removed')]).toEqual([1, 0]);
      const bot = (await ben.read(general(), ts)).filter(({ by }) => by === null);
      expect(bot).toHaveLength(1);
    });
  });

  describe('an approval elsewhere', () => {
    const asks = async (channel: string, file: string): Promise<string> =>
      stack().people.anna.say(
        channel,
        `<@${stack().slack.botUserId}> run files.write_file path=${file} content=x`,
      );
    const invite = (channel: string, ...users: string[]) =>
      stack().slack.as(stack().slack.people.anna.token, 'conversations.invite', {
        channel,
        users: users.join(','),
      });

    it(scenario('copies', 'is copied into the approvals channel, and ends there, too'), async () => {
      const { ben, carla } = stack().people;
      const { random } = stack().slack.channels;
      await invite(random, stack().slack.botUserId);
      await carla.command('approvals', 'here', random);
      await sees(carla, random, null, says('command.approvals_here'));
      const ts = await asks(general(), 'copied.md');
      const copy = await sees(ben, random, null, /Approval needed[\s\S]*copied\.md/);
      await ben.click(copy, 'Approve');
      for (const [channel, thread] of [
        [random, null],
        [general(), ts],
      ] as const) {
        const shown = await sees(ben, channel, thread, /✓ Approved[\s\S]*copied\.md/);
        expect(labels(shown)).toEqual(['Details']);
      }
      await carla.command('approvals', 'off', random);
      await sees(carla, random, null, says('command.approvals_off'));
    });

    it(scenario('direct', 'reaches who must decide directly when they are not in the channel'), async () => {
      const { ben } = stack().people;
      const { channel } = await stack().slack.as(stack().slack.people.anna.token, 'conversations.create', {
        name: `quiet-${Date.now()}`,
        is_private: true,
      });
      const { id } = channel as { id: string };
      await invite(id, stack().slack.botUserId);
      const ts = await asks(id, 'direct.md');
      const direct = await ben.direct();
      const copy = await sees(ben, direct, null, /Approval needed[\s\S]*direct\.md/);
      await ben.click(copy, 'Approve');
      await sees(ben, direct, null, /✓ Approved[\s\S]*direct\.md/);
      const own = await sees(stack().people.anna, id, ts, /✓ Approved/);
      expect(labels(own)).toEqual(['Details']);
    });
  });
};
