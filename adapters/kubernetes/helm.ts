import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../core/errors.ts';
import type { InstanceRef } from '../../core/instance.ts';
import type { InstanceValues } from '../../core/instance-values.ts';
import { LEAVING } from './cluster-api.ts';

const run = promisify(execFile);

export interface HelmOptions {
  /** Path of the program. */
  readonly binary: () => Promise<string>;
  readonly chart: string;
  readonly kubeconfig: string | null;
  readonly env: NodeJS.ProcessEnv;
}

export type Helm = ReturnType<typeof createHelm>;

const MAX_OUTPUT = 16 * 2 ** 20;
/** Revisions that are kept of a release. */
const HISTORY = '5';

/** What helm, and a program a kubeconfig names for signing in, may need of ours. Our own secrets are not among it. */
const PASSED =
  /^(PATH|HOME|TMPDIR|KUBECONFIG|KUBERNETES_SERVICE_(HOST|PORT)|SSL_CERT_(FILE|DIR)|(HTTPS?|NO)_PROXY|(AWS|AZURE|GOOGLE|CLOUDSDK)_.*|USE_GKE_.*)$/i;

export const helmEnvironment = (
  env: NodeJS.ProcessEnv,
  kubeconfig: string | null,
): Record<string, string | undefined> => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => PASSED.test(name))),
  ...(kubeconfig === null ? {} : { KUBECONFIG: kubeconfig }),
});

/** Helm for releases: no shell, and values only as a file that nobody else can read and that is gone afterwards. */
export const createHelm = ({ binary, chart, kubeconfig, env }: HelmOptions) => {
  const helm = async (args: readonly string[], signal: AbortSignal): Promise<string> => {
    try {
      const { stdout } = await run(await binary(), [...args], {
        env: helmEnvironment(env, kubeconfig),
        maxBuffer: MAX_OUTPUT,
        signal,
      });
      return stdout;
    } catch (error) {
      signal.throwIfAborted();
      throw toHelmError(error);
    }
  };
  return {
    async upgrade({ release, namespace }: InstanceRef, values: InstanceValues, signal: AbortSignal) {
      const folder = await mkdtemp(join(tmpdir(), 'countersign-values-'));
      const file = join(folder, 'values.json');
      try {
        await writeFile(file, JSON.stringify(values), { mode: 0o600 });
        const place = ['--install', '--namespace', namespace];
        const how = ['--reset-values', '-f', file, '--history-max', HISTORY];
        await helm(['upgrade', release, chart, ...place, ...how], signal);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    uninstall: ({ release, namespace }: InstanceRef, signal: AbortSignal): Promise<string> =>
      helm(['uninstall', release, '--namespace', namespace, '--ignore-not-found'], signal),
    /** What was applied last, as YAML documents; '' when there is no release. */
    async manifest({ release, namespace }: InstanceRef, signal: AbortSignal): Promise<string> {
      try {
        return await helm(['get', 'manifest', release, '--namespace', namespace], signal);
      } catch (error) {
        if (error instanceof AppError && /not found/.test(String(error.params.detail))) return '';
        throw error;
      }
    },
  };
};

const AWAY =
  /connection (refused|reset|lost)|cluster unreachable|i\/o timeout|no such host|TLS handshake|EOF$|etcdserver|deadline exceeded|Client\.Timeout|currently unable to handle|too many requests|network is unreachable/i;
/** Of a release whose helm was killed in the middle. */
const BUSY = /another operation .* is in progress/;

export const isBusy = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'cluster_unavailable' && BUSY.test(String(error.params.detail));

/** Helm's last sentence is the reason. */
export const toHelmError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  const words = String((error as { stderr?: unknown }).stderr || error).trim();
  const detail = (words.split('\n').at(-1) ?? '').replace(/^Error: /, '');
  if (AWAY.test(words) || BUSY.test(words) || LEAVING.test(words)) {
    return new AppError('cluster_unavailable', { detail }, { cause: error });
  }
  if (/exceeded quota/.test(words)) return new AppError('quota_exceeded', { detail }, { cause: error });
  if ((error as { code?: unknown }).code === 'ENOENT') {
    return new AppError('driver_not_ready', { detail: 'helm' }, { cause: error });
  }
  return new AppError('deploy_failed', { detail }, { cause: error });
};
