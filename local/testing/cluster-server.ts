import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterTools } from '../../tools/cluster/build-tools.ts';
import { type Cluster, startCluster } from '../../tools/cluster/start-cluster.ts';
import { cacheFolder } from '../cache-folder.ts';

/** Where the cluster is that the test files share. */
export type ClusterFacts = Pick<Cluster, 'kubeconfig' | 'limitedKubeconfig' | 'url' | 'dir'>;

/** A cluster in a folder of its own, which goes with it. */
export const startTemporaryCluster = async (): Promise<Cluster> => {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const tools = await clusterTools(cacheFolder(process.env), say);
  const dir = mkdtempSync(join(tmpdir(), 'countersign-cluster-'));
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true, maxRetries: 10 });
  try {
    const cluster = await startCluster(tools, dir);
    return { ...cluster, stop: () => cluster.stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
};

/**
 * One cluster for all test files, started when the first one asks: most runs have no use for the seven hundred
 * megabytes. Gives the address to ask at.
 */
export const serveSharedCluster = async (): Promise<{ facts: string; stop(): Promise<void> }> => {
  let cluster: Promise<Cluster> | null = null;
  const server = createServer((_request, response) => {
    cluster ??= startTemporaryCluster();
    cluster.then(
      ({ kubeconfig, limitedKubeconfig, url, dir }) =>
        response.end(JSON.stringify({ kubeconfig, limitedKubeconfig, url, dir } satisfies ClusterFacts)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  // Building the programs takes longer than a request may, usually.
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    facts: `http://127.0.0.1:${port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await cluster?.then(
        (one) => one.stop(),
        () => undefined,
      );
    },
  };
};
