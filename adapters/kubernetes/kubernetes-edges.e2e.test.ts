import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLUSTER_MS } from '../../local/testing/cluster.ts';
import { until } from '../../local/testing/until.ts';
import { putPodLogs } from '../../tools/cluster/scenery.ts';
import {
  type KubernetesInstance,
  type KubernetesInstances,
  newInstance,
  soon,
  startKubernetesInstances,
} from './testing/kubernetes-instances.ts';

let world: KubernetesInstances;
beforeAll(async () => {
  world = await startKubernetesInstances();
}, CLUSTER_MS);

const get = async <T>(...args: readonly string[]): Promise<T> =>
  JSON.parse(await world.cluster.kubectl('get', ...args, '-o', 'json')) as T;
const patch = ({ ref }: KubernetesInstance, kind: string, name: string, body: object): Promise<string> =>
  world.cluster.kubectl('patch', kind, name, '-n', ref.namespace, '--type=merge', '-p', JSON.stringify(body));
const drift = ({ ref, values }: KubernetesInstance) => world.driver.drift(ref, values, soon());
const stop = async (one: KubernetesInstance): Promise<void> => {
  await world.apply(one, { replicas: 0 });
  await world.stopped(one);
};

describe('a namespace', () => {
  it('that is somebody else’s is neither entered nor removed', async () => {
    const one = newInstance();
    await world.cluster.kubectl('create', 'namespace', one.ref.namespace);
    await expect(world.apply(one)).rejects.toMatchObject({ code: 'deploy_failed' });
    await world.remove(one);
    expect(await world.driver.leftovers(one.ref)).toEqual([]);
    const { status } = await get<{ status: { phase: string } }>('namespace', one.ref.namespace);
    expect(status.phase).toBe('Active');
  });

  it('lets nothing in or out by itself, holds pods to the strictest level, and is as large as its quota', async () => {
    const one = newInstance();
    const { namespace } = one.ref;
    await world.apply(one);
    const policy = await get<{ spec: object }>('networkpolicy', 'deny-all', '-n', namespace);
    expect(policy.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const { metadata } = await get<{ metadata: { labels: object } }>('namespace', namespace);
    expect(metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    const second = newInstance({ tenantId: one.ref.tenantId });
    const small = world.another({ quota: { 'limits.memory': '1536Mi' } });
    const secrets = { gatewayToken: world.token, environment: {} };
    await small.apply(second.ref, second.values, secrets, soon());
    await until('it has no room', async () => (await world.state(second)).cause?.code === 'quota_exceeded');
    expect((await world.ready(one)).ready).toBe(true);
    await Promise.all([world.remove(one), world.remove(second)]);
  });

  it('that is on its way out is waited for, and made again', async () => {
    const one = newInstance();
    await world.apply(one);
    await world.remove(one);
    expect(await world.driver.leftovers(one.ref)).not.toEqual([]);
    await until('it is made again', async () => {
      try {
        await world.apply(one);
        return true;
      } catch (error) {
        expect(error).toMatchObject({ code: 'cluster_unavailable' });
        return false;
      }
    });
    await world.ready(one);
    await world.remove(one);
  });
});

describe('a release', () => {
  /** As a helm that was killed leaves its record. */
  const leaveUnfinished = async ({ ref }: KubernetesInstance, status: string): Promise<void> => {
    const selector = `owner=helm,name=${ref.release}`;
    interface Records {
      readonly items: {
        readonly metadata: { readonly name: string };
        readonly data: { readonly release: string };
      }[];
    }
    const { items } = await get<Records>('secrets', '-n', ref.namespace, '-l', selector);
    const last = items.at(-1);
    const packed = Buffer.from(Buffer.from(last?.data.release ?? '', 'base64').toString(), 'base64');
    const record = JSON.parse(gunzipSync(packed).toString()) as { info: { status: string } };
    record.info.status = status;
    const release = Buffer.from(gzipSync(JSON.stringify(record)).toString('base64')).toString('base64');
    const body = { metadata: { labels: { status } }, data: { release } };
    await patch({ ref } as KubernetesInstance, 'secret', last?.metadata.name ?? '', body);
  };

  it.each(['pending-install', 'pending-upgrade'])(
    'whose helm was killed is applied again: %s',
    async (status) => {
      const one = newInstance();
      await world.apply(one);
      if (status === 'pending-upgrade') await world.apply(one, { secretRevision: 2 });
      await leaveUnfinished(one, status);
      await world.apply(one, { secretRevision: 3 });
      await world.ready(one);
      expect(await drift(one)).toEqual([]);
      await world.remove(one);
    },
  );

  it('that is given up in the middle ends at once, and is applied again', async () => {
    const one = newInstance();
    const given = AbortSignal.timeout(150);
    const secrets = { gatewayToken: world.token, environment: {} };
    await expect(world.driver.apply(one.ref, one.values, secrets, { signal: given })).rejects.toThrow();
    await world.apply(one);
    await world.ready(one);
    await world.remove(one);
  });

  it('shows what was added by hand, and a restart is none of that', async () => {
    const one = newInstance();
    const { release, namespace } = one.ref;
    await world.apply(one);
    await world.driver.restart(one.ref, soon());
    expect(await drift(one)).toEqual([]);
    await patch(one, 'deployment', release, { spec: { template: { spec: { hostNetwork: true } } } });
    await patch(one, 'configmap', `${release}-bridge`, { data: { 'extra.js': 'x' } });
    await patch(one, 'networkpolicy', `${release}-deny`, { spec: { egress: [{}] } });
    const rules = { spec: { ingress: [{ from: [{ namespaceSelector: {} }] }] } };
    await patch(one, 'networkpolicy', release, rules);
    const container = {
      op: 'add',
      path: '/spec/template/spec/containers/-',
      value: { name: 'x', image: 'y' },
    };
    const how = ['--type=json', '-p', JSON.stringify([container])];
    await world.cluster.kubectl('patch', 'deployment', release, '-n', namespace, ...how);
    const lines = (await drift(one)).join('\n');
    expect(lines).toContain('spec.template.spec.hostNetwork: — → true');
    expect(lines).toContain('spec.template.spec.containers[1]');
    expect(lines).toContain('data.extra.js: — → "x"');
    expect(lines).toContain(`NetworkPolicy/${release}-deny spec.egress`);
    expect(lines).toMatch(/NetworkPolicy\/\S+ spec\.ingress\[0\]\.from\[0\]\.podSelector/);
    await world.remove(one);
  });

  it('tells its last lines without its token', async () => {
    const one = newInstance();
    const { namespace } = one.ref;
    await world.apply(one);
    await world.ready(one);
    const lines = ['one', `token=${world.token}`, '\u001b[31mthree\u001b[0m'];
    await putPodLogs(world.cluster, namespace, { lines });
    await until(
      'its lines',
      async () => (await world.driver.logs(one.ref, { tail: 9, ...soon() })).length > 0,
    );
    expect(await world.driver.logs(one.ref, { tail: 2, ...soon() })).toEqual(['token=[redacted]', 'three']);
    await world.remove(one);
  });
});

describe('a copy', () => {
  const imagesOfJobs = async ({ ref }: KubernetesInstance): Promise<readonly (string | undefined)[]> => {
    interface Job {
      readonly spec: { readonly template: { readonly spec: { readonly containers: { image: string }[] } } };
    }
    const { items } = await get<{ items: Job[] }>('jobs', '-n', ref.namespace);
    return items.map(({ spec }) => spec.template.spec.containers[0]?.image);
  };

  it('is put back with the version it was made with: the one after it may not be there', async () => {
    const one = newInstance();
    await world.apply(one);
    await stop(one);
    await world.driver.snapshot(one.ref, 'before', soon());
    await world.apply(one, { replicas: 0, image: { ...one.values.image, version: '2026.0.2' } });
    const restoring = world.driver.restore(one.ref, 'before', soon());
    const [image] = await until('the job', async () => {
      const images = await imagesOfJobs(one);
      return images.length > 0 ? images : null;
    });
    await restoring;
    expect(image).toMatch(/:2026\.9\.6$/);
    await world.remove(one);
  });

  it('leaves the volume’s own marks alone', async () => {
    const one = newInstance();
    await world.apply(one);
    await stop(one);
    await world.driver.snapshot(one.ref, 'before', soon());
    interface Volume {
      readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
    }
    const selector = 'countersign/copy=before';
    const { items } = await get<{ items: Volume[] }>('pvc', '-n', one.ref.namespace, '-l', selector);
    expect(items[0]?.metadata.annotations).toMatchObject({
      'countersign/complete': 'true',
      'pv.kubernetes.io/bind-completed': 'yes',
    });
    await world.remove(one);
  });

  it('stops a running instance and starts it again', async () => {
    const one = newInstance();
    await world.apply(one);
    const { revision } = await world.ready(one);
    await world.driver.snapshot(one.ref, 'before', soon());
    expect((await world.ready(one)).revision).toBe(revision + 2);
    await world.remove(one);
  });

  it('is not put back under a running instance, and one that is not there is not put back at all', async () => {
    const one = newInstance();
    await world.apply(one);
    await world.driver.snapshot(one.ref, 'before', soon());
    await expect(world.driver.restore(one.ref, 'before', soon())).rejects.toMatchObject({
      code: 'deploy_failed',
    });
    await stop(one);
    await expect(world.driver.restore(one.ref, 'another', soon())).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(world.driver.restore(newInstance().ref, 'before', soon())).rejects.toMatchObject({
      code: 'not_found',
    });
    await world.remove(one);
  });

  it('that was given up leaves no job that writes on', async () => {
    const one = newInstance();
    await world.apply(one);
    await stop(one);
    const given = new AbortController();
    const copying = world.driver.snapshot(one.ref, 'before', { signal: given.signal });
    const refused = expect(copying).rejects.toThrow();
    await until('the job', async () => (await imagesOfJobs(one)).length > 0);
    given.abort();
    await refused;
    await until('no job', async () => (await imagesOfJobs(one)).length === 0);
    await world.driver.snapshot(one.ref, 'before', soon());
    expect(await world.driver.snapshots(one.ref)).toEqual(['before']);
    await world.remove(one);
  });
});
