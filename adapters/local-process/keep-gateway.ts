import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { tryFileLock } from './file-lock.ts';
import { type InstanceFolder, readRecord, readStatus, writeStatus } from './instance-folder.ts';
import { rotateWhenLong } from './log-tail.ts';
import { isRunning, markOf, type ProcessMark, send } from './process-table.ts';

export interface KeeperTiming {
  /** How long the gateway may take to finish what it does before it is killed. */
  readonly drainMs: number;
  /** The same when the owner is gone: then nobody needs its answers any more. */
  readonly ownerGoneDrainMs: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** One that ran this long was well. */
  readonly wellAfterMs: number;
  readonly lookEveryMs: number;
}

/** Comes over the keeper's standard input: neither its arguments nor a file may hold the token. */
export interface KeeperInput {
  readonly generation: number;
  readonly command: readonly string[];
  /** All of the gateway's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly owner: ProcessMark | null;
  readonly timing: KeeperTiming;
}

interface Gateway {
  readonly mark: ProcessMark | null;
  readonly startedAt: string;
  readonly ended: Promise<void>;
}

const LOCK_MS = 3_000;
const LONGEST_LOG_BYTES = 4 * 2 ** 20;

/**
 * Keeps one gateway running until it is asked to stop, the instance's record says otherwise, or the owner is gone.
 * The gateway of a keeper that was killed is taken over, not started anew.
 */
export const keepGateway = async (folder: InstanceFolder, input: KeeperInput, asked: AbortSignal) => {
  const release = await takeLock(folder);
  if (!release) return;
  const self = await markOf(process.pid);
  if (!self) throw new Error('this process can’t be found');
  const stop = new AbortController();
  asked.addEventListener('abort', () => stop.abort(), { once: true });
  const watch = (async () => {
    while (!stop.signal.aborted) {
      const isOver = (await isOwnerGone(input)) || !(await isWanted(folder, input.generation));
      if (isOver) return stop.abort();
      await rotateLogs(folder);
      await pause(input.timing.lookEveryMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  const base = { generation: input.generation, keeper: self, owner: input.owner };
  const end = (gateway: Gateway) => endGateway(gateway, input);
  try {
    await keep(folder, input, { base, stop: stop.signal, end });
  } finally {
    stop.abort();
    await watch;
    release();
  }
};

interface Keeping {
  readonly base: {
    readonly generation: number;
    readonly keeper: ProcessMark;
    readonly owner: ProcessMark | null;
  };
  readonly stop: AbortSignal;
  readonly end: (gateway: Gateway) => Promise<void>;
}

const keep = async (folder: InstanceFolder, input: KeeperInput, { base, stop, end }: Keeping) => {
  const { timing } = input;
  const before = await readStatus(folder);
  let { restarts = 0, failures = 0 } = before?.generation === input.generation ? before : {};
  let delay = timing.firstDelayMs;
  const tell = (gateway: Gateway | null): Promise<void> =>
    writeStatus(folder, {
      ...base,
      gateway: gateway?.mark ?? null,
      startedAt: gateway?.startedAt ?? null,
      restarts,
      failures,
    });
  let gateway = await formerGateway(before, input.generation, end);
  while (!stop.aborted) {
    gateway ??= await startGateway(folder, input);
    const since = Date.parse(gateway.startedAt);
    await tell(gateway).catch(() => undefined);
    await Promise.race([gateway.ended, aborted(stop)]);
    if (stop.aborted) break;
    if (gateway.mark) send(gateway.mark.pid, 'SIGKILL', true);
    gateway = null;
    const wasWell = Date.now() - since >= timing.wellAfterMs;
    restarts += 1;
    failures = wasWell ? 1 : failures + 1;
    if (wasWell) delay = timing.firstDelayMs;
    await tell(null).catch(() => undefined);
    await pause(delay, undefined, { signal: stop }).catch(() => undefined);
    delay = Math.min(delay * 2, timing.longestDelayMs);
  }
  if (gateway) await end(gateway);
  // The folder may be gone by now: then nobody reads it either.
  await tell(null).catch(() => undefined);
};

const takeLock = async (folder: InstanceFolder): Promise<(() => void) | null> => {
  const deadline = Date.now() + LOCK_MS;
  for (;;) {
    const release = tryFileLock(folder.keeperLock);
    if (release || Date.now() > deadline) return release;
    await pause(50);
  }
};

const isOwnerGone = async ({ owner }: KeeperInput): Promise<boolean> =>
  owner !== null && !(await isRunning(owner));

const isWanted = async (folder: InstanceFolder, generation: number): Promise<boolean> => {
  const record = await readRecord(folder).catch(() => null);
  return record?.replicas === 1 && !record.isPaused && record.generation === generation;
};

const rotateLogs = async (folder: InstanceFolder): Promise<void> => {
  for (const file of [folder.outputLog, folder.ownLog, folder.keeperLog]) {
    await rotateWhenLong(file, LONGEST_LOG_BYTES).catch(() => undefined);
  }
};

/** Its output goes to the file itself, not through us: it must not stop when we are killed. */
const startGateway = async (folder: InstanceFolder, { command, env }: KeeperInput): Promise<Gateway> => {
  const output = openSync(folder.outputLog, 'a', 0o600);
  try {
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      cwd: folder.state,
      env,
      detached: true,
      stdio: ['ignore', output, output],
    });
    const ended = new Promise<void>((resolve) => {
      child.once('error', () => resolve());
      child.once('exit', () => resolve());
    });
    const mark = child.pid ? await markOf(child.pid) : null;
    return { mark, startedAt: new Date().toISOString(), ended };
  } finally {
    closeSync(output);
  }
};

/** What a killed keeper left: taken over when it is still the one that is wanted, else ended. */
const formerGateway = async (
  before: Awaited<ReturnType<typeof readStatus>>,
  generation: number,
  end: Keeping['end'],
): Promise<Gateway | null> => {
  const mark = before?.gateway;
  if (!before || !mark || !(await isRunning(mark))) return null;
  const ended = (async () => {
    while (await isRunning(mark)) await pause(300);
  })();
  const gateway = { mark, startedAt: before.startedAt ?? new Date().toISOString(), ended };
  if (before.generation === generation) return gateway;
  await end(gateway);
  return null;
};

/** Politely, so that it finishes what it does; then with everything it started. */
const endGateway = async ({ mark, ended }: Gateway, input: KeeperInput): Promise<void> => {
  if (!mark) return;
  const { timing } = input;
  const since = Date.now();
  send(mark.pid, 'SIGTERM');
  let isGone = false;
  void ended.then(() => {
    isGone = true;
  });
  while (!isGone) {
    const longest = (await isOwnerGone(input)) ? timing.ownerGoneDrainMs : timing.drainMs;
    if (Date.now() - since >= longest) break;
    await Promise.race([ended, pause(Math.min(timing.lookEveryMs, 500))]);
  }
  send(mark.pid, 'SIGKILL', true);
  await ended;
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
