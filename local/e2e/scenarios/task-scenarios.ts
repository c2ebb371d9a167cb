import { existsSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { SOME, says } from '../../testing/person.ts';
import { inOrder } from '../../testing/world.ts';
import { openButtons, type Shows } from './scenario-room.ts';

const count = (line: string): string => `run counting.slow_append delayMs=50 line=${line}`;
const DONE = /✓ counting\.slow_append/;

export const describeTasks = (shows: Shows): void => {
  describe('a task', () => {
    shows(
      'mention',
      'runs from a mention: one live card in the thread, steps, and the answer',
      async ({ people: { anna, ben }, world }) => {
        const thread = await anna.asks('run workspace-report');
        const approval = await ben.sees(thread, 'Approval needed');
        expect(approval.buttons).toEqual(['Approve', 'Reject…', 'Details']);
        await approval.press('Approve');
        const done = await anna.sees(thread, /✓ Workspace report/);
        expect(done.text).toMatch(/\d+ steps/);
        expect(done.text).toContain('report.md');
        expect(done.buttons).not.toContain('Stop');
        const cards = (await anna.reads(thread)).filter(({ byBot, onlyYou }) => byBot && !onlyYou);
        expect(cards).toHaveLength(2);
        expect(existsSync(world.workspace('report.md'))).toBe(true);
      },
    );

    shows('words', 'runs from words to the bot alone', async ({ people: { anna }, wroteOnce }) => {
      const place = await anna.tells(`/${count('alone')}`);
      await anna.sees(place, DONE);
      await wroteOnce('counting', 'alone');
    });

    shows(
      'command',
      'starts from a slash command: its card, and a thread that hangs from it',
      async ({ people: { anna, ben }, wroteOnce }) => {
        const place = await anna.commands('/run ledger.slow_append delayMs=50 line=slash');
        const card = await anna.sees(place, /[○◔⏸] ledger\.slow_append/);
        await (await ben.sees(card.thread, 'Approval needed')).press('Approve');
        await anna.sees(place, /✓ ledger\.slow_append/);
        await wroteOnce('ledger', 'slash');
      },
    );

    shows('stop', 'is stopped from its card, and says by whom', async ({ people: { anna }, asksToWrite }) => {
      const { thread, file } = await asksToWrite('stopped.md');
      const card = (await anna.reads(thread)).find(({ buttons }) => buttons.includes('Stop'));
      await card?.press('Stop');
      const end = await anna.sees(thread, /⊘ files\.write_file · stopped/);
      expect(end.text).toMatch(/Stopped by @/);
      await anna.sees(thread, /⊘ Withdrawn/);
      const left = await openButtons(anna, thread);
      expect(left).not.toContain('Approve');
      expect(left).not.toContain('Stop');
      expect(existsSync(file)).toBe(false);
    });

    shows(
      'follow-up',
      'takes what is written in its thread while it runs, without any name',
      async ({ people: { anna }, asksToWrite }) => {
        const { thread } = await asksToWrite('followed.md');
        await anna.writes(thread, 'and be quick');
        await anna.hears(thread, says('command.followed_up', { number: SOME }));
      },
    );

    shows(
      'redelivery',
      'starts once, and is decided once, however often a message or a click is brought',
      async ({ people: { anna, ben }, wroteOnce, lines }) => {
        const told = await anna.asks(count('again'));
        await anna.repeats();
        await anna.sees(told, DONE);
        await anna.repeats();
        await anna.commands(`/${count('command-again')}`);
        await anna.repeats();
        const asked = await anna.asks('run ledger.slow_append delayMs=50 line=click-again');
        await (await ben.sees(asked, 'Approval needed')).press('Approve');
        await ben.repeats();
        await anna.sees(asked, /✓ ledger\.slow_append/);
        await ben.repeats();
        // What was brought last was brought after all the others.
        await anna.sees(await anna.asks(count('after')), DONE);
        await wroteOnce('counting', 'after');
        expect([lines('counting', 'again'), lines('counting', 'command-again')]).toEqual([1, 1]);
        expect(lines('ledger', 'click-again')).toBe(1);
        const cards = (await anna.reads(told)).filter(({ byBot, text }) => byBot && /T-\d+/.test(text));
        expect(cards).toHaveLength(1);
      },
    );
  });
};

/** Of everything that ran before. */
export const describeTraces = (shows: Shows): void =>
  shows('trace', 'leaves no gap and no duplicate in the trace of any task', async ({ tasks, world }) => {
    const all = await tasks();
    expect(all.length).toBeGreaterThan(5);
    for (const id of all) {
      const numbers = await world.numbers(id);
      expect(numbers).toEqual(inOrder(numbers));
    }
  });
