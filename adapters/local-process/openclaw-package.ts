import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import { installNpmPackage } from './npm-package.ts';

/** For a machine whose own Node is too old for OpenClaw. */
const NODE_VERSION = '24.21.0';
const EXACT_VERSION = /^\d{4}\.\d{1,2}\.\d{1,3}$/;

export interface InstallOpenClawOptions {
  /** Shared by all checkouts of this machine. */
  readonly cacheDir: string;
  /** Exact, e.g. 2026.9.6 */
  readonly version: string;
  /** One line for the person who waits. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Of this process by default: npm needs its PATH, and its registry and proxy settings. */
  readonly env?: NodeJS.ProcessEnv;
  /** The Node that runs this, unless a test says otherwise. */
  readonly ownNode?: { readonly path: string; readonly version: string };
}

/** What to start: `<node> <script> gateway run`. */
export interface OpenClawProgram {
  readonly node: string;
  readonly script: string;
}

/**
 * The package `openclaw` in `<cacheDir>/openclaw-<version>`, installed on first use. Throws AppError
 * `driver_not_ready` {detail} when that can't be done here, `deploy_failed` for what is no version.
 */
export const installOpenClaw = async (options: InstallOpenClawOptions): Promise<OpenClawProgram> => {
  const { cacheDir, version, say, signal, env = process.env } = options;
  if (!EXACT_VERSION.test(version)) {
    throw new AppError('deploy_failed', { detail: 'the version must be exact, e.g. 2026.9.6' });
  }
  const node = await suitableNode(options);
  const folder = join(cacheDir, `openclaw-${version}`);
  await installNpmPackage({
    name: 'openclaw',
    version,
    folder,
    usually: 'half a minute to two minutes',
    // Its install script refuses an older Node, whichever one runs it later.
    nodeFolder: dirname(node),
    env,
    say,
    signal,
  });
  const script = join(folder, 'node_modules', 'openclaw', 'openclaw.mjs');
  if (!existsSync(script)) {
    throw new AppError('driver_not_ready', {
      detail: `OpenClaw ${version} has no gateway script where it is expected.`,
    });
  }
  return { node, script };
};

const suitableNode = async (options: InstallOpenClawOptions): Promise<string> => {
  const { cacheDir, say, signal, env = process.env } = options;
  const own = options.ownNode ?? { path: process.execPath, version: process.versions.node };
  if (runsOpenClaw(own.version)) return own.path;
  const folder = join(cacheDir, `node-${NODE_VERSION}`);
  await installNpmPackage({
    name: 'node',
    version: NODE_VERSION,
    folder,
    usually: 'ten to thirty seconds',
    nodeFolder: null,
    env,
    say,
    signal,
  });
  return join(folder, 'node_modules', 'node', 'bin', 'node');
};

/** 24 from 24.16 on, 26 from 26.1 on, and what comes after. */
export const runsOpenClaw = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (major === 24 && minor >= 16) || (major === 26 && minor >= 1) || major > 26;
};
