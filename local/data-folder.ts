import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './start-error.ts';

/** What a first start writes; below this, databases fail in the middle of work. */
const NEEDED_MB = 300;

/** What is known of the run that holds the folder; for the next run and for the operator's commands. */
export interface RunState {
  readonly pid: number;
  readonly ownerUrl: string;
  readonly url: string;
  readonly temporalAddress: string;
  readonly processes: Readonly<Record<string, { readonly pid: number; readonly mark: string }>>;
}

export interface DataFolder {
  readonly path: string;
  file(...parts: string[]): string;
  readState(): Partial<RunState>;
  writeState(state: Partial<RunState>): void;
  release(): void;
}

export const DEFAULT_DATA_FOLDER = '.countersign';

/** Makes the folder and holds it for this process alone. Throws StartError when another run holds it. */
export const openDataFolder = (path: string): DataFolder => {
  const root = resolve(path);
  try {
    mkdirSync(root, { recursive: true });
    refuseFullDisk(root);
    return { ...dataFolderAt(root), release: lock(root) };
  } catch (error) {
    throw toStartError(error, root);
  }
};

/** The same files without holding the folder: for commands beside a running stack. */
export const dataFolderAt = (path: string): Omit<DataFolder, 'release'> => {
  const root = resolve(path);
  const stateFile = join(root, 'run.json');
  return {
    path: root,
    file: (...parts) => join(root, ...parts),
    readState: () => readJson(stateFile),
    writeState: (state) => writePrivate(stateFile, JSON.stringify(state, null, 2)),
  };
};

/** Readable by its owner only, and never seen half-written. */
export const writePrivate = (file: string, text: string): void => {
  const fresh = `${file}.new`;
  writeFileSync(fresh, text, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
};

export const readJson = <T extends object>(file: string): Partial<T> => {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<T>;
  } catch {
    return {};
  }
};

/**
 * An exclusive SQLite transaction that lasts as long as the process: the system lets go of it however the process
 * ends, so that a killed run leaves no lock behind.
 */
const lock = (root: string): (() => void) => {
  const database = new DatabaseSync(join(root, 'lock'));
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    const { pid } = readJson<RunState>(join(root, 'run.json'));
    throw new StartError(
      `The data folder ${root} is in use by another run${pid ? ` (process ${pid})` : ''}: stop that one, or choose another folder with --data DIR.`,
    );
  }
  return () => database.close();
};

const SQLITE_BUSY = 5;

const refuseFullDisk = (root: string): void => {
  const { bavail, bsize } = statfsSync(root);
  const free = Math.floor((bavail * bsize) / 2 ** 20);
  if (free >= NEEDED_MB) return;
  throw new StartError(
    `The disk of ${root} has only ${free} MB left and ${NEEDED_MB} MB are needed: free some space, or choose another folder with --data DIR.`,
  );
};

/** Turns the system's refusal into a sentence; anything unknown is passed on as it is. */
export const toStartError = (error: unknown, root: string): unknown => {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC') return diskIsFull(root);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new StartError(`The data folder ${root} can't be written: choose another one with --data DIR.`);
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new StartError(`${root} is not a folder: choose another one with --data DIR.`);
  }
  return error;
};

export const diskIsFull = (root: string): StartError =>
  new StartError(`The disk of ${root} is full: free some space, or choose another folder with --data DIR.`);
