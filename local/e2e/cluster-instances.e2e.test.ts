import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRealGateway, type RealGateway } from '../../adapters/openclaw/testing/real-gateway.ts';
import type { Cluster } from '../../tools/cluster/start-cluster.ts';
import { freePort } from '../free-port.ts';
import { CLUSTER_MS, startTestCluster } from '../testing/cluster.ts';
import { sentence } from '../testing/person.ts';
import { until } from '../testing/until.ts';
import { startWorld, type World } from '../testing/world.ts';

const LONG_MS = 240_000;

let cluster: Cluster;
let world: World;
let gateway: RealGateway | null = null;
let port: number;
beforeAll(async () => {
  cluster = await startTestCluster();
  port = await freePort();
  world = await startWorld({
    env: {
      COUNTERSIGN_KUBECONFIG: cluster.kubeconfig,
      // Pods are played here: a gateway of this machine answers for the one that is deployed, as over a port-forward.
      COUNTERSIGN_GATEWAY_ADDRESS: `ws://127.0.0.1:${port}`,
    },
  });
}, CLUSTER_MS);
afterAll(async () => {
  await gateway?.close();
  await world?.stop();
  await cluster?.stop();
}, LONG_MS);

interface InstanceBody {
  readonly id: string;
  readonly status: string;
  readonly helm_release: string;
  readonly k8s_namespace: string;
}

const instance = async (): Promise<InstanceBody> =>
  (await world.people.admin.api<InstanceBody>('GET', '/api/v1/instances/main')).body;

const objects = async (kinds: string, namespace: string): Promise<readonly string[]> =>
  (await cluster.kubectl('get', kinds, '-n', namespace, '-o', 'name', '--ignore-not-found'))
    .split('\n')
    .filter(Boolean);

/** The token that this very deploy made, as the pod gets it. */
const tokenOf = ({ helm_release: release, k8s_namespace: namespace }: InstanceBody): Promise<string> =>
  until(
    'the secret of the release',
    async () => {
      const path = 'jsonpath={.data.OPENCLAW_GATEWAY_TOKEN}';
      const data = await cluster.kubectl('get', 'secret', release, '-n', namespace, '-o', path);
      return data ? Buffer.from(data, 'base64').toString() : null;
    },
    LONG_MS,
  );

describe('with a kubeconfig', () => {
  it(
    'the same command installs a release, and the gateway answers',
    async () => {
      const { admin } = world.people;
      const { threadKey, id } = await world.starts(admin, '/instance deploy main');
      const row = await until('the instance', async () => {
        const now = await instance();
        return now.id ? now : null;
      });
      const token = await tokenOf(row);
      gateway = await createRealGateway({ modelUrl: 'http://127.0.0.1:9/v1', port, token });
      await gateway.start();
      await world.taskIs(id, 'completed', LONG_MS);
      const card = await admin.sees(threadKey, sentence('instance.step.register'));
      expect(card.text).toContain(`✓ ${sentence('instance.step.handshake')}`);
      expect(await instance()).toMatchObject({ status: 'running' });
      expect(await objects('deployment,service,pvc,networkpolicy,secret', row.k8s_namespace)).toEqual(
        expect.arrayContaining([
          `deployment.apps/${row.helm_release}`,
          `service/${row.helm_release}`,
          `persistentvolumeclaim/${row.helm_release}`,
          `networkpolicy.networking.k8s.io/${row.helm_release}-deny`,
          `secret/${row.helm_release}`,
        ]),
      );
      const trace = JSON.stringify(await world.trace(id));
      expect(trace).not.toContain(token);
      expect(card.text).not.toContain(token);
    },
    LONG_MS,
  );

  it(
    'it is stopped with its volume kept, started, and destroyed with nothing left',
    async () => {
      const { admin, approver } = world.people;
      const run = async (words: string): Promise<void> => {
        const { id } = await world.starts(admin, words);
        await world.taskIs(id, 'completed', LONG_MS);
      };
      const { helm_release: release, k8s_namespace: namespace } = await instance();
      await run('/instance stop main');
      expect(await objects('pod', namespace)).toEqual([]);
      expect(await objects('pvc', namespace)).toEqual([`persistentvolumeclaim/${release}`]);
      await run('/instance start main');
      expect(await instance()).toMatchObject({ status: 'running' });

      const { id } = await world.starts(admin, '/instance destroy main');
      await world.decide(approver, await world.pending(id));
      await world.taskIs(id, 'completed', LONG_MS);
      const left = await objects('deployment,pod,service,secret,networkpolicy,serviceaccount,job', namespace);
      expect(left.filter((name) => name.includes(release))).toEqual([]);
      const volumes = await objects('pvc', namespace);
      expect(volumes).toHaveLength(1);
      expect(volumes).not.toContain(`persistentvolumeclaim/${release}`);
    },
    LONG_MS,
  );

  it(
    'a deploy that can’t get its image says so, and leaves nothing',
    async () => {
      const { id } = await world.starts(world.people.admin, '/instance deploy broken version=2026.0.2');
      const task = await world.taskIs(id, 'failed', LONG_MS);
      expect(task.error?.code).toBe('image_pull_failed');
      const all = await cluster.kubectl(
        'get',
        'deployment,pvc,secret',
        '-A',
        '-l',
        'countersign/instance',
        '-o',
        'name',
      );
      expect(all.split('\n').filter((name) => name.startsWith('deployment'))).toEqual([]);
    },
    LONG_MS,
  );
});
