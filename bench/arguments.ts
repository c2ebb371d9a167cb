import { parseArgs } from 'node:util';

export const PARTS = ['throughput', 'actions', 'decision', 'trace', 'slack', 'discord', 'start'] as const;
export type Part = (typeof PARTS)[number];

export interface BenchArguments {
  /** A small run, to see that everything works; its figures are not written down. */
  readonly quick: boolean;
  readonly parts: readonly Part[];
  /** Write the table to `bench/README.md`. */
  readonly write: boolean;
}

/** `--quick`, `--only PART[,PART]`, `--no-write`. A partial or quick run writes nothing. */
export const readBenchArguments = (args: readonly string[]): BenchArguments => {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean' }, only: { type: 'string' }, 'no-write': { type: 'boolean' } },
  });
  const wanted = values.only?.split(',');
  const unknown = wanted?.filter((name) => !PARTS.includes(name as Part)) ?? [];
  if (unknown.length > 0) throw new Error(`--only takes ${PARTS.join(', ')}; not ${unknown.join(', ')}`);
  const parts = wanted ? PARTS.filter((part) => wanted.includes(part)) : PARTS;
  const quick = values.quick ?? false;
  return { quick, parts, write: !quick && parts.length === PARTS.length && !values['no-write'] };
};
