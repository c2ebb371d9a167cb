import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../local/cache-folder.ts';
import { CLUSTER_MS, startTestCluster } from '../../local/testing/cluster.ts';
import { until } from '../../local/testing/until.ts';
import { clusterHelm, clusterTools } from './build-tools.ts';
import { kubectlOf } from './kubectl.ts';
import { addNode, putStages } from './scenery.ts';
import type { Cluster } from './start-cluster.ts';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const quiet = (): void => undefined;
/** What a start may take when all cores are in use. */
const BUSY_MS = 120_000;

let cluster: Cluster;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-charts-'));
  cluster = await startTestCluster();
}, CLUSTER_MS);
afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A chart with one pod in a deployment, and a claim that it mounts. */
const chart = (): string => {
  const path = join(folder, 'trivial');
  mkdirSync(join(path, 'templates'), { recursive: true });
  writeFileSync(
    join(path, 'Chart.yaml'),
    'apiVersion: v2\nname: trivial\nversion: 0.1.0\nkubeVersion: ">=1.37.0"\n',
  );
  writeFileSync(
    join(path, 'templates', 'all.yaml'),
    `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: {{ .Release.Name }} }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  selector: { matchLabels: { app: trivial } }
  template:
    metadata: { labels: { app: trivial } }
    spec:
      containers: [{ name: main, image: "example/trivial:1" }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: {{ .Release.Name }} } }]
`,
  );
  return path;
};

const helm = async (...args: readonly string[]): Promise<string> => {
  const path = await clusterHelm(cacheFolder(process.env), quiet);
  return (await run(path, [...args, '--kubeconfig', cluster.kubeconfig])).stdout;
};

/** What still runs with something of this folder in its command line. */
const processesOf = async (dir: string): Promise<readonly string[]> => {
  const { stdout } = await run('ps', ['-eo', 'pid,args'], { maxBuffer: 16 * 2 ** 20 });
  return stdout.split('\n').filter((line) => line.includes(dir) && !line.includes('ps -eo'));
};

describe('a cluster on this machine', () => {
  it('takes a release of helm: its volume is bound and its pod ready', async () => {
    await helm('upgrade', '--install', 'one', chart(), '-n', 'first', '--create-namespace', '--wait');
    const pods = await cluster.kubectl('get', 'pods', '-n', 'first', '--no-headers');
    expect(pods).toMatch(/^one-\S+\s+1\/1\s+Running/);
    expect(await cluster.kubectl('get', 'pvc', '-n', 'first', '--no-headers')).toMatch(/Bound.*kwok-volume/);
  });

  it('keeps from a user what no role gives', async () => {
    const tools = await clusterTools(cacheFolder(process.env), quiet);
    const limited = kubectlOf(tools, cluster.limitedKubeconfig);
    await expect(limited('get', 'secrets', '-n', 'default')).rejects.toThrow('forbidden');
  });

  it('grows by a node, and its pods do as a stage says', async () => {
    await addNode(cluster, 'small', { cpu: '1', memory: '1Gi', pods: '5' });
    await putStages(
      cluster,
      `apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: ends-at-once }
spec:
  resourceRef: { apiGroup: v1, kind: Pod }
  selector: { matchAnnotations: { ends: at-once } }
  weight: 1
  next: { statusTemplate: "phase: Succeeded" }`,
    );
    const spec = { nodeSelector: { 'kubernetes.io/hostname': 'small' } };
    const overrides = JSON.stringify({ metadata: { annotations: { ends: 'at-once' } }, spec });
    await cluster.kubectl(
      'run',
      'brief',
      '--image=example/brief',
      '--restart=Never',
      `--overrides=${overrides}`,
    );
    await cluster.kubectl('wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/brief', '--timeout=20s');
    expect(await cluster.kubectl('get', 'pod', 'brief', '-o', 'jsonpath={.spec.nodeName}')).toBe('small');
  });

  it('loses its API server and gets it back with all it knew', async () => {
    await cluster.killApiServer();
    await expect(cluster.kubectl('get', 'nodes')).rejects.toThrow();
    await cluster.startApiServer();
    expect(await cluster.kubectl('get', 'nodes', '-o', 'name')).toContain('node/node-0');
    await cluster.kubectl('create', 'deployment', 'after', '--image=example/after');
    await cluster.kubectl('wait', '--for=condition=Available', 'deployment/after', '--timeout=60s');
  });

  it('is stopped with nothing left', async () => {
    expect((await processesOf(cluster.dir)).length).toBeGreaterThan(4);
    await cluster.stop();
    expect(await processesOf(cluster.dir)).toEqual([]);
  });

  it(
    'leaves nothing either when whoever started it is killed',
    async () => {
      const dir = join(folder, 'killed');
      const child = spawn(process.execPath, [MAIN, '--dir', dir], { stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      await until('the cluster', () => said.includes('is ready'), BUSY_MS);
      expect(said).toContain(`export KUBECONFIG=${join(dir, 'kubeconfig')}`);
      child.kill('SIGKILL');
      await until('no process', async () => (await processesOf(dir)).length === 0);
    },
    2 * BUSY_MS,
  );
});
