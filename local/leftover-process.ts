import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** True when the process is there and was started with `mark` in its command line: pids are used again. */
export const isRunning = (pid: number, mark: string): boolean => {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  return isAlive(pid) && commandLine(pid).includes(mark);
};

/** False also for a process that has ended and only waits for its parent to notice. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but another user's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return !existsSync('/proc/self/status');
  }
};

/**
 * Ends a server that a former, killed run left behind: with the polite signal first, as it may be in the middle of
 * ending by itself.
 */
export const endLeftover = async (pid: number, mark: string, signal: NodeJS.Signals): Promise<void> => {
  const deadline = Date.now() + 8_000;
  let sent: NodeJS.Signals | null = null;
  while (isRunning(pid, mark)) {
    const next = Date.now() > deadline ? 'SIGKILL' : signal;
    if (next !== sent) send(pid, next);
    sent = next;
    await delay(50);
  }
};

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended in this moment.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const commandLine = (pid: number): string => {
  const proc = `/proc/${pid}/cmdline`;
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(proc, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
};
