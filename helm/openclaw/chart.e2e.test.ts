import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { copyJob } from '../../adapters/kubernetes/copy-job.ts';
import { CLUSTER_MS, type SharedCluster, sharedCluster } from '../../local/testing/cluster.ts';

const GOLDEN = fileURLToPath(new URL('./golden', import.meta.url));

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly template?: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly containers: readonly object[];
  readonly [part: string]: unknown;
}

let cluster: SharedCluster;
let namespace: string;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-chart-'));
  cluster = await sharedCluster();
  namespace = await cluster.newNamespace({ 'pod-security.kubernetes.io/enforce': 'restricted' });
}, CLUSTER_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the API server makes of it, unknown fields refused, without keeping it. */
const check = async (object: object): Promise<string> => {
  const file = join(folder, `${randomUUID()}.json`);
  await writeFile(file, JSON.stringify(object));
  const how = ['--dry-run=server', '--validate=strict', '-n', namespace, '-o', 'name'];
  return (await cluster.kubectl('create', ...how, '-f', file)).trim();
};

/** Of the account every namespace has: the chart's own one is not there in a dry run. */
const podOf = (spec: PodSpec): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'pod' },
  spec: { ...spec, serviceAccountName: 'default' },
});

describe.each(readdirSync(GOLDEN))('the render %s', (name) => {
  const manifests = parseAllDocuments(readFileSync(join(GOLDEN, name), 'utf8')).map(
    (document) => document.toJS() as Manifest,
  );
  const deployment = manifests.find(({ kind }) => kind === 'Deployment');
  const pod = deployment?.spec?.template?.spec;

  it('is what Kubernetes knows, to the last field', async () => {
    expect(manifests.length).toBeGreaterThan(6);
    for (const manifest of manifests) expect(await check(manifest)).toMatch(`/${manifest.metadata.name}`);
  });

  it('has a pod with no right that the strictest level forbids', async () => {
    if (!pod) throw new Error('no pod');
    expect(await check(podOf(pod))).toBe('pod/pod');
    const [container] = pod.containers;
    const loose = { ...container, securityContext: {} };
    await expect(check(podOf({ ...pod, containers: [loose] }))).rejects.toThrow(/violates PodSecurity/);
  });

  it('is not taken with a field that nobody knows', async () => {
    const spec = { ...deployment?.spec, replicaCount: 1 };
    await expect(check({ ...deployment, spec })).rejects.toThrow(/unknown field "spec.replicaCount"/);
  });
});

describe('the job that copies a volume', () => {
  it('is as harmless', async () => {
    const ref = { tenantId: 't', instanceId: 'i', release: 'r', namespace };
    const job = copyJob(ref, { name: 'copy', from: 'one', to: 'two', image: 'image:1' });
    expect(await check({ apiVersion: 'batch/v1', kind: 'Job', ...job })).toBe('job.batch/copy');
    expect(await check(podOf(job.spec?.template.spec as unknown as PodSpec))).toBe('pod/pod');
  });
});
