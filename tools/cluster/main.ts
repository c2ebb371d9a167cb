import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../../local/cache-folder.ts';
import { StartError } from '../../local/start-error.ts';
import { clusterHelm, clusterTools } from './build-tools.ts';
import { type Cluster, startCluster } from './start-cluster.ts';

/** `npm run cluster`: a Kubernetes API on this machine until Ctrl-C. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const stopped = new Promise<void>((done) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done());
});

const start = async (dir: string): Promise<Cluster> => {
  const cacheDir = cacheFolder(process.env);
  const tools = await clusterTools(cacheDir, say);
  const helm = await clusterHelm(cacheDir, say);
  say('cluster: starting…');
  const cluster = await startCluster(tools, dir);
  say(`cluster: ${cluster.url} is ready; Ctrl-C stops it. In another terminal:`);
  say(`  export KUBECONFIG=${cluster.kubeconfig}`);
  say(`  alias kubectl=${tools.path('kubectl')} helm=${helm}`);
  say(`  COUNTERSIGN_KUBECONFIG=${cluster.kubeconfig} npm start`);
  return cluster;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { dir: { type: 'string' } } });
  const dir = values.dir ? resolve(values.dir) : mkdtempSync(join(tmpdir(), 'countersign-cluster-'));
  try {
    // Stopped while it builds or starts: what it started ends with this process.
    const cluster = await Promise.race([start(dir), stopped.then(() => null)]);
    await stopped;
    say('cluster: stopping…');
    await cluster?.stop();
  } finally {
    if (!values.dir) await rm(dir, { recursive: true, force: true, maxRetries: 10 });
  }
};

try {
  await main();
  process.exit(0);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`cluster: ${error.message}\n`);
  process.exit(1);
}
