import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeenInSlack, SlackPerson } from '../../adapters/slack/testing/slack-person.ts';
import { scenario } from '../parity/scenarios.ts';
import { says } from '../testing/person.ts';
import { type SlackStack, startSlackStack, type Transport } from '../testing/slack-stack.ts';
import { inOrder } from '../testing/world.ts';
import { describeWaysIn } from './slack-ways-in.ts';

/** Long enough on a slow machine; a test that waits this long says what was seen instead. */
const SOON_MS = 30_000;

/** What people do in Slack and see there, the same over both transports. */
export const describeSlack = (transport: Transport): void => {
  let stack: SlackStack;
  beforeAll(async () => {
    stack = await startSlackStack(transport);
  });
  afterAll(() => stack?.stop());

  const general = (): string => stack.slack.channels.general;
  const sees = (who: SlackPerson, ts: string | null, words: string | RegExp): Promise<SeenInSlack> =>
    who.sees(general(), ts, words, SOON_MS);
  const says_ = (who: SlackPerson, words: string, more = {}): Promise<string> =>
    who.say(general(), `<@${stack.slack.botUserId}> ${words}`, more);

  /** Anna asks for a file in the channel; resolves with the approval's message as Ben sees it. */
  const asksToWrite = async (file: string, content = 'written') => {
    const { anna, ben } = stack.people;
    const ts = await says_(anna, `run files.write_file path=${file} content=${content}`);
    const approval = await sees(ben, ts, 'Approval needed');
    return { ts, approval, file: stack.world.workspace(file) };
  };
  const cardOf = (messages: readonly SeenInSlack[]): SeenInSlack | undefined =>
    messages.find(({ by, text }) => by === null && /T-\d+/.test(text));

  describe('a task', () => {
    it(
      scenario('mention', 'runs from a mention: one live card in the thread, steps, and the answer'),
      async () => {
        const { anna, ben } = stack.people;
        const ts = await says_(anna, 'run workspace-report');
        const approval = await sees(ben, ts, 'Approval needed');
        expect(approval.buttons.map(({ label }) => label)).toEqual(['Approve', 'Reject…', 'Details']);
        await ben.click(approval, 'Approve');
        const done = await sees(anna, ts, /✓ Workspace report/);
        expect(done.text).toContain('8 steps');
        expect(done.text).toContain('report.md');
        expect(done.buttons.map(({ label }) => label)).not.toContain('Stop');
        const mine = (await anna.read(general(), ts)).filter(({ by }) => by === null);
        expect(mine.filter(({ onlyYou }) => !onlyYou)).toHaveLength(2);
        expect(existsSync(stack.world.workspace('report.md'))).toBe(true);
      },
    );

    it(scenario('stop', 'is stopped from its card, and says by whom'), async () => {
      const { anna } = stack.people;
      const { ts } = await asksToWrite('stopped.md');
      const card = cardOf(await anna.read(general(), ts));
      if (!card) throw new Error('no card');
      await anna.click(card, 'Stop');
      await sees(anna, ts, /⊘ files\.write_file · stopped/);
      await sees(anna, ts, /⊘ Withdrawn/);
      const left = (await anna.read(general(), ts)).flatMap(({ buttons }) =>
        buttons.map(({ label }) => label),
      );
      expect(left).not.toContain('Approve');
      expect(left).not.toContain('Stop');
    });

    it(
      scenario('command', 'starts from a slash command, in a thread that hangs from its own card'),
      async () => {
        const { anna } = stack.people;
        await anna.command('run', 'counting.slow_append delayMs=50 line=slash', general());
        const root = await sees(anna, null, /counting\.slow_append/);
        await sees(anna, null, /✓ counting\.slow_append/);
        expect(root.by).toBeNull();
        expect(stack.world.effects('counting').filter((line) => line.includes('slash'))).toHaveLength(1);
      },
    );

    it(
      scenario(
        'redelivery',
        'starts once from one message, however often and under whatever event id Slack brings it',
      ),
      async () => {
        const { anna } = stack.people;
        const ts = await says_(anna, 'run counting.slow_append delayMs=50 line=again');
        await sees(anna, ts, /✓ counting\.slow_append/);
        await Promise.all([stack.slack.redeliver(), stack.slack.redeliver(), stack.slack.redeliver()]);
        await says_(anna, 'run counting.slow_append delayMs=50 line=after');
        await sees(anna, null, /after/);
        expect(stack.world.effects('counting').filter((line) => line.includes('again'))).toHaveLength(1);
        expect((await anna.read(general(), ts)).filter(({ text }) => /T-\d+/.test(text))).toHaveLength(1);
      },
    );

    it(
      scenario('follow-up', 'takes what is written in its thread while it runs, without a mention'),
      async () => {
        const { anna } = stack.people;
        const { ts } = await asksToWrite('followed.md');
        await anna.say(general(), 'and be quick', { threadTs: ts });
        await sees(anna, ts, says('command.followed_up', { number: { raw: '\u2026some\u2026' } }));
      },
    );
  });

  describe('an approval', () => {
    it(
      scenario(
        'approve-twice',
        'is approved once by two who click at the same time; both are told, and no button is left',
      ),
      async () => {
        const { ben, carla } = stack.people;
        const { ts, approval, file } = await asksToWrite('both.md');
        const [first, second] = await Promise.all([
          ben.click(approval, 'Approve'),
          carla.click(approval, 'Approve'),
        ]);
        for (const { status } of [first, second]) expect(status).toBe(200);
        await sees(ben, ts, /✓ Approved/);
        const answers = await Promise.all(
          [ben, carla].map((who) => sees(who, ts, /Approved\.|approved this/)),
        );
        expect(answers).toHaveLength(2);
        const card = (await carla.read(general(), ts)).find(({ text }) => text.includes('✓ Approved'));
        expect(card?.buttons.map(({ label }) => label)).toEqual(['Details']);
        await sees(ben, ts, /✓ files\.write_file/);
        expect(readFileSync(file, 'utf8')).toBe('written');
      },
    );

    it(scenario('reject', 'is rejected with a reason asked in a form, and did not run'), async () => {
      const { anna, ben } = stack.people;
      const { ts, approval, file } = await asksToWrite('rejected.md');
      await ben.click(approval, /^Reject/);
      const view = await ben.modal();
      await ben.submit(view, { reason: 'wrong *folder* <!channel>' });
      const card = await sees(anna, ts, /✗ Rejected/);
      expect(card.text).toContain('wrong *folder* <!channel>');
      expect(existsSync(file)).toBe(false);
    });

    it(
      scenario(
        'refused',
        'is not decided by its requester, a stranger, or a value that was tampered with; each is told privately',
      ),
      async () => {
        const { anna, ben, dave } = stack.people;
        const { ts, approval, file } = await asksToWrite('refused.md');
        await anna.click(approval, 'Approve');
        expect((await sees(anna, ts, /somebody else/)).onlyYou).toBe(true);
        await dave.click(approval, 'Approve');
        expect((await sees(dave, ts, says('error.not_linked'))).onlyYou).toBe(true);
        await ben.click(approval, 'Approve', { value: "'; drop table approvals; --" });
        expect((await sees(ben, ts, says('error.not_found'))).onlyYou).toBe(true);
        expect((await ben.read(general(), ts)).filter(({ text }) => text.includes('somebody else'))).toEqual(
          [],
        );
        expect(existsSync(file)).toBe(false);
      },
    );

    it(scenario('late', 'answers a click on what was decided already, also much later'), async () => {
      const { ben, carla } = stack.people;
      const { ts, approval } = await asksToWrite('late.md');
      await ben.click(approval, 'Approve');
      await sees(ben, ts, /✓ Approved/);
      await carla.click(approval, 'Approve');
      expect((await sees(carla, ts, /approved this/)).onlyYou).toBe(true);
    });
  });

  describe('who speaks', () => {
    it(scenario('stranger', 'is told kindly and privately that nobody knows them'), async () => {
      const { dave } = stack.people;
      const ts = await says_(dave, 'run workspace-report');
      // In the channel: a thread in which nothing was said yet shows nobody anything.
      const answer = await sees(dave, null, says('error.not_linked'));
      expect(answer.onlyYou).toBe(true);
      expect((await dave.read(general(), ts)).filter(({ by, onlyYou }) => by === null && !onlyYou)).toEqual(
        [],
      );
    });
  });

  describeWaysIn(() => stack);

  it(scenario('trace', 'leaves no gap and no duplicate in the trace of any task'), async () => {
    const { body } = await stack.world.people.admin.api<{ items: { id: string }[] }>(
      'GET',
      '/api/v1/agent-tasks?limit=50',
    );
    expect(body.items.length).toBeGreaterThan(5);
    for (const { id } of body.items) {
      const numbers = await stack.world.numbers(id);
      expect(numbers).toEqual(inOrder(numbers));
    }
  });
};
