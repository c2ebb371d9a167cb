import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { helmBinary } from '../../adapters/kubernetes/helm-binary.ts';
import { withFileLock } from '../../adapters/local-process/file-lock.ts';
import { StartError } from '../../local/start-error.ts';
import { runGo } from './run-go.ts';

const TOOLS = fileURLToPath(new URL('..', import.meta.url));
const KUBERNETES = 'v1.37.2';
const KWOK_MODULE = 'sigs.k8s.io/kwok';
/** kwok's own definitions and stages, kept beside the programs: a start needs no Go then. */
const KUSTOMIZE = 'kustomize';
const KWOK_PARTS = [
  'crd/bases',
  'stage/node/fast',
  'stage/node/heartbeat-with-lease',
  'stage/pod/fast',
  'stage/volume/fast',
];

/** One after another: the largest needs more than two gigabytes while it is linked. */
const PACKAGES = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  kwok: 'sigs.k8s.io/kwok/cmd/kwok',
} as const;
export type Tool = keyof typeof PACKAGES;

/** Unstamped the server reports a placeholder, which helm compares with a chart's own wish. */
const LDFLAGS = [
  '-s -w',
  `-X k8s.io/component-base/version.gitVersion=${KUBERNETES}`,
  '-X k8s.io/component-base/version.gitMajor=1',
  '-X k8s.io/component-base/version.gitMinor=37',
  `-X k8s.io/client-go/pkg/version.gitVersion=${KUBERNETES}`,
].join(' ');

export interface ClusterTools {
  /** Path of each program. */
  readonly path: (tool: Tool) => string;
  /** kwok's own definitions and stages. */
  readonly kwokFolder: string;
}

type Say = (line: string) => void;

/** What the programs are made from, and how. */
const keyOf = (): string => {
  const hash = createHash('sha256').update(LDFLAGS);
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(TOOLS, file)));
  return hash.digest('hex').slice(0, 12);
};

const missingIn = (folder: string): readonly Tool[] =>
  (Object.keys(PACKAGES) as Tool[]).filter((tool) => !existsSync(join(folder, tool)));

/**
 * From the cache, else built with Go: seven minutes on two cores, once for each change of the tools' go.mod. Of two
 * processes that want them one builds and the other waits. Throws StartError with what to do when that can't be done.
 */
export const clusterTools = async (
  cacheDir: string,
  say: Say,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ClusterTools> => {
  const folder = join(cacheDir, `cluster-${keyOf()}`);
  const isWhole = (): boolean => missingIn(folder).length === 0 && existsSync(join(folder, KUSTOMIZE));
  if (!isWhole()) {
    await inTurn(folder, say, async () => {
      if (!isWhole()) await buildMissing(folder, say, env);
    });
  }
  return { path: (tool) => join(folder, tool), kwokFolder: join(folder, KUSTOMIZE) };
};

/** Path of helm, for who uses the cluster: on PATH, in the cache, else built, by one process at a time. */
export const clusterHelm = (cacheDir: string, say: Say): Promise<string> =>
  inTurn(join(cacheDir, 'helm'), say, () => helmBinary({ env: process.env, cacheDir, say }));

const inTurn = <T>(folder: string, say: Say, work: () => Promise<T>): Promise<T> =>
  withFileLock(
    `${folder}.lock`,
    {
      signal: new AbortController().signal,
      onWait: () => say('cluster: another process builds what is needed, waiting for it…'),
    },
    work,
  );

/** Each is made beside its place and then renamed: what is found there is whole, also after a killed build. */
const buildMissing = async (folder: string, say: Say, env: NodeJS.ProcessEnv): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await dropAbandoned(folder);
  const missing = missingIn(folder);
  const work = await mkdtemp(join(folder, '.making-'));
  try {
    for (const [at, tool] of missing.entries()) {
      const what = `cluster: building ${tool} with Go (${at + 1} of ${missing.length}; all six take about 7 minutes, once)`;
      const made = join(work, tool);
      const flags = ['-p', '2', '-trimpath', '-buildvcs=false', '-ldflags', LDFLAGS];
      await runGo(['build', ...flags, '-o', made, PACKAGES[tool]], { cwd: TOOLS, env, say, what });
      await rename(made, join(folder, tool));
    }
    if (!existsSync(join(folder, KUSTOMIZE))) await keepKwokFiles(folder, work, say, env);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

const keepKwokFiles = async (
  folder: string,
  work: string,
  say: Say,
  env: NodeJS.ProcessEnv,
): Promise<void> => {
  const what = 'cluster: fetching kwok’s stages';
  // The field `Dir` of an answer in JSON: Go prints it for a module that is there already, too.
  const lines = await runGo(['mod', 'download', '-json', KWOK_MODULE], { cwd: TOOLS, env, say, what });
  const dir = /"Dir": "([^"]+)"/.exec(lines.join('\n'))?.[1];
  if (!dir)
    throw new StartError('Go did not say where it keeps kwok: run `go clean -modcache` and try again.');
  const made = join(work, KUSTOMIZE);
  // One by one: Go's own folders are read-only, and copies of them could not be moved or removed.
  for (const part of KWOK_PARTS) {
    const [from, to] = [join(dir, 'kustomize', part), join(made, part)];
    await mkdir(to, { recursive: true });
    for (const name of await readdir(from)) {
      if (name.endsWith('.yaml')) await writeFile(join(to, name), await readFile(join(from, name)));
    }
  }
  await rename(made, join(folder, KUSTOMIZE));
};

/** Called under the lock: whatever is still being made there was left by a killed build. */
const dropAbandoned = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (name.startsWith('.making-')) await rm(join(folder, name), { recursive: true, force: true });
  }
};
