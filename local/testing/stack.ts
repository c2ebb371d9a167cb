import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { dataFolderAt } from '../data-folder.ts';
import { isRunning } from '../leftover-process.ts';

export type ServiceName = 'postgres' | 'temporal' | 'worker' | 'api' | 'bot';

export interface RunningStack {
  /** http://127.0.0.1:port */
  readonly url: string;
  /** Signs in once, as Requester. */
  readonly signInUrl: string;
  readonly dataFolder: string;
  /** The supervisor's. */
  readonly pid: number;
  /** Everything it wrote on the screen so far. */
  readonly lines: readonly string[];
  apiKey(role: 'requester' | 'approver' | 'admin'): string;
  /** Of the process as it runs now: another one after a restart. */
  pidOf(service: ServiceName): number;
  /** Resolves when a line with this text was written after the call. */
  nextLine(text: string): Promise<string>;
  /** Sends the signal to the first process alone; resolves with its exit code when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** `kill -9` of the supervisor and of everything it started, in one go. */
  killEverything(): Promise<void>;
}

export interface StackOptions {
  /** An existing one is carried on with; by default a new one; `removeDataFolder` removes it. */
  readonly dataFolder?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly arguments?: readonly string[];
  /** By default `node local/start.ts`. */
  readonly command?: readonly string[];
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const newDataFolder = (): string => {
  const parent = mkdtempSync(join(tmpdir(), 'countersign-stack-'));
  // As root, Postgres runs as another user, who must be able to enter.
  chmodSync(parent, 0o755);
  return join(parent, 'data');
};

/** Of one that `newDataFolder` made. */
export const removeDataFolder = (path: string): Promise<void> =>
  rm(dirname(path), { recursive: true, force: true });

/** What `npm start` does, on a free port. Rejects with what was written on the screen when it does not become ready. */
export const startStack = async (options: StackOptions = {}): Promise<RunningStack> => {
  const dataFolder = options.dataFolder ?? newDataFolder();
  const [command = '', ...first] = options.command ?? [process.execPath, 'local/start.ts'];
  const { DATABASE_URL: _, ...env } = process.env;
  const child = spawn(command, [...first, ...(options.arguments ?? ['--port', '0']), '--data', dataFolder], {
    cwd: ROOT,
    env: { ...env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const screen = readScreen(child);
  const ready = screen.next('Countersign is ready: ');
  await Promise.race([
    ready,
    ended.then(([code]) => {
      throw new Error(
        [`ended with ${code} before it was ready:`, ...screen.lines, ...lastOfLogs(dataFolder)].join('\n'),
      );
    }),
  ]);
  const signInUrl = (await ready).replace('Countersign is ready: ', '');
  const folder = dataFolderAt(dataFolder);
  const processes = (): Readonly<Record<string, { readonly pid: number; readonly mark: string }>> =>
    folder.readState().processes ?? {};
  return {
    url: new URL(signInUrl).origin,
    signInUrl,
    dataFolder,
    pid: folder.readState().pid ?? -1,
    lines: screen.lines,
    apiKey: (role) => readFileSync(join(dataFolder, 'keys', role), 'utf8').trim(),
    pidOf: (service) => processes()[service]?.pid ?? -1,
    nextLine: screen.next,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const [code] = await ended;
      return code as number | null;
    },
    killEverything: async () => {
      const all = Object.values(processes());
      const supervisor = folder.readState().pid;
      for (const pid of [supervisor, ...all.map((one) => -one.pid)]) kill(pid);
      await ended;
      while (all.some(({ pid, mark }) => isRunning(pid, mark))) await new Promise(setImmediate);
    },
  };
};

const lastOfLogs = (dataFolder: string): readonly string[] => {
  const folder = join(dataFolder, 'logs');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => [
    `${name}:`,
    ...readFileSync(join(folder, name), 'utf8').trim().split('\n').slice(-12),
  ]);
};

/** A negative pid is the whole group: Postgres and Temporal run in the group of the process that watches them. */
const kill = (pid: number | undefined): void => {
  try {
    if (pid) process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
};

const readScreen = (
  child: ChildProcess,
): { readonly lines: readonly string[]; readonly next: (text: string) => Promise<string> } => {
  const lines: string[] = [];
  const waiting = new Set<{ readonly text: string; readonly found: (line: string) => void }>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const one of waiting) {
        if (!line.includes(one.text)) continue;
        waiting.delete(one);
        one.found(line);
      }
    });
  }
  return { lines, next: (text) => new Promise((found) => waiting.add({ text, found })) };
};
