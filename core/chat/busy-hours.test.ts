import { expect, it } from 'vitest';
import { createBusyHours } from './busy-hours.ts';

const begun = (hours: ReturnType<typeof createBusyHours>) => {
  let end: () => void = () => undefined;
  const done = hours.during(
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  return {
    async end(): Promise<void> {
      end();
      await done;
    },
  };
};

it('lets what can wait go at once while there is little to do', async () => {
  const hours = createBusyHours({ fewAtATime: 2, longestWaitMs: 60_000 });
  const one = begun(hours);
  await hours.quiet();
  await one.end();
});

it('lets one go for each that ends, in order', async () => {
  const hours = createBusyHours({ fewAtATime: 1, longestWaitMs: 60_000 });
  const works = [begun(hours)];
  const went: number[] = [];
  const waits = [1, 2].map((n) => hours.quiet().then(() => went.push(n)));
  await works[0]?.end();
  await waits[0];
  expect(went).toEqual([1]);
  await begun(hours).end();
  await waits[1];
  expect(went).toEqual([1, 2]);
});

it('keeps nothing back for longer than the longest wait, and counts work that failed as ended', async () => {
  const hours = createBusyHours({ fewAtATime: 1, longestWaitMs: 5 });
  const one = begun(hours);
  await hours.quiet();
  await one.end();
  await expect(hours.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await hours.quiet();
});
