import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instanceNames, instanceValues } from '../../core/instance-values.ts';
import type { ClusterDriver } from '../../core/ports/cluster-driver.ts';
import { describeClusterDriver } from '../../core/testing/cluster-driver-contract.ts';
import { cacheFolder } from '../../local/cache-folder.ts';
import { CLUSTER_MS, startTestCluster } from '../../local/testing/cluster.ts';
import type { Cluster } from '../../tools/cluster/start-cluster.ts';
import { helmBinary } from './helm-binary.ts';
import { createKubernetesDriver } from './kubernetes-driver.ts';

const CHART = fileURLToPath(new URL('../../helm/openclaw', import.meta.url));
const TOKEN = `canary-${randomUUID()}`;

let cluster: Cluster;
let driver: ClusterDriver;
beforeAll(async () => {
  cluster = await startTestCluster();
  const helm = await helmBinary({
    env: process.env,
    cacheDir: cacheFolder(process.env),
    say: () => undefined,
  });
  driver = createKubernetesDriver({
    binary: async () => helm,
    chart: CHART,
    kubeconfig: cluster.kubeconfig,
    env: process.env,
  });
}, CLUSTER_MS);
afterAll(() => cluster?.stop());

const signal = (): AbortSignal => AbortSignal.timeout(60_000);
const WAIT = { timeout: 45_000, interval: 200 };

const instance = (version = '2026.9.6', storageClass: string | null = null) => {
  const [tenantId, instanceId] = [randomUUID(), randomUUID()];
  const values = instanceValues({
    tenant: { id: tenantId },
    instance: { id: instanceId, name: 'main' },
    version,
    resources: {
      cpu_request: '100m',
      cpu_limit: '1',
      memory_request: '256Mi',
      memory_limit: '1Gi',
      storage: '1Gi',
    },
    replicas: 1,
    secretRevision: 1,
    config: { gateway: { port: 18_789 } },
    settings: {
      repository: 'ghcr.io/openclaw/openclaw',
      digests: {},
      storageClass,
      egress: [],
      clientNamespace: 'countersign',
    },
  });
  return { ref: { tenantId, instanceId, ...instanceNames(tenantId, instanceId, 'main') }, values };
};

const apply = ({ ref, values }: ReturnType<typeof instance>): Promise<void> =>
  driver.apply(ref, values, { gatewayToken: TOKEN, environment: {} }, { signal: signal() });
const causeOf = async ({ ref }: ReturnType<typeof instance>) =>
  (await driver.status(ref, { signal: signal() })).cause?.code;

describe('a release', () => {
  it.each([
    ['image_pull_failed', '2026.0.2'],
    ['crash_loop', '2026.0.3'],
  ])('says why it is not ready: %s', async (code, version) => {
    const one = instance(version);
    await apply(one);
    await expect.poll(() => causeOf(one), WAIT).toBe(code);
    await driver.remove(one.ref, { keepSnapshots: false, signal: signal() });
  });

  it('says that its volume was not made', async () => {
    const one = instance('2026.9.6', 'no-such-class');
    await apply(one);
    await expect.poll(() => causeOf(one), WAIT).toBe('volume_pending');
    await driver.remove(one.ref, { keepSnapshots: false, signal: signal() });
  });

  it('says that there is no room for it', async () => {
    const one = instance();
    await cluster.kubectl('create', 'namespace', one.ref.namespace);
    await cluster.kubectl('label', 'namespace', one.ref.namespace, `countersign/tenant=${one.ref.tenantId}`);
    await cluster.kubectl('create', 'quota', 'none', '--hard=pods=0', '-n', one.ref.namespace);
    await apply(one);
    await expect.poll(() => causeOf(one), WAIT).toBe('quota_exceeded');
    await driver.remove(one.ref, { keepSnapshots: false, signal: signal() });
  });

  it('does not enter a namespace that is somebody else’s', async () => {
    const one = instance();
    await cluster.kubectl('create', 'namespace', one.ref.namespace);
    await expect(apply(one)).rejects.toMatchObject({ code: 'deploy_failed' });
  });

  it('has its token in its own secret and nowhere else', async () => {
    const one = instance();
    await apply(one);
    const kinds = 'deployments,pods,configmaps,services,events,networkpolicies,replicasets';
    const text = await cluster.kubectl('get', kinds, '-n', one.ref.namespace, '-o', 'yaml');
    expect(text).not.toContain(TOKEN);
    const encoded = Buffer.from(TOKEN).toString('base64');
    const secrets = JSON.parse(
      await cluster.kubectl('get', 'secrets', '-n', one.ref.namespace, '-o', 'json'),
    ) as { items: { metadata: { name: string }; data: Record<string, string> }[] };
    const holders = secrets.items.filter(({ data }) => JSON.stringify(data).includes(encoded));
    expect(holders.map(({ metadata }) => metadata.name)).toEqual([one.ref.release]);
    await driver.remove(one.ref, { keepSnapshots: false, signal: signal() });
  });

  it('reports what somebody changed by hand', async () => {
    const one = instance();
    await apply(one);
    const patch = JSON.stringify({ spec: { template: { spec: { terminationGracePeriodSeconds: 5 } } } });
    const { namespace, release } = one.ref;
    await cluster.kubectl('patch', 'deployment', release, '-n', namespace, '--type=strategic', '-p', patch);
    await cluster.kubectl('delete', 'networkpolicy', `${release}-deny`, '-n', namespace);
    const lines = await driver.drift(one.ref, one.values, { signal: signal() });
    expect(lines).toHaveLength(2);
    expect(lines.join('\n')).toContain('terminationGracePeriodSeconds: 330 → 5');
    expect(lines.join('\n')).toContain(`NetworkPolicy/${release}-deny: removed`);
    await apply(one);
    expect(await driver.drift(one.ref, one.values, { signal: signal() })).toEqual([]);
    await driver.remove(one.ref, { keepSnapshots: false, signal: signal() });
  });

  it('is waited for when the API server is away, and goes on when it is back', async () => {
    const one = instance();
    await cluster.killApiServer();
    await expect(apply(one)).rejects.toMatchObject({ code: 'cluster_unavailable' });
    await expect(driver.status(one.ref, { signal: signal() })).rejects.toMatchObject({
      code: 'cluster_unavailable',
    });
    await cluster.startApiServer();
    await apply(one);
    await expect
      .poll(async () => (await driver.status(one.ref, { signal: signal() })).ready, WAIT)
      .toBe(true);
    await driver.remove(one.ref, { keepSnapshots: false, signal: signal() });
  });
});

describeClusterDriver('Kubernetes', async () => ({
  driver,
  version: '2026.9.6',
  config: { gateway: { port: 18_789 } },
  stop: async () => undefined,
}));
