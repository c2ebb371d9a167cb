import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

export interface OwnedProcess {
  readonly pid: number;
  /** Stands in its command line. */
  readonly mark: string;
  /** Resolves with the first `{ready: true, …}` message; rejects when the process ends before it. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** The last lines it wrote, for an error a person can act on. */
  lastLines(): readonly string[];
  /** SIGTERM, then SIGKILL to it and its children after `graceMs`. Resolves when the process is gone. */
  stop(graceMs?: number): Promise<void>;
}

export interface OwnedProcessOptions {
  /** A `.ts` file; run by this same Node. */
  readonly main: string;
  readonly args?: readonly string[];
  /** A command that then becomes this process, as `setpriv` does. */
  readonly prefix?: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Appended to; without it the output is kept only in memory (its last lines). */
  readonly logFile?: string;
}

/** Where our server processes find their input: not in the arguments, which every user of the machine can see. */
export const PROCESS_INPUT = 'COUNTERSIGN_PROCESS_INPUT';

/** For `command-process.ts`. */
export interface CommandInput {
  readonly command: string;
  readonly args: readonly string[];
}

const KEPT_LINES = 40;

/**
 * Starts one of our processes with an IPC channel: its closing is how the child notices that we are gone, however we
 * ended. It gets a process group of its own, so that a terminal's Ctrl-C reaches only us and we stop it in order.
 */
export const startOwnedProcess = (options: OwnedProcessOptions): OwnedProcess => {
  const command = [...(options.prefix ?? []), process.execPath, options.main, ...(options.args ?? [])];
  const child = spawn(command[0] ?? '', command.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    ...(options.cwd ? { cwd: options.cwd } : {}),
    env: options.env ?? process.env,
  });
  const lines = keepOutput(child, options.logFile);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('error', () => resolve({ code: 127, signal: null }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const ready = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    child.on('message', (message) => {
      if (isReady(message)) resolve(message);
    });
    void exited.then(({ code, signal }) =>
      reject(new Error(`ended before it was ready (${signal ?? `exit code ${code}`}): ${lastWords(lines)}`)),
    );
  });
  // A caller that only waits for the end must not crash on the promise it did not ask for.
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? -1,
    mark: options.main,
    ready,
    exited,
    lastLines: () => lines,
    stop: (graceMs = 8_000) => stopChild(child, exited, graceMs),
  };
};

/** What it said to a person, when it did; the lines of its log are for programs. */
const lastWords = (lines: readonly string[]): string => {
  const said = lines.filter((line) => !line.startsWith('{'));
  return (said.length > 0 ? said : lines).slice(-8).join(' | ');
};

const isReady = (message: unknown): message is Readonly<Record<string, unknown>> =>
  typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;

const keepOutput = (child: ChildProcess, logFile: string | undefined): string[] => {
  const lines: string[] = [];
  if (logFile) mkdirSync(dirname(logFile), { recursive: true });
  const log = logFile ? createWriteStream(logFile, { flags: 'a' }) : null;
  // A full disk must not take the supervisor down with its log.
  log?.on('error', () => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log?.write(text);
      lines.push(...text.split('\n').filter((line) => line.trim() !== ''));
      lines.splice(0, Math.max(0, lines.length - KEPT_LINES));
    });
  }
  child.once('close', () => log?.end());
  return lines;
};

const stopChild = async (child: ChildProcess, exited: Promise<unknown>, graceMs: number): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child), graceMs);
  await exited;
  clearTimeout(timer);
};

/** With everything it started: a killed process can't stop its own children any more. */
const killGroup = (child: ChildProcess): void => {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
};
