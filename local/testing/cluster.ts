import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { clusterTools } from '../../tools/cluster/build-tools.ts';
import { kubectlOf } from '../../tools/cluster/kubectl.ts';
import type { Cluster } from '../../tools/cluster/start-cluster.ts';
import { cacheFolder } from '../cache-folder.ts';
import { type ClusterFacts, startTemporaryCluster } from './cluster-server.ts';
import { until } from './until.ts';

/** The first time the programs are built, which takes minutes. */
export const CLUSTER_MS = 1_500_000;

/** A Kubernetes API of the test file's own, gone with it: for who takes it apart, or looks at all of it. */
export const startTestCluster = (): Promise<Cluster> => startTemporaryCluster();

export interface SharedCluster extends ClusterFacts {
  readonly kubectl: Cluster['kubectl'];
  /** Of this caller alone. */
  newNamespace(labels?: Readonly<Record<string, string>>): Promise<string>;
}

/** The Kubernetes API that all test files share: each keeps to namespaces of its own. */
export const sharedCluster = async (): Promise<SharedCluster> => {
  const facts = await askForCluster(inject('clusterAddress'));
  const tools = await clusterTools(cacheFolder(process.env), () => undefined);
  const kubectl = kubectlOf(tools, facts.kubeconfig);
  return {
    ...facts,
    kubectl,
    async newNamespace(labels = {}) {
      const name = `test-${randomBytes(6).toString('hex')}`;
      await kubectl('create', 'namespace', name);
      // A pod is refused before its account is made.
      await until('the account', () => kubectl('get', 'serviceaccount', 'default', '-n', name));
      const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      if (pairs.length > 0) await kubectl('label', 'namespace', name, ...pairs);
      return name;
    },
  };
};

/** Not by `fetch`, which gives up before a first build is done. */
const askForCluster = (address: string): Promise<ClusterFacts> =>
  new Promise((resolve, reject) => {
    get(address, (response) => {
      text(response).then((body) => {
        if (response.statusCode === 200) resolve(JSON.parse(body) as ClusterFacts);
        else reject(new Error(body));
      }, reject);
    }).once('error', reject);
  });
