import { AppError, type Failure } from '../errors.ts';
import type { InstanceRef } from '../instance.ts';
import type { InstanceValues } from '../instance-values.ts';
import type { ClusterDriver, InstanceState } from '../ports/cluster-driver.ts';

interface Placed {
  values: InstanceValues;
  token: string;
  revision: number;
  restarts: number;
  startedAt: string | null;
  /** What the volume holds; a new version may write here. */
  state: string;
  drift: readonly string[];
}

type Step = 'apply' | 'status' | 'restart' | 'snapshot' | 'restore' | 'remove';

export interface ClusterDriverFake extends ClusterDriver {
  /** The next calls of this step fail like this, so many times. */
  fail(step: Step, failure: Failure, times?: number): void;
  /** An instance of this version never becomes ready, and this is why. */
  neverReady(version: string, cause: Failure | null): void;
  /** What somebody wrote into the volume. */
  write(release: string, state: string): void;
  read(release: string): string | undefined;
  /** Somebody changes the release by hand. */
  edit(release: string, lines: readonly string[]): void;
  /** Releases that are there. */
  releases(): readonly string[];
  /** Everything that was done, in order: `apply main-1 2026.9.6`. */
  readonly done: readonly string[];
}

const NOTHING: InstanceState = {
  exists: false,
  replicas: 0,
  ready: false,
  version: null,
  imageDigest: null,
  revision: 0,
  restarts: 0,
  startedAt: null,
  cause: null,
  cpuPct: null,
  memoryPct: null,
};

const plain = ({ release }: InstanceRef): void => {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(release)) throw new AppError('invalid_request');
};

/** A platform in memory that keeps the contract, with faults on request. */
export const createClusterDriverFake = (): ClusterDriverFake => {
  const placed = new Map<string, Placed>();
  const copies = new Map<string, Map<string, string>>();
  const faults = new Map<Step, { failure: Failure; times: number }>();
  const broken = new Map<string, Failure | null>();
  const done: string[] = [];
  const begin = (step: Step, words: string, signal: AbortSignal): void => {
    signal.throwIfAborted();
    const fault = faults.get(step);
    if (fault && fault.times > 0) {
      fault.times -= 1;
      throw new AppError(fault.failure.code, fault.failure.params);
    }
    if (step !== 'status') done.push(words);
  };
  const find = (ref: InstanceRef): Placed => {
    const known = placed.get(ref.release);
    if (!known) throw new AppError('not_found');
    return known;
  };
  const now = (): string => new Date().toISOString();

  return {
    kind: 'local-process',
    async apply(ref, values, { gatewayToken }, { signal }) {
      plain(ref);
      begin('apply', `apply ${values.image.version} x${values.replicas}`, signal);
      const known = placed.get(ref.release);
      placed.set(ref.release, {
        values,
        token: gatewayToken,
        revision: (known?.revision ?? 0) + 1,
        restarts: 0,
        startedAt: values.replicas === 1 ? now() : null,
        state: known?.state ?? '',
        drift: [],
      });
    },
    async status(ref, { signal }) {
      begin('status', '', signal);
      const known = placed.get(ref.release);
      if (!known) return NOTHING;
      const { version, digest } = known.values.image;
      const isBroken = broken.has(version);
      return {
        exists: true,
        replicas: known.values.replicas,
        ready: known.values.replicas === 1 && !isBroken,
        version,
        imageDigest: digest,
        revision: known.revision,
        restarts: isBroken ? 3 : known.restarts,
        startedAt: known.startedAt,
        cause: known.values.replicas === 1 ? (broken.get(version) ?? null) : null,
        cpuPct: 3,
        memoryPct: 41,
      };
    },
    async address(ref) {
      return { url: `ws://${find(ref).values.instanceId}:18789` };
    },
    async restart(ref, { signal }) {
      begin('restart', 'restart', signal);
      const known = find(ref);
      known.startedAt = now();
      known.revision += 1;
    },
    async logs(ref, { tail, signal }) {
      signal.throwIfAborted();
      return placed.has(ref.release) ? ['gateway ready'].slice(-tail) : [];
    },
    async snapshot(ref, name, { signal }) {
      begin('snapshot', `snapshot ${name}`, signal);
      const own = copies.get(ref.release) ?? new Map<string, string>();
      copies.set(ref.release, own.set(name, find(ref).state));
    },
    async restore(ref, name, { signal }) {
      begin('restore', `restore ${name}`, signal);
      const copy = copies.get(ref.release)?.get(name);
      if (copy === undefined) throw new AppError('not_found');
      find(ref).state = copy;
    },
    snapshots: async (ref) => [...(copies.get(ref.release)?.keys() ?? [])],
    async dropSnapshot(ref, name) {
      copies.get(ref.release)?.delete(name);
    },
    async remove(ref, { keepSnapshots, signal }) {
      plain(ref);
      begin('remove', 'remove', signal);
      placed.delete(ref.release);
      if (!keepSnapshots) copies.delete(ref.release);
    },
    leftovers: async (ref) => (placed.has(ref.release) ? [`release/${ref.release}`] : []),
    drift: async (ref) => placed.get(ref.release)?.drift ?? [],
    fail: (step, failure, times = 1) => void faults.set(step, { failure, times }),
    neverReady: (version, cause) => void broken.set(version, cause),
    write(release, state) {
      const known = placed.get(release);
      if (known) known.state = state;
    },
    read: (release) => placed.get(release)?.state,
    edit(release, lines) {
      const known = placed.get(release);
      if (known) known.drift = lines;
    },
    releases: () => [...placed.keys()],
    done,
  };
};
