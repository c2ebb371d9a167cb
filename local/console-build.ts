import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROCESS_INPUT, startOwnedProcess } from './owned-process.ts';
import { StartError } from './start-error.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONSOLE = join(ROOT, 'console');
const DIST = join(CONSOLE, 'dist');
/** What the page is built from, beside its own folder. */
const SOURCES = [CONSOLE, join(ROOT, 'core'), join(ROOT, 'package-lock.json')];

/** True when there is no built page, or something it is made of is newer. */
export const consoleIsStale = async (): Promise<boolean> => {
  const built = join(DIST, 'index.html');
  if (!existsSync(built)) return existsSync(CONSOLE);
  const newest = await Promise.all(SOURCES.map(newestChange));
  return Math.max(...newest) > (await stat(built)).mtimeMs;
};

/** Builds beside the old page and swaps: a run killed in the middle, or two at once, never serve half a page. */
export const buildConsole = async (logFile?: string): Promise<void> => {
  const fresh = join(CONSOLE, `dist-${process.pid}.new`);
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  const input = {
    command: process.execPath,
    args: [vite, 'build', CONSOLE, '--outDir', fresh, '--emptyOutDir'],
  };
  const child = startOwnedProcess({
    main: fileURLToPath(new URL('./command-process.ts', import.meta.url)),
    cwd: ROOT,
    env: { ...process.env, [PROCESS_INPUT]: JSON.stringify(input) },
    ...(logFile ? { logFile } : {}),
  });
  const { code } = await child.exited;
  try {
    if (code !== 0) {
      throw new StartError(
        `The console could not be built: ${logFile ? `see ${logFile}.` : child.lastLines().join(' ')}`,
      );
    }
    await rm(DIST, { recursive: true, force: true });
    await rename(fresh, DIST).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
};

const newestChange = async (path: string): Promise<number> => {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const names = (await readdir(path)).filter(
    (name) => !/^dist|^node_modules$|\.test\.tsx?$|\.md$/.test(name),
  );
  const newest = await Promise.all(names.map((name) => newestChange(join(path, name))));
  // A folder's own time changes with every build in it.
  return Math.max(0, ...newest);
};
