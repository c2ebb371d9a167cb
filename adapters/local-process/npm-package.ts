import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import { withFileLock } from './file-lock.ts';

export interface NpmPackageOptions {
  readonly name: string;
  /** Exact. */
  readonly version: string;
  /** Where it will be, with `node_modules` in it. Its parent is the cache. */
  readonly folder: string;
  /** How long it usually takes, for the person who waits. */
  readonly usually: string;
  /** Folder of the Node that npm must take; npm takes the one it finds first. */
  readonly nodeFolder: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

const PROGRESS_MS = 10_000;
const LONGEST_MS = 600_000;
const KEPT_OUTPUT = 4_000;

/**
 * Installs a package once for all processes of this machine. Made beside its place and renamed when it is whole, so
 * what is found there always is. Throws AppError `driver_not_ready` when npm or its registry is not to be had.
 */
export const installNpmPackage = async (options: NpmPackageOptions): Promise<void> => {
  if (await isInstalled(options)) return;
  const { name, version, folder, signal, say } = options;
  const onWait = (): void => say(`${name} ${version}: another process is installing it, waiting…`);
  await withFileLock(`${folder}.lock`, { signal, onWait }, async () => {
    if (await isInstalled(options)) return;
    const work = await freshWorkFolder(folder);
    try {
      await writeFile(join(work, 'package.json'), JSON.stringify({ private: true }));
      await runNpm(options, work);
      if ((await installedVersion(work, name)) !== version) {
        throw notReady(`npm installed another version of ${name} than ${version}.`);
      }
      await rm(folder, { recursive: true, force: true });
      await rename(work, folder);
    } finally {
      await rm(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  });
};

const isInstalled = async ({ folder, name, version }: NpmPackageOptions): Promise<boolean> =>
  (await installedVersion(folder, name)) === version;

const installedVersion = async (folder: string, name: string): Promise<string | null> => {
  try {
    const manifest: unknown = JSON.parse(
      await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8'),
    );
    const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
    return isManifest && typeof manifest.version === 'string' ? manifest.version : null;
  } catch {
    return null;
  }
};

/** Called under the lock: whatever a killed installation left can only be its remains. */
const freshWorkFolder = async (folder: string): Promise<string> => {
  const parent = dirname(folder);
  const prefix = `.making-${folder.slice(parent.length + 1)}-`;
  await mkdir(parent, { recursive: true });
  const abandoned = (await readdir(parent)).filter((entry) => entry.startsWith(prefix));
  for (const entry of abandoned) await rm(join(parent, entry), { recursive: true, force: true });
  return mkdtemp(join(parent, prefix));
};

const runNpm = async (options: NpmPackageOptions, work: string): Promise<void> => {
  const { name, version, env, nodeFolder, say, signal, usually } = options;
  signal.throwIfAborted();
  const started = Date.now();
  const seconds = (): number => Math.round((Date.now() - started) / 1000);
  say(`${name} ${version}: installing it once from npm, usually ${usually}…`);
  const timer = setInterval(() => say(`${name} ${version}: still installing (${seconds()} s)…`), PROGRESS_MS);
  const limit = AbortSignal.timeout(LONGEST_MS);
  try {
    const flags = ['--no-audit', '--no-fund', '--save-exact', '--omit=dev', '--loglevel=error'];
    await run('npm', ['install', '--prefix', work, ...flags, `${name}@${version}`], {
      cwd: work,
      env: nodeFolder ? { ...env, PATH: `${nodeFolder}${delimiter}${env.PATH ?? ''}` } : env,
      signal: AbortSignal.any([signal, limit]),
    });
    say(`${name} ${version}: installed (${seconds()} s)`);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) {
      throw notReady(`npm install ${name}@${version} took longer than ${LONGEST_MS / 60_000} minutes.`);
    }
    throw toNotReady(error, `${name}@${version}`);
  } finally {
    clearInterval(timer);
  }
};

interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** In a group of its own, so that an abort ends with it everything it started. */
const run = (command: string, args: readonly string[], { cwd, env, signal }: RunOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-KEPT_OUTPUT);
      });
    }
    const kill = (): void => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
    };
    if (signal.aborted) kill();
    signal.addEventListener('abort', kill, { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', kill);
      if (code === 0) resolve();
      else reject(new Error(output.trim() || `npm ended with code ${code}`));
    });
  });

const notReady = (detail: string, cause?: unknown): AppError =>
  new AppError('driver_not_ready', { detail }, cause === undefined ? {} : { cause });

/** One sentence with what to do; npm's own words stay in the cause, for the log. */
const toNotReady = (error: unknown, wanted: string): AppError => {
  const words = error instanceof Error ? error.message : String(error);
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return notReady('npm is not on PATH. Install Node.js with npm from https://nodejs.org.', error);
  }
  if (/E404|ETARGET|notarget/.test(words)) {
    return notReady(`npm knows no ${wanted}. Check the version.`, error);
  }
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|network|proxy/i.test(words)) {
    return notReady(
      `the npm registry can’t be reached to install ${wanted}. Check the network, and npm’s registry and proxy settings.`,
      error,
    );
  }
  if (/ENOSPC/.test(words)) return notReady(`the disk is full; ${wanted} needs about 700 MB.`, error);
  const code = /npm error code (\w+)/.exec(words)?.[1];
  return notReady(`npm install ${wanted} failed${code ? ` (${code})` : ''}.`, error);
};
