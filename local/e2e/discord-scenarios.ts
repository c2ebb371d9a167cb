import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiscordPerson, SeenInDiscord } from '../../adapters/discord/testing/discord-world.ts';
import { scenario } from '../parity/scenarios.ts';
import { type DiscordStack, type DiscordTransport, startDiscordStack } from '../testing/discord-stack.ts';
import { says } from '../testing/person.ts';
import { inOrder } from '../testing/world.ts';

/** Long enough on a slow machine; a test that waits this long says what was seen instead. */
const SOON_MS = 30_000;

/** What people do in Discord and see there, the same over both transports. */
export const describeDiscord = (transport: DiscordTransport): void => {
  let stack: DiscordStack;
  beforeAll(async () => {
    stack = await startDiscordStack(transport);
  });
  afterAll(() => stack?.stop());

  const general = (): string => stack.discord.channels.general;
  const sees = (who: DiscordPerson, channelId: string, words: string | RegExp): Promise<SeenInDiscord> =>
    who.sees(channelId, words, SOON_MS);
  /** Says it to the bot in the channel; resolves with the thread that hangs from the message. */
  const asks = (who: DiscordPerson, words: string): Promise<string> =>
    who.say(general(), words, { mentionBot: true });
  const threadsOf = (): readonly { readonly id: string; readonly name: string }[] =>
    stack.discord.threadsOf(general());
  const labels = (message: SeenInDiscord): readonly string[] => message.buttons.map(({ label }) => label);
  const effects = (line: string): number =>
    stack.world.effects('counting').filter((entry) => entry.includes(line)).length;
  /** The thread of a message exists as soon as the task was accepted. */
  const inThread = async (who: DiscordPerson, threadId: string, words: string | RegExp) => {
    await expect.poll(() => threadsOf().some(({ id }) => id === threadId), { timeout: SOON_MS }).toBe(true);
    return sees(who, threadId, words);
  };
  /** Presses Approve, and says that it is meant where the card asks once more. */
  const approves = async (who: DiscordPerson, card: SeenInDiscord) => {
    const clicked = await who.click(card, 'Approve');
    if (clicked.firstAnswer !== 9) return clicked;
    const { fields } = await who.modal();
    return who.submit(
      Object.fromEntries(fields.map(({ customId, options }) => [customId, options[0]?.value ?? ''])),
    );
  };
  const asksToWrite = async (file: string, content = 'written') => {
    const { anna, ben } = stack.people;
    const threadId = await asks(anna, `run files.write_file path=${file} content=${content}`);
    const approval = await inThread(ben, threadId, 'Approval needed');
    return { threadId, approval, file: stack.world.workspace(file) };
  };

  describe('a task', () => {
    it(
      scenario('mention', 'runs from a mention: a thread, one live card, steps, and the answer'),
      async () => {
        const { anna, ben } = stack.people;
        const threadId = await asks(anna, 'run workspace-report');
        const approval = await inThread(ben, threadId, 'Approval needed');
        expect(labels(approval)).toEqual(['Approve', 'Reject…', 'Details']);
        expect(approval.calls).toContain(ben.userId);
        const clicked = await approves(ben, approval);
        expect([clicked.failed, (clicked.answeredInMs ?? 9_999) < 3_000]).toEqual([false, true]);
        const done = await sees(anna, threadId, /✓ Workspace report/);
        expect(done.text).toContain('8 steps');
        expect(done.text).toContain('report.md');
        expect(labels(done)).not.toContain('Stop');
        expect(existsSync(stack.world.workspace('report.md'))).toBe(true);
      },
    );

    it(
      scenario(
        'command',
        'starts from a slash command: its card in the channel, a thread that hangs from it',
      ),
      async () => {
        const { anna } = stack.people;
        const run = { target: 'counting.slow_append', arguments: 'delayMs=50 line=slash' };
        const asked = await anna.command('run', run, { channelId: general() });
        expect([asked.firstAnswer, asked.failed]).toEqual([4, false]);
        const card = await sees(anna, general(), /✓ counting\.slow_append/);
        expect(threadsOf().some(({ id }) => id === card.messageId)).toBe(true);
        expect(effects('slash')).toBe(1);
      },
    );

    it(scenario('stop', 'is stopped from its card, and says by whom'), async () => {
      const { anna } = stack.people;
      const { threadId } = await asksToWrite('stopped.md');
      const card = anna.reads(threadId).find((message) => labels(message).includes('Stop'));
      if (!card) throw new Error('no card');
      await anna.click(card, 'Stop');
      await sees(anna, threadId, /⊘ files\.write_file · stopped/);
      await sees(anna, threadId, /⊘ Withdrawn/);
      const left = anna.reads(threadId).flatMap((message) => labels(message));
      expect(left).not.toContain('Approve');
      expect(left).not.toContain('Stop');
    });

    it(scenario('follow-up', 'takes what is written in its thread while it runs'), async () => {
      const { anna } = stack.people;
      const { threadId } = await asksToWrite('followed.md');
      await anna.say(threadId, 'and be quick');
      await sees(anna, anna.direct(), says('command.followed_up', { number: { raw: '…some…' } }));
    });

    it(
      scenario('redelivery', 'gets the files of a request, and starts once however often it is brought'),
      async () => {
        const { anna } = stack.people;
        const run = { target: 'counting.slow_append', arguments: 'delayMs=50 line=twice' };
        const { id } = await anna.command('run', run, { channelId: general() });
        await Promise.all([stack.discord.redeliver(id), stack.discord.redeliver(id)]);
        await expect.poll(() => effects('twice'), { timeout: SOON_MS }).toBe(1);
        const after = { target: 'counting.slow_append', arguments: 'delayMs=50 line=later' };
        await anna.command('run', after, { channelId: general() });
        await expect.poll(() => effects('later'), { timeout: SOON_MS }).toBe(1);
        expect(effects('twice')).toBe(1);
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
        const { threadId, approval, file } = await asksToWrite('both.md');
        const clicks = await Promise.all([approves(ben, approval), approves(carla, approval)]);
        expect(clicks.map(({ failed }) => failed)).toEqual([false, false]);
        await sees(ben, threadId, /✓ Approved/);
        await sees(ben, threadId, /Approved\.|approved this/);
        await sees(carla, threadId, /Approved\.|approved this/);
        const card = carla.reads(threadId).find(({ text }) => text.includes('✓ Approved'));
        expect(card && labels(card)).toEqual(['Details']);
        await sees(ben, threadId, /✓ files/);
        expect(readFileSync(file, 'utf8')).toBe('written');
      },
    );

    it(scenario('reject', 'is rejected with a reason asked in a form, and did not run'), async () => {
      const { anna, ben } = stack.people;
      const { threadId, approval, file } = await asksToWrite('rejected.md');
      await ben.click(approval, /^Reject/);
      await ben.modal();
      await ben.submit({ reason: 'wrong *folder* @everyone' });
      const card = await sees(anna, threadId, /✗ Rejected/);
      expect(card.text.replaceAll('\u200b', '')).toContain('wrong *folder* @everyone');
      expect(existsSync(file)).toBe(false);
    });

    it(
      scenario(
        'refused',
        'is not decided by its requester, a stranger, or a value that was tampered with; each is told privately',
      ),
      async () => {
        const { anna, ben, dave } = stack.people;
        const { threadId, approval, file } = await asksToWrite('refused.md');
        await approves(anna, approval);
        expect((await sees(anna, threadId, /somebody else/)).isEphemeral).toBe(true);
        await approves(dave, approval);
        expect((await sees(dave, threadId, says('error.not_linked'))).isEphemeral).toBe(true);
        await ben.press(approval, "'; drop table approvals; --");
        expect((await sees(ben, threadId, says('error.not_found'))).isEphemeral).toBe(true);
        ben.seesNot(threadId, 'somebody else');
        expect(existsSync(file)).toBe(false);
      },
    );

    it(
      scenario('late', 'answers a click on what was decided already, also when every token is long dead'),
      async () => {
        const { ben, carla } = stack.people;
        const { threadId, approval } = await asksToWrite('late.md');
        stack.discord.passMinutes(16);
        await approves(ben, approval);
        await sees(ben, threadId, /✓ Approved/);
        // As from a message of long ago: the button is not there any more.
        const [old] = approval.buttons;
        await carla.press(approval, old?.customId ?? '');
        await carla.modal();
        await carla.submit({ confirm: 'yes' });
        expect((await sees(carla, threadId, /approved this/)).isEphemeral).toBe(true);
      },
    );
  });

  describe('ways in', () => {
    it(scenario('words', 'a direct message'), async () => {
      const { anna } = stack.people;
      await anna.dm('/run counting.slow_append delayMs=50 line=direct');
      await sees(anna, anna.direct(), /✓ counting\.slow_append/);
      expect(effects('direct')).toBe(1);
    });

    it(scenario('typo', 'a typing error is met with what was meant, and a button that runs it'), async () => {
      const { anna } = stack.people;
      await anna.command('run', { target: 'workspace-reprot' }, { channelId: general() });
      const told = await sees(anna, general(), /workspace-report/);
      expect(told.isEphemeral).toBe(true);
      await anna.click(told, /Run/);
      await expect.poll(() => threadsOf().length, { timeout: SOON_MS }).toBeGreaterThan(0);
    });

    it(scenario('choices', 'choices while a command is typed'), async () => {
      const { anna, dave } = stack.people;
      const { choices } = await anna.complete('run', 'target', 'workspace', { channelId: general() });
      expect(choices.map(({ value }) => value)).toContain('workspace-report');
      expect((await dave.complete('run', 'target', '', { channelId: general() })).choices).toEqual([]);
    });

    it(scenario('menu', 'a message of somebody else, by its menu, in that message’s thread'), async () => {
      const { anna, ben } = stack.people;
      const line = '/run counting.slow_append delayMs=50 line=menu';
      const messageId = await ben.say(general(), line);
      await anna.messageCommand('Run as a task', { messageId });
      const form = await anna.modal();
      expect(JSON.stringify(form.raw)).toContain('line=menu');
      await anna.submit({ objective: line });
      await expect.poll(() => effects('menu'), { timeout: SOON_MS }).toBe(1);
    });

    it(scenario('stranger', 'a stranger hears that nobody knows them, and nothing starts'), async () => {
      const { dave } = stack.people;
      const before = threadsOf().length;
      await dave.command('run', { target: 'workspace-report' }, { channelId: general() });
      expect((await sees(dave, general(), says('error.not_linked'))).isEphemeral).toBe(true);
      expect(threadsOf().length).toBe(before);
    });

    it(scenario('silence', 'nothing comes of talk that is not for us'), async () => {
      const { anna, ben } = stack.people;
      const before = threadsOf().length;
      await ben.say(general(), 'run workspace-report');
      await anna.say(general(), 'thanks!');
      const run = { target: 'counting.slow_append', arguments: 'delayMs=50 line=talk' };
      await anna.command('run', run, { channelId: general() });
      await expect.poll(() => effects('talk'), { timeout: SOON_MS }).toBe(1);
      expect(threadsOf().length).toBe(before + 1);
    });
  });

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
