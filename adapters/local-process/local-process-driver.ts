import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { AppError } from '../../core/errors.ts';
import type { InstanceRef } from '../../core/instance.ts';
import type { InstanceValues } from '../../core/instance-values.ts';
import type { ClusterDriver } from '../../core/ports/cluster-driver.ts';
import { applyInstance } from './apply-instance.ts';
import { HOST } from './choose-port.ts';
import { configDifferences, localConfig } from './gateway-config.ts';
import { dropGatewayLocks, lockEndingOf } from './gateway-locks.ts';
import { createGatewayUsage } from './gateway-usage.ts';
import { createTurns } from './in-turn.ts';
import {
  dropRecord,
  type InstanceRecord,
  instanceFolder,
  knownReleases,
  makeInstanceFolder,
  plainSnapshotName,
  readRecord,
  readStatus,
  writeRecord,
} from './instance-folder.ts';
import {
  createLocalPlatform,
  isOf,
  type LocalPlatform,
  type LocalProcessDriverOptions,
} from './local-platform.ts';
import { isRunning, processesOf } from './process-table.ts';
import { readLines, readState } from './read-state.ts';
import { snapshotsOf } from './snapshots.ts';
import { resumeInstance, startWhenUnkept } from './start-again.ts';
import { toPlatformError } from './to-platform-error.ts';

export interface LocalProcessDriver extends ClusterDriver {
  /** Starts again what should run and does not: once, when the worker starts. */
  resume(signal: AbortSignal): Promise<void>;
}

/** Instances as processes of this machine: a folder, a port and a keeper process each. */
export const createLocalProcessDriver = (options: LocalProcessDriverOptions): LocalProcessDriver => {
  const platform = createLocalPlatform(options);
  const { dataDir, log } = platform;
  const usage = createGatewayUsage();
  const inTurn = createTurns();
  const turn = async <T>(
    { release }: Pick<InstanceRef, 'release'>,
    work: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> =>
    inTurn(instanceFolder(dataDir, { release }).path, () => work().catch(toPlatformError), signal);
  const healing = new Set<string>();
  /** In the background: a look must not wait for a start. */
  const heal = (ref: InstanceRef): void => {
    if (healing.has(ref.release)) return;
    healing.add(ref.release);
    void turn(ref, () => startWhenUnkept(platform, platform.folder(ref), AbortSignal.timeout(HEAL_MS)))
      .catch((error: unknown) =>
        log.warn({ err: error, release: ref.release }, 'an instance was not started'),
      )
      .finally(() => healing.delete(ref.release));
  };

  return {
    kind: 'local-process',
    apply: (ref, values, secrets, { signal }) =>
      turn(ref, () => applyInstance(platform, { ref, values, secrets }, signal), signal),
    async status(ref, { signal }) {
      const state = await readState(platform, usage, ref, signal);
      if (state.exists && state.replicas === 1 && !(await isKept(platform, ref))) heal(ref);
      return state;
    },
    async address(ref) {
      const { port } = await platform.mustRecord(ref);
      return { url: `ws://${HOST}:${port}` };
    },
    restart: (ref, { signal }) =>
      turn(
        ref,
        async () => platform.renew(platform.folder(ref), await platform.mustRecord(ref), signal),
        signal,
      ),
    async logs(ref, { tail, signal }) {
      signal.throwIfAborted();
      const record = await platform.record(ref);
      return record ? readLines(platform, platform.folder(ref), record, tail) : [];
    },
    snapshot: (ref, name, { signal }) => turn(ref, () => takeSnapshot(platform, ref, name, signal), signal),
    restore: (ref, name, { signal }) => turn(ref, () => putSnapshotBack(platform, ref, name, signal), signal),
    snapshots: (ref) => turn(ref, () => snapshotsOf(dataDir, ref).names()),
    dropSnapshot: (ref, name) => turn(ref, () => snapshotsOf(dataDir, ref).drop(name)),
    remove: (ref, { keepSnapshots, signal }) =>
      turn(
        ref,
        async () => {
          await removeInstance(platform, ref, signal);
          usage.forget(platform.folder(ref).path);
          if (!keepSnapshots) await snapshotsOf(dataDir, ref).dropAll();
        },
        signal,
      ),
    leftovers: async (ref) => leftoversOf(platform, ref),
    drift: (ref, values) => driftOf(platform, ref, values),
    async resume(signal) {
      const resumed = (await knownReleases(dataDir)).map((release) =>
        turn({ release }, () => resumeInstance(platform, instanceFolder(dataDir, { release }), signal)).catch(
          (error: unknown) => log.warn({ err: error, release }, 'an instance was not started'),
        ),
      );
      await Promise.all(resumed);
    },
  };
};

/** Time for a package that has to be installed again first. */
const HEAL_MS = 300_000;

const isKept = async (platform: LocalPlatform, ref: InstanceRef): Promise<boolean> =>
  isRunning((await readStatus(platform.folder(ref)))?.keeper);

const takeSnapshot = async (
  platform: LocalPlatform,
  ref: InstanceRef,
  name: string,
  signal: AbortSignal,
): Promise<void> => {
  const folder = platform.folder(ref);
  plainSnapshotName(name);
  const record = await platform.mustRecord(ref);
  const paused: InstanceRecord = { ...record, isPaused: true };
  if (record.replicas === 1) await writeRecord(folder, paused);
  try {
    await platform.stop(folder, signal);
    await makeInstanceFolder(folder);
    await snapshotsOf(platform.dataDir, ref).take(folder, name, signal);
  } finally {
    // Whatever became of the copy, what ran before goes on; after an abort the next look starts it.
    const awake = { ...record, isPaused: false, generation: record.generation + 1 };
    if (record.replicas === 1) await writeRecord(folder, awake);
    if (record.replicas === 1 && !signal.aborted) await platform.start(folder, awake, signal);
  }
};

const putSnapshotBack = async (
  platform: LocalPlatform,
  ref: InstanceRef,
  name: string,
  signal: AbortSignal,
): Promise<void> => {
  const { replicas } = await platform.mustRecord(ref);
  if (replicas === 1) throw new AppError('deploy_failed', { detail: 'the instance must be stopped first' });
  const folder = platform.folder(ref);
  await platform.stop(folder, signal);
  await snapshotsOf(platform.dataDir, ref).putBack(folder, name, signal);
};

/** The record first: from then on nothing starts it again, and a repeat goes on where this one ended. */
const removeInstance = async (
  platform: LocalPlatform,
  ref: InstanceRef,
  signal: AbortSignal,
): Promise<void> => {
  const folder = platform.folder(ref);
  const found = await readRecord(folder);
  if (found && !isOf(found, ref)) return;
  await dropRecord(folder);
  await platform.stop(folder, signal);
  const locks = await lockEndingOf(folder);
  if (locks !== null) await dropGatewayLocks(locks);
  await rm(folder.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
};

const leftoversOf = async (platform: LocalPlatform, ref: InstanceRef): Promise<readonly string[]> => {
  const folder = platform.folder(ref);
  const found = await readRecord(folder);
  if (found && !isOf(found, ref)) return [];
  const processes = await processesOf(folder.path);
  return [
    ...processes.map((pid) => `process/${pid}`),
    ...(existsSync(folder.path) ? [`folder/${ref.release}`] : []),
  ];
};

const driftOf = async (
  platform: LocalPlatform,
  ref: InstanceRef,
  values: InstanceValues,
): Promise<readonly string[]> => {
  const record = await platform.record(ref);
  if (!record) return [];
  const folder = platform.folder(ref);
  const { port, version, replicas } = record;
  const wanted = localConfig(values.config, {
    port,
    bridgePath: platform.bridgePath,
    logFile: folder.ownLog,
  });
  const recorded = configDifferences(
    { version: values.image.version, replicas: values.replicas },
    { version, replicas },
  );
  return [...recorded, ...(await fileDifferences(folder.config(record.configFile), wanted))];
};

const fileDifferences = async (file: string, wanted: unknown): Promise<readonly string[]> => {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return ['openclaw.json: (removed)'];
  try {
    return configDifferences(JSON.parse(JSON.stringify(wanted)), JSON.parse(text));
  } catch {
    return ['openclaw.json: (no longer JSON)'];
  }
};
