import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 200;
const SQLITE_BUSY = 5;

/**
 * An exclusive SQLite transaction: the system lets go of it however its process ends, so that a killed one leaves no
 * lock behind. Null when another process, or another caller in this one, holds it.
 */
export const tryFileLock = (file: string): (() => void) | null => {
  const database = new DatabaseSync(file);
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
  return () => database.close();
};

export interface FileLockOptions {
  readonly signal: AbortSignal;
  /** Called once when another one holds it. */
  readonly onWait?: () => void;
}

export const withFileLock = async <T>(
  file: string,
  { signal, onWait }: FileLockOptions,
  work: () => Promise<T>,
): Promise<T> => {
  await mkdir(dirname(file), { recursive: true });
  let hasWaited = false;
  let release = tryFileLock(file);
  while (!release) {
    if (!hasWaited) onWait?.();
    hasWaited = true;
    await pause(LOOK_MS, undefined, { signal });
    release = tryFileLock(file);
  }
  try {
    return await work();
  } finally {
    release();
  }
};
