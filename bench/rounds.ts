/** Middle of the values; of an even number, the mean of the two in the middle. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Value below which this part of the values lies, between neighbours by proportion. */
export const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
};

/**
 * Runs the arms in turn, round after round, so that whatever else the machine does meanwhile falls on all of them; the
 * order turns around every round. Gives each arm's figures, one a round.
 */
export const inTurns = async <Arm extends string>(
  rounds: number,
  arms: Readonly<Record<Arm, (round: number) => Promise<number>>>,
): Promise<Record<Arm, number[]>> => {
  const names = Object.keys(arms) as Arm[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Arm, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      figures[name].push(await arms[name](round));
    }
  }
  return figures;
};

/** Runs `job` for 0 … count-1, so many at a time. */
export const atOnce = async (
  count: number,
  concurrency: number,
  job: (index: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await job(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, concurrency) }, lane));
};

/** Milliseconds that the work took. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const since = performance.now();
  await work();
  return performance.now() - since;
};
