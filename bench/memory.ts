import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface MemoryRow {
  readonly name: string;
  readonly processes: number;
  /** Resident memory in MiB, added up over the processes: what they share counts once for each. */
  readonly resident: number;
  /** The same with what is shared divided among its users; null where the system does not say. */
  readonly proportional: number | null;
}

/** Of each named process with all that it started; null on a system without /proc. */
export const readMemory = (roots: Readonly<Record<string, number>>): readonly MemoryRow[] | null => {
  if (!existsSync('/proc/self/status')) return null;
  const children = readChildren();
  const named = new Set(Object.values(roots));
  return Object.entries(roots).map(([name, root]) => {
    const pids = withChildren(root, children, named);
    const shares = pids.map((pid) => kilobytes(pid, 'smaps_rollup', 'Pss'));
    return {
      name,
      processes: pids.length,
      resident: sum(pids.map((pid) => kilobytes(pid, 'status', 'VmRSS') ?? 0)) / 1024,
      proportional: shares.includes(null) ? null : sum(shares.map((share) => share ?? 0)) / 1024,
    };
  });
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended, or belongs to somebody else.
    return '';
  }
};

const readChildren = (): ReadonlyMap<number, readonly number[]> => {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = /^PPid:\s+(\d+)/m.exec(/^\d+$/.test(name) ? readText(`/proc/${name}/status`) : '')?.[1];
    if (parent) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(name)]);
  }
  return children;
};

/** Stops at a process that has a line of its own. */
const withChildren = (
  root: number,
  children: ReadonlyMap<number, readonly number[]>,
  named: ReadonlySet<number>,
): number[] => [
  root,
  ...(children.get(root) ?? [])
    .filter((pid) => !named.has(pid))
    .flatMap((pid) => withChildren(pid, children, named)),
];

const kilobytes = (pid: number, file: 'status' | 'smaps_rollup', field: string): number | null => {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readText(`/proc/${pid}/${file}`))?.[1];
  return found === undefined ? null : Number(found);
};
