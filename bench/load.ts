import { setTimeout as pause } from 'node:timers/promises';

export interface LoadResult {
  /** Milliseconds from sending to the last byte of the answer; the n-th is the n-th that was sent. */
  readonly answeredMs: readonly number[];
  /** Of HTTP; 0: it was not taken. */
  readonly statuses: readonly number[];
  /** How late the latest was sent, in milliseconds: large when the sender itself had no time. */
  readonly latestMs: number;
}

/** So many a second, evenly, whatever became of those before. `one` resolves with the status of the answer. */
export const sendEvenly = async (
  { perSecond, count }: { readonly perSecond: number; readonly count: number },
  one: (index: number) => Promise<number>,
): Promise<LoadResult> => {
  const every = 1000 / perSecond;
  const begun = performance.now();
  let latestMs = 0;
  const send = async (index: number): Promise<readonly [number, number]> => {
    const since = performance.now();
    const status = await one(index).catch(() => 0);
    return [status, performance.now() - since];
  };
  const answers: Promise<readonly [number, number]>[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = begun + index * every;
    const wait = at - performance.now();
    if (wait > 0) await pause(wait);
    latestMs = Math.max(latestMs, performance.now() - at);
    answers.push(send(index));
  }
  const all = await Promise.all(answers);
  return { answeredMs: all.map(([, ms]) => ms), statuses: all.map(([status]) => status), latestMs };
};
