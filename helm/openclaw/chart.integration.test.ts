import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { helmBinary } from '../../adapters/kubernetes/helm-binary.ts';
import { type InstanceValues, instanceValues } from '../../core/instance-values.ts';
import { openclawConfig } from '../../core/openclaw-config.ts';
import { cacheFolder } from '../../local/cache-folder.ts';

const CHART = fileURLToPath(new URL('.', import.meta.url));
const RELEASE = 'openclaw-0199f0aa-0000-7000-8000-0000000000bb';
const BUILD_MS = 900_000;

let helm: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-chart-'));
  helm = await helmBinary({
    env: process.env,
    cacheDir: cacheFolder(process.env),
    say: (line) => process.stdout.write(`${line}\n`),
  });
}, BUILD_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly [part: string]: unknown;
}

const run = async (command: readonly string[], values: unknown): Promise<string> => {
  const file = join(folder, 'values.json');
  writeFileSync(file, JSON.stringify(values));
  const { stdout } = await promisify(execFile)(helm, [...command, '--kube-version', '1.37.2', '-f', file]);
  return stdout;
};

const render = (values: unknown): Promise<string> =>
  run(['template', RELEASE, CHART, '--namespace', 'countersign-test'], values);

const manifests = async (values: unknown): Promise<readonly Manifest[]> =>
  parseAllDocuments(await render(values)).map((document) => document.toJS() as Manifest);

const the = (rendered: readonly Manifest[], kind: string, ending = ''): Manifest => {
  const found = rendered.find((one) => one.kind === kind && one.metadata.name.endsWith(ending));
  if (!found) throw new Error(`no ${kind}`);
  return found;
};

const valuesOf = (over: Partial<Parameters<typeof instanceValues>[0]> = {}): InstanceValues =>
  instanceValues({
    tenant: { id: '0199f0aa-0000-7000-8000-0000000000aa' },
    instance: { id: '0199f0aa-0000-7000-8000-0000000000bb', name: 'main' },
    version: '2026.9.6',
    resources: {
      cpu_request: '250m',
      cpu_limit: '1',
      memory_request: '1Gi',
      memory_limit: '2Gi',
      storage: '10Gi',
    },
    replicas: 1,
    secretRevision: 1,
    config: openclawConfig({
      port: 18_789,
      bind: 'lan',
      bridgePath: '/opt/countersign/bridge',
      logFile: '/tmp/openclaw.log',
    }),
    settings: {
      repository: 'ghcr.io/openclaw/openclaw',
      digests: {},
      storageClass: null,
      egress: [],
      clientNamespace: 'countersign',
    },
    ...over,
  });

const pinned = valuesOf({
  replicas: 0,
  secretRevision: 3,
  settings: {
    repository: 'registry.example.org/tools/openclaw',
    digests: { '2026.9.6': `sha256:${'ab'.repeat(32)}` },
    storageClass: 'fast-ssd',
    egress: [{ cidr: '203.0.113.0/24', ports: [443, 8443] }],
    clientNamespace: 'operations',
  },
});

describe('the chart of an instance', () => {
  it('has nothing to complain of', async () => {
    expect(await run(['lint', '--strict', CHART], valuesOf())).toContain('0 chart(s) failed');
  });

  it.each([
    ['usual', valuesOf()],
    ['pinned, stopped, with egress', pinned],
    [
      'another size',
      { ...valuesOf(), resources: { ...valuesOf().resources, memory_limit: '4Gi', storage: '50Gi' } },
    ],
  ])('renders as it did: %s', async (name, values) => {
    await expect(await render(values)).toMatchFileSnapshot(`golden/${name.replaceAll(/[ ,]+/g, '-')}.yaml`);
  });

  it('names everything after the release, with the labels it is found by', async () => {
    for (const { metadata } of await manifests(valuesOf())) {
      expect(metadata.name.startsWith(RELEASE)).toBe(true);
      expect(metadata.labels).toMatchObject({
        'countersign/tenant': valuesOf().tenantId,
        'countersign/instance': valuesOf().instanceId,
      });
    }
  });

  it('runs by digest when it is known, else by exact version, with no rights it does not need', async () => {
    const pod = async (values: InstanceValues) => {
      const deployment = the(await manifests(values), 'Deployment');
      return (deployment.spec as { template: { spec: Record<string, unknown> } }).template.spec;
    };
    const usual = await pod(valuesOf());
    expect((await pod(pinned)).containers).toMatchObject([
      { image: `registry.example.org/tools/openclaw@sha256:${'ab'.repeat(32)}` },
    ]);
    expect(usual).toMatchObject({
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 330,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          image: 'ghcr.io/openclaw/openclaw:2026.9.6',
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          startupProbe: { httpGet: { path: '/startupz' } },
          readinessProbe: { httpGet: { path: '/startupz' } },
          livenessProbe: { httpGet: { path: '/healthz' } },
        },
      ],
    });
    const kinds = (usual.volumes as readonly object[]).flatMap((volume) => Object.keys(volume)).toSorted();
    expect(new Set(kinds)).toEqual(new Set(['configMap', 'emptyDir', 'name', 'persistentVolumeClaim']));
  });

  it('lets nobody in but Countersign, and out only to what is named', async () => {
    const policies = (await manifests(pinned)).filter(({ kind }) => kind === 'NetworkPolicy');
    const [deny, allow] = policies.map(({ spec }) => spec as Record<string, unknown>);
    expect(deny).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    expect([deny?.ingress, deny?.egress]).toEqual([undefined, undefined]);
    expect(allow?.ingress).toHaveLength(1);
    expect(JSON.stringify(allow?.egress)).toContain('203.0.113.0/24');
    expect(JSON.stringify(allow)).not.toContain('0.0.0.0/0');
  });

  it('holds no secret, and makes none', async () => {
    const rendered = await manifests(valuesOf());
    expect(rendered.map(({ kind }) => kind)).not.toContain('Secret');
    expect(await render(valuesOf())).not.toMatch(/TOKEN: |apiKey: "?[A-Za-z0-9]/);
  });

  it('is made anew when the token or the configuration changed, and not otherwise', async () => {
    const annotations = async (values: InstanceValues) => {
      const deployment = the(await manifests(values), 'Deployment');
      return JSON.stringify((deployment.spec as { template: { metadata: object } }).template.metadata);
    };
    const usual = await annotations(valuesOf());
    expect(await annotations(valuesOf())).toBe(usual);
    expect(await annotations(valuesOf({ replicas: 0 }))).toBe(usual);
    expect(await annotations(valuesOf({ secretRevision: 2 }))).not.toBe(usual);
    expect(await annotations(valuesOf({ config: {} }))).not.toBe(usual);
  });

  it.each<[string, (values: InstanceValues) => unknown]>([
    ['latest', (values) => ({ ...values, image: { ...values.image, version: 'latest' } })],
    [
      'a template for a version',
      (values) => ({ ...values, image: { ...values.image, version: '{{ .Files }}' } }),
    ],
    ['a name with a line break', (values) => ({ ...values, instanceName: 'a\nkind: Secret' })],
    [
      'a quantity with more behind it',
      (values) => ({
        ...values,
        resources: { ...values.resources, storage: '10Gi\nstorageClassName: x' },
      }),
    ],
    ['another organization by its name', (values) => ({ ...values, tenantId: '../kube-system' })],
    ['every destination there is', (values) => ({ ...values, egress: [{ cidr: 'any', ports: [443] }] })],
    ['a value nobody reads', (values) => ({ ...values, hostNetwork: true })],
    ['two gateways of one state', (values) => ({ ...values, replicas: 2 })],
  ])('refuses %s', async (_what, change) => {
    await expect(render(change(valuesOf()))).rejects.toThrow(/values don't meet the specifications/);
  });

  it.each([
    ['2Gi', '1536'],
    ['1.5Gi', '1152'],
    ['3000Mi', '2250'],
    ['1Ti', '786432'],
  ])('gives the heap three quarters of %s', async (memory_limit, mebibytes) => {
    const resources = { ...valuesOf().resources, memory_limit };
    const text = await render({ ...valuesOf(), resources });
    expect(text).toContain(`"--max-old-space-size=${mebibytes}"`);
  });

  it('takes whatever stands in the configuration as text', async () => {
    const hostile = {
      note: '{{ .Release.Name }}\n---\nkind: Secret',
      quote: `"'\`$(id)`,
      file: '@/etc/passwd',
      '@file': 'a=b,c={d}',
    };
    const rendered = await manifests({ ...valuesOf(), config: hostile });
    const config = the(rendered, 'ConfigMap', '-config');
    expect(JSON.parse((config.data as Record<string, string>)['openclaw.json'] ?? '')).toEqual(hostile);
    expect(rendered.map(({ kind }) => kind)).not.toContain('Secret');
  });
});
