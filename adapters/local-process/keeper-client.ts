import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../core/errors.ts';
import { tryFileLock } from './file-lock.ts';
import { type InstanceFolder, readStatus } from './instance-folder.ts';
import type { KeeperInput } from './keep-gateway.ts';
import { readTail } from './log-tail.ts';
import { INSTANCE_VARIABLE, isRunning, type ProcessMark, processesOf, send } from './process-table.ts';

const MAIN = fileURLToPath(new URL('./instance-keeper.ts', import.meta.url));
const LOOK_MS = 50;
/** A Node that starts on a busy machine. */
const TAKE_OVER_MS = 20_000;
/** Between the keeper's own kill of the gateway and ours. */
const MARGIN_MS = 5_000;

/** Starts a keeper and resolves when it has begun to keep; it lives on without us. */
export const startKeeper = async (folder: InstanceFolder, input: KeeperInput, signal: AbortSignal) => {
  signal.throwIfAborted();
  const log = openSync(folder.keeperLog, 'a', 0o600);
  const child = spawn(process.execPath, [MAIN, folder.path], {
    cwd: folder.path,
    env: { PATH: process.env.PATH, HOME: folder.path, [INSTANCE_VARIABLE]: folder.path },
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  let hasEnded = false;
  for (const event of ['error', 'exit'] as const) {
    child.once(event, () => {
      hasEnded = true;
    });
  }
  // One that ends before it has read everything says why in its log.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(JSON.stringify(input));
  child.unref();
  const deadline = Date.now() + TAKE_OVER_MS;
  const isKept = async (): Promise<boolean> => {
    const status = await readStatus(folder);
    return status?.generation === input.generation && (await isRunning(status.keeper));
  };
  while (!hasEnded && Date.now() < deadline) {
    if (await isKept()) return;
    await pause(LOOK_MS, undefined, { signal });
  }
  // Another one may have been a moment faster.
  if (await isKept()) return;
  const words = (await readTail(folder.keeperLog, 5)).join(' | ');
  throw new AppError(
    'cluster_unavailable',
    { detail: words },
    { cause: new Error('the keeper did not start') },
  );
};

/** Nobody keeps this instance now. */
export const isUnkept = (folder: InstanceFolder): boolean => {
  const release = tryFileLock(folder.keeperLock);
  release?.();
  return release !== null;
};

/**
 * Ends what runs of the instance: the gateway in its own time, at most `drainMs`, then by force. The instance's
 * record must say already that it is no longer wanted, so that nothing is started meanwhile.
 */
export const stopProcesses = async (
  folder: InstanceFolder,
  { drainMs, signal }: { readonly drainMs: number; readonly signal: AbortSignal },
): Promise<void> => {
  const asked = new Set<string>();
  const ask = ({ pid, begun }: ProcessMark): void => {
    if (asked.has(`${pid} ${begun}`)) return;
    asked.add(`${pid} ${begun}`);
    send(pid, 'SIGTERM');
  };
  const since = Date.now();
  for (;;) {
    signal.throwIfAborted();
    const status = await readStatus(folder);
    const keeper = status && (await isRunning(status.keeper)) ? status.keeper : null;
    const gateway = status?.gateway && (await isRunning(status.gateway)) ? status.gateway : null;
    if (!keeper && !gateway) break;
    const waited = Date.now() - since;
    if (waited > drainMs && !keeper && gateway) send(gateway.pid, 'SIGKILL', true);
    if (waited > drainMs + MARGIN_MS) break;
    if (keeper) ask(keeper);
    else if (gateway) ask(gateway);
    await pause(LOOK_MS, undefined, { signal });
  }
  await killAll(folder, signal);
};

/** Also those that no status speaks of: a keeper that had just begun, what a killed keeper had just started. */
const killAll = async (folder: InstanceFolder, signal: AbortSignal): Promise<void> => {
  for (;;) {
    const left = await processesOf(folder.path);
    if (left.length === 0) return;
    for (const pid of left) send(pid, 'SIGKILL');
    await pause(LOOK_MS, undefined, { signal });
  }
};
