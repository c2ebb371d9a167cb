import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.ts';
import { type OwnedProcess, PROCESS_INPUT, startOwnedProcess } from './owned-process.ts';
import { StartError } from './start-error.ts';

/** From v1.6 on the module proxy can't serve everything that building the command needs. */
export const TEMPORAL_CLI_VERSION = '1.5.1';
const GO_PACKAGE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`;
const DOWNLOAD_HOST = 'https://temporal.download';
const REACH_MS = 4_000;
const DOWNLOAD_MS = 180_000;
const ABANDONED_MS = 3_600_000;

export type Temporal =
  | { readonly kind: 'server'; readonly address: string }
  | { readonly kind: 'binary'; readonly path: string; readonly from: string };

export interface TemporalSearch {
  readonly env: NodeJS.ProcessEnv;
  /** One line for the person who waits. */
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Replaceable so that a test can be without network. */
  readonly downloadHost?: string;
}

/**
 * In this order: `TEMPORAL_ADDRESS`, `temporal` on PATH, our cache, the SDK's download, a build with Go.
 * Every attempt that fails says why; throws StartError when none is left.
 */
export const resolveTemporal = async (search: TemporalSearch): Promise<Temporal> => {
  const address = search.env.TEMPORAL_ADDRESS;
  if (address) return { kind: 'server', address };
  const folder = join(cacheFolder(search.env), `temporal-${TEMPORAL_CLI_VERSION}`);
  const cached = join(folder, 'temporal');
  const attempts: readonly (readonly [string, () => Promise<string>])[] = [
    ['on PATH', () => onPath(search.env)],
    ['in the cache', () => fromCache(cached)],
    ['by download', () => withWorkFolder(folder, (work) => download(search, work, cached))],
    ['built with Go', () => withWorkFolder(folder, (work) => build(search, work, cached))],
  ];
  let last = '';
  for (const [name, attempt] of attempts) {
    search.signal?.throwIfAborted();
    try {
      return { kind: 'binary', path: await attempt(), from: name };
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
      search.say(`Temporal ${name}: ${last}`);
    }
  }
  search.signal?.throwIfAborted();
  throw new StartError(
    `There is no Temporal server to run (${last}): install Go from https://go.dev/dl, or put \`temporal\` on PATH, or set TEMPORAL_ADDRESS.`,
  );
};

/** The version it prints, which proves that it runs on this machine. */
const versionOf = async (path: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 20_000 });
  const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0];
  if (!version) throw new Error(`${path} does not say its version`);
  return version;
};

const onPath = async (env: NodeJS.ProcessEnv): Promise<string> => {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'temporal');
    if (folder !== '' && existsSync(path)) {
      await versionOf(path);
      return path;
    }
  }
  throw new Error('not found');
};

const fromCache = async (cached: string): Promise<string> => {
  if (!existsSync(cached)) throw new Error(`not found (${cached})`);
  try {
    await versionOf(cached);
  } catch (error) {
    await rm(cached, { force: true });
    throw new Error('the cached file does not run and was removed', { cause: error });
  }
  return cached;
};

/** Made beside the final place and renamed when it is known to run: a killed run leaves no half file to be found. */
const withWorkFolder = async (folder: string, run: (work: string) => Promise<string>): Promise<string> => {
  await mkdir(folder, { recursive: true });
  await removeAbandoned(folder);
  const work = await mkdtemp(join(folder, '.making-'));
  try {
    return await run(work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

const removeAbandoned = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith('.making-')) continue;
    if (Date.now() - (await stat(path)).mtimeMs > ABANDONED_MS)
      await rm(path, { recursive: true, force: true });
  }
};

const keep = async (made: string, cached: string): Promise<string> => {
  await versionOf(made);
  await rename(made, cached);
  return cached;
};

const download = async (search: TemporalSearch, work: string, cached: string): Promise<string> => {
  const host = search.downloadHost ?? DOWNLOAD_HOST;
  try {
    // Asked first, because the SDK itself would wait a minute and more for a host that can't be reached.
    await fetch(host, { signal: AbortSignal.timeout(REACH_MS), redirect: 'manual' });
  } catch (error) {
    throw new Error(`${host} can't be reached (${reason(error)})`, { cause: error });
  }
  search.say('Temporal: downloading the command line tool once…');
  const main = fileURLToPath(new URL('./temporal-download-process.ts', import.meta.url));
  const child = startOwnedProcess({
    main,
    env: { ...search.env, [PROCESS_INPUT]: JSON.stringify({ folder: work }) },
  });
  await finish(child, search, DOWNLOAD_MS);
  const file = (await readdir(work)).find((name) => name.startsWith('temporal'));
  if (!file) throw new Error('the download left no file');
  return keep(join(work, file), cached);
};

const build = async (search: TemporalSearch, work: string, cached: string): Promise<string> => {
  try {
    await promisify(execFile)('go', ['version'], { env: search.env, timeout: 20_000 });
  } catch (error) {
    throw new Error('Go is not installed', { cause: error });
  }
  const started = Date.now();
  const progress = (): void =>
    search.say(
      `Temporal: building it once with Go, about 3 minutes (${Math.round((Date.now() - started) / 1000)} s)…`,
    );
  progress();
  const timer = setInterval(progress, 15_000);
  try {
    const input = { command: 'go', args: ['install', GO_PACKAGE] };
    const child = startOwnedProcess({
      main: fileURLToPath(new URL('./command-process.ts', import.meta.url)),
      env: { ...search.env, GOBIN: work, [PROCESS_INPUT]: JSON.stringify(input) },
    });
    await finish(child, search, Number.POSITIVE_INFINITY);
  } finally {
    clearInterval(timer);
  }
  return keep(join(work, 'temporal'), cached);
};

/** Waits for a helper process to end well, at most `limitMs`; stops it when the search is given up. */
const finish = async (child: OwnedProcess, search: TemporalSearch, limitMs: number): Promise<void> => {
  const stop = (): void => void child.stop(1_000);
  search.signal?.addEventListener('abort', stop, { once: true });
  const timer = Number.isFinite(limitMs) ? setTimeout(stop, limitMs) : undefined;
  const { code } = await child.exited;
  clearTimeout(timer);
  search.signal?.removeEventListener('abort', stop);
  if (code !== 0) throw new Error(child.lastLines().slice(-2).join(' ') || 'it was stopped');
};

const reason = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && cause.name === 'TimeoutError') return `no answer within ${REACH_MS / 1000} s`;
  return cause instanceof Error ? cause.message : String(cause);
};
