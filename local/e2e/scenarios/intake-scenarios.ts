import { describe, expect } from 'vitest';
import type { Shows } from './scenario-room.ts';

const count = (line: string): string => `run counting.slow_append delayMs=50 line=${line}`;

export const describeIntake = (shows: Shows): void => {
  describe('what is said to the bot', () => {
    shows(
      'typo',
      'a typing error is met with what was meant, and a button that runs it',
      async ({ people: { anna }, wroteOnce, lines }) => {
        const place = await anna.commands('/run counting.slow_apend delayMs=50 line=meant');
        const told = await anna.hears(place, /Did you mean .*slow_append/);
        expect(lines('counting', 'meant')).toBe(0);
        await told.press('Run that');
        await wroteOnce('counting', 'meant');
      },
    );

    shows(
      'menu',
      'a message of somebody else becomes a task by its menu',
      async ({ people: { anna, ben }, wroteOnce }) => {
        await anna.handsOver(await ben.talks(`/${count('menu')}`));
        await wroteOnce('counting', 'menu');
      },
    );

    shows(
      'menu-thread',
      'what became a task by its menu is answered in that message’s thread',
      async ({ people: { anna, ben } }) => {
        const message = await ben.talks(`/${count('menu-thread')}`);
        await anna.handsOver(message);
        await ben.sees(message, /✓ counting\.slow_append/);
      },
    );

    shows(
      'stranger',
      'a stranger hears in private that nobody knows them, and nothing starts',
      async ({ people: { dave, ben }, tasks, refusesDave }) => {
        const before = await tasks();
        const thread = await dave.asks('run workspace-report');
        const answer = await dave.hears(thread, refusesDave);
        const place = await dave.commands('/run workspace-report');
        expect((await dave.hears(place, refusesDave)).id).not.toBe(answer.id);
        expect((await ben.reads(thread)).filter(({ byBot }) => byBot)).toEqual([]);
        expect(await tasks()).toEqual(before);
      },
    );

    shows(
      'silence',
      'nothing comes of talk that is not for us',
      async ({ people: { anna, ben }, tasks, wroteOnce, lines }) => {
        const before = await tasks();
        await ben.talks(count('talk'));
        await anna.talks('thanks!');
        await anna.commands(`/${count('meanwhile')}`);
        await wroteOnce('counting', 'meanwhile');
        expect(lines('counting', 'talk')).toBe(0);
        expect(await tasks()).toHaveLength(before.length + 1);
      },
    );
  });
};
