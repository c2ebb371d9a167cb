import { beforeAll, describe, expect, it } from 'vitest';
import { CLUSTER_MS, type SharedCluster, sharedCluster } from '../../local/testing/cluster.ts';
import { until } from '../../local/testing/until.ts';
import { apply, FAULT_ANNOTATION, type Fault, NEVER_PROVISIONED, putPodLogs, putQuota } from './scenery.ts';

let cluster: SharedCluster;
beforeAll(async () => {
  cluster = await sharedCluster();
}, CLUSTER_MS);

const runPod = async (
  namespace: string,
  image: string,
  { fault, spec = {} }: { readonly fault?: Fault; readonly spec?: object } = {},
): Promise<void> => {
  const annotations = fault ? { [FAULT_ANNOTATION]: fault } : {};
  const overrides = JSON.stringify({ metadata: { annotations }, spec });
  await cluster.kubectl('run', 'app', '-n', namespace, `--image=${image}`, `--overrides=${overrides}`);
};

interface PodStatus {
  readonly phase: string;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
  }[];
  readonly containerStatuses?: readonly {
    readonly ready: boolean;
    readonly restartCount: number;
    readonly state: { readonly running?: object; readonly waiting?: { readonly reason: string } };
  }[];
}

const statusOf = async (namespace: string): Promise<PodStatus> =>
  (
    JSON.parse(await cluster.kubectl('get', 'pod', 'app', '-n', namespace, '-o', 'json')) as {
      status: PodStatus;
    }
  ).status;

const isReady = ({ conditions = [] }: PodStatus): boolean =>
  conditions.some(({ type, status }) => type === 'Ready' && status === 'True');

describe('the cluster that all test files share', () => {
  it('gives every caller a namespace of its own, where a pod becomes ready', async () => {
    const [first, second] = [await cluster.newNamespace({ team: 'a' }), await cluster.newNamespace()];
    expect(first).not.toBe(second);
    expect(await cluster.kubectl('get', 'ns', '-l', 'team=a', '-o', 'name')).toContain(`namespace/${first}`);
    await runPod(first, 'example/app:1');
    await until('a ready pod', async () => isReady(await statusOf(first)));
  });

  it.each<[Fault, string]>([
    ['never-ready', 'the annotation'],
    ['image-pull', 'the annotation'],
    ['crash-loop', 'the annotation'],
    ['never-ready', 'the image'],
    ['image-pull', 'the image'],
    ['crash-loop', 'the image'],
  ])('shows the fault %s, asked for by %s', async (fault, by) => {
    const namespace = await cluster.newNamespace();
    if (by === 'the image') await runPod(namespace, `example.test:5000/any/${fault}:1`);
    else await runPod(namespace, 'example/app:1', { fault });
    const seen: Record<Fault, (status: PodStatus) => boolean> = {
      'never-ready': ({ phase, containerStatuses: [one] = [] }) =>
        phase === 'Running' && one?.ready === false,
      'image-pull': ({ phase, containerStatuses: [one] = [] }) =>
        phase === 'Pending' && one?.state.waiting?.reason === 'ImagePullBackOff',
      'crash-loop': ({ containerStatuses: [one] = [] }) =>
        one?.state.waiting?.reason === 'CrashLoopBackOff' && one.restartCount > 1,
    };
    await until(fault, async () => seen[fault](await statusOf(namespace)));
    expect(isReady(await statusOf(namespace))).toBe(false);
  });

  it('has the last lines of a pod, and those of the run before', async () => {
    const namespace = await cluster.newNamespace();
    await putPodLogs(cluster, namespace, {
      lines: ['starting', 'listening'],
      previousLines: ['starting', 'out of memory'],
    });
    await runPod(namespace, 'example/app:1', { fault: 'crash-loop' });
    const logs = (...more: readonly string[]) => cluster.kubectl('logs', 'app', '-n', namespace, ...more);
    expect(await until('its lines', () => logs())).toBe('starting\nlistening\n');
    expect(await until('its last words', () => logs('--previous', '--tail=1'))).toBe('out of memory\n');
  });

  it('leaves a volume of the class without a provisioner pending, and its pod with it', async () => {
    const namespace = await cluster.newNamespace();
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace },
      spec: {
        storageClassName: NEVER_PROVISIONED,
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
      },
    };
    await apply(cluster, 'claim', JSON.stringify(claim));
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
    await runPod(namespace, 'example/app:1', { spec: { volumes } });
    const message = await until('why', async () => {
      const { conditions = [] } = await statusOf(namespace);
      return conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False')?.message;
    });
    expect(message).toContain('volume');
  });

  it('refuses what is above a quota', async () => {
    const namespace = await cluster.newNamespace();
    await putQuota(cluster, namespace, { pods: '0' });
    await expect(runPod(namespace, 'example/app:1')).rejects.toThrow('exceeded quota');
  });
});
