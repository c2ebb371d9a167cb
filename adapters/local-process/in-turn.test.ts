import { expect, it } from 'vitest';
import { createTurns } from './in-turn.ts';

const gate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

it('does one after another of one key, and others beside them', async () => {
  const inTurn = createTurns();
  const done: string[] = [];
  const { open, opened } = gate();
  const first = inTurn('a', () => opened.then(() => void done.push('a1')));
  const second = inTurn('a', async () => void done.push('a2'));
  await inTurn('b', async () => void done.push('b'));
  open();
  await Promise.all([first, second]);
  expect(done).toEqual(['b', 'a1', 'a2']);
});

it('goes on after one that failed', async () => {
  const inTurn = createTurns();
  const failed = inTurn('a', () => Promise.reject(new Error('no')));
  const next = inTurn('a', async () => 'yes');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

it('lets go at once of who gives up while it waits, and never does its work', async () => {
  const inTurn = createTurns();
  const { open, opened } = gate();
  const first = inTurn('a', () => opened);
  const given = new AbortController();
  let isDone = false;
  const waiting = inTurn(
    'a',
    async () => {
      isDone = true;
    },
    given.signal,
  );
  given.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  open();
  await first;
  await inTurn('a', async () => undefined);
  expect(isDone).toBe(false);
});
