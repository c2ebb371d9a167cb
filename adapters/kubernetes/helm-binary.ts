import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AppError } from '../../core/errors.ts';

const run = promisify(execFile);

/** As in the tools' go.mod, which names every module and its sum. */
export const HELM_VERSION = '3.22.0';
const GO_PACKAGE = 'helm.sh/helm/v3/cmd/helm';
const TOOLS = fileURLToPath(new URL('../../tools', import.meta.url));
/** What helm takes a cluster for that it is not asked to reach. */
const KUBERNETES = { major: '1', minor: '37' };
const LDFLAGS = [
  '-s -w',
  `-X helm.sh/helm/v3/internal/version.version=v${HELM_VERSION}`,
  `-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=${KUBERNETES.major}`,
  `-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=${KUBERNETES.minor}`,
  `-X helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor=${KUBERNETES.major}`,
  `-X helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor=${KUBERNETES.minor}`,
].join(' ');
const PROGRESS_MS = 15_000;
const VERSION_MS = 20_000;

export interface HelmSearch {
  readonly env: NodeJS.ProcessEnv;
  /** Holds what is built once and used by every checkout. */
  readonly cacheDir: string;
  /** One line for the person who waits. */
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Path of a helm that runs here: on PATH, else in our cache, else built with Go from the tools' go.mod. Throws AppError
 * `driver_not_ready` with what to do.
 */
export const helmBinary = async (search: HelmSearch): Promise<string> => {
  for (const folder of (search.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'helm');
    if (folder !== '' && existsSync(path) && (await works(path))) return path;
  }
  const folder = join(search.cacheDir, `helm-${HELM_VERSION}`);
  const cached = join(folder, 'helm');
  if (existsSync(cached) && (await works(cached))) return cached;
  await mkdir(folder, { recursive: true });
  // Made beside its place and renamed when it runs: a killed build leaves no half file, two at once no harm.
  const work = await mkdtemp(join(folder, '.making-'));
  try {
    await build(search, join(work, 'helm'));
    await rename(join(work, 'helm'), cached);
    return cached;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

const works = async (path: string): Promise<boolean> => {
  try {
    const { stdout } = await run(path, ['version', '--short'], { timeout: VERSION_MS });
    return /^v?3\./.test(stdout);
  } catch {
    return false;
  }
};

const build = async ({ env, say, signal }: HelmSearch, path: string): Promise<void> => {
  try {
    await run('go', ['version'], { env, timeout: VERSION_MS });
  } catch (error) {
    const detail = 'helm. Put helm 3 on PATH, or install Go from https://go.dev/dl so that it can be built.';
    throw new AppError('driver_not_ready', { detail }, { cause: error });
  }
  const started = Date.now();
  const progress = (): void =>
    say(
      `helm: building it once with Go, one to two minutes (${Math.round((Date.now() - started) / 1000)} s)…`,
    );
  progress();
  const timer = setInterval(progress, PROGRESS_MS);
  try {
    await run('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags', LDFLAGS, '-o', path, GO_PACKAGE], {
      cwd: TOOLS,
      env: { ...env, CGO_ENABLED: '0' },
      maxBuffer: 16 * 2 ** 20,
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    signal?.throwIfAborted();
    const last =
      String((error as { stderr?: unknown }).stderr ?? error)
        .trim()
        .split('\n')
        .at(-1) ?? '';
    throw new AppError(
      'driver_not_ready',
      { detail: `helm, which could not be built with Go: ${last}` },
      { cause: error },
    );
  } finally {
    clearInterval(timer);
  }
  if (!(await works(path)))
    throw new AppError('driver_not_ready', { detail: 'a helm that runs on this machine' });
};
