import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../core/errors.ts';
import type { InstanceRef } from '../../core/instance.ts';
import type { ProcessMark } from './process-table.ts';

/** `instance.json`: what the driver wants; the keeper does what it says. */
export interface InstanceRecord {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly version: string;
  readonly replicas: 0 | 1;
  /** Its state is being copied: nothing may run meanwhile. */
  readonly isPaused: boolean;
  readonly port: number;
  /** Grows with every apply. */
  readonly revision: number;
  /** Grows with every start that was asked for: a keeper of another one ends. */
  readonly generation: number;
  /** Name of the configuration's file: each generation has its own, as the gateway takes up a changed one at once. */
  readonly configFile: string;
  readonly memoryLimitBytes: number;
  readonly cpuLimit: number;
  readonly secretRevision: number;
  /** Token and variables, sealed. */
  readonly sealedSecrets: string;
}

/** `status.json`: what the keeper found; only it writes this. */
export interface KeeperStatus {
  readonly generation: number;
  readonly keeper: ProcessMark;
  /** Whose end ends the keeper; null: it stays until it is stopped. */
  readonly owner: ProcessMark | null;
  readonly gateway: ProcessMark | null;
  /** ISO 8601 */
  readonly startedAt: string | null;
  /** Of this generation. */
  readonly restarts: number;
  /** How often in a row it ended by itself without having been well. */
  readonly failures: number;
}

export interface InstanceFolder {
  readonly path: string;
  readonly state: string;
  readonly temporary: string;
  readonly keeperLock: string;
  readonly keeperLog: string;
  /** What the gateway writes to its outputs. */
  readonly outputLog: string;
  /** What it writes by itself. */
  readonly ownLog: string;
  config(name: string): string;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,79}$/;
const SNAPSHOT = /^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){0,98}$/;

/** Nothing but a plain name ever becomes part of a path. */
export const plainName = (release: string): string => {
  if (NAME.test(release)) return release;
  throw new AppError('invalid_request');
};

export const plainSnapshotName = (name: string): string => {
  if (SNAPSHOT.test(name)) return name;
  throw new AppError('invalid_request');
};

export const instancesFolder = (dataDir: string): string => join(resolve(dataDir), 'instances');

export const instanceFolder = (dataDir: string, { release }: Pick<InstanceRef, 'release'>): InstanceFolder =>
  instanceFolderAt(join(instancesFolder(dataDir), plainName(release)));

export const instanceFolderAt = (path: string): InstanceFolder => ({
  path,
  state: join(path, 'state'),
  temporary: join(path, 'tmp'),
  keeperLock: join(path, 'keeper.lock'),
  keeperLog: join(path, 'logs', 'keeper.log'),
  outputLog: join(path, 'logs', 'gateway.log'),
  ownLog: join(path, 'logs', 'openclaw.log'),
  config: (name) => join(path, 'config', plainSnapshotName(name)),
});

export const makeInstanceFolder = async (folder: InstanceFolder): Promise<void> => {
  for (const part of ['', 'config', 'logs', 'tmp']) {
    await mkdir(join(folder.path, part), { recursive: true, mode: 0o700 });
  }
  await chmod(folder.path, 0o700);
  await settleState(folder);
  await mkdir(folder.state, { recursive: true, mode: 0o700 });
};

const formerState = (folder: InstanceFolder): string => `${folder.state}.former`;

/** Puts another state in place of the one there is; a crash in between is settled by the next `settleState`. */
export const replaceState = async (folder: InstanceFolder, fresh: string): Promise<void> => {
  await settleState(folder);
  if (existsSync(folder.state)) await rename(folder.state, formerState(folder));
  await rename(fresh, folder.state);
  await rm(formerState(folder), { recursive: true, force: true });
};

export const settleState = async (folder: InstanceFolder): Promise<void> => {
  const former = formerState(folder);
  if (!existsSync(former)) return;
  if (existsSync(folder.state)) await rm(former, { recursive: true, force: true });
  else await rename(former, folder.state);
};

const recordFile = (folder: InstanceFolder): string => join(folder.path, 'instance.json');
const statusFile = (folder: InstanceFolder): string => join(folder.path, 'status.json');

export const readRecord = (folder: InstanceFolder): Promise<InstanceRecord | null> =>
  readJson<InstanceRecord>(recordFile(folder));

export const writeRecord = (folder: InstanceFolder, record: InstanceRecord): Promise<void> =>
  writePrivate(recordFile(folder), JSON.stringify(record, null, 2));

export const dropRecord = (folder: InstanceFolder): Promise<void> => rm(recordFile(folder), { force: true });

export const readStatus = (folder: InstanceFolder): Promise<KeeperStatus | null> =>
  readJson<KeeperStatus>(statusFile(folder));

export const writeStatus = (folder: InstanceFolder, status: KeeperStatus): Promise<void> =>
  writePrivate(statusFile(folder), JSON.stringify(status));

/** Readable by its owner only, and never seen half-written. */
export const writePrivate = async (file: string, text: string): Promise<void> => {
  const fresh = `${file}.${randomUUID()}.new`;
  await writeFile(fresh, text, { mode: 0o600, flush: true });
  await rename(fresh, file);
};

/** Null when it is not there, or no JSON: these files are never half-written, so nobody of ours wrote it. */
const readJson = async <T>(file: string): Promise<T | null> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/** Names of the instances of this data folder. */
export const knownReleases = async (dataDir: string): Promise<readonly string[]> => {
  const folder = instancesFolder(dataDir);
  if (!existsSync(folder)) return [];
  return (await readdir(folder)).filter((name) => NAME.test(name));
};

/** Those of former generations, that nobody reads any more. */
export const dropOtherConfigs = async (folder: InstanceFolder, kept: string): Promise<void> => {
  for (const name of await readdir(join(folder.path, 'config'))) {
    if (name !== kept) await rm(join(folder.path, 'config', name), { force: true });
  }
};
