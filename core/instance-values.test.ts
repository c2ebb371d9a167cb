import { describe, expect, it } from 'vitest';
import {
  instanceNames,
  instanceValues,
  readInstanceName,
  readQuantity,
  readVersion,
  valuesDiff,
} from './instance-values.ts';

const TENANT = '0199f0aa-0000-7000-8000-0000000000aa';
const INSTANCE = '0199f0aa-0000-7000-8000-0000000000bb';
const resources = {
  cpu_request: '250m',
  cpu_limit: '1',
  memory_request: '1Gi',
  memory_limit: '2Gi',
  storage: '10Gi',
};
const settings = {
  repository: 'ghcr.io/openclaw/openclaw',
  digests: { '2026.9.6': `sha256:${'a'.repeat(64)}` },
  storageClass: null,
  egress: [],
  clientNamespace: 'countersign',
};
const values = (over: Partial<Parameters<typeof instanceValues>[0]> = {}) =>
  instanceValues({
    tenant: { id: TENANT },
    instance: { id: INSTANCE, name: 'main' },
    version: '2026.9.6',
    resources,
    replicas: 1,
    secretRevision: 1,
    config: { gateway: { port: 18789 } },
    settings,
    ...over,
  });

const HOSTILE = [
  '',
  'A',
  '-a',
  'a-',
  '1a',
  'a'.repeat(33),
  'a b',
  'a/../b',
  '../kube-system',
  'a;rm -rf /',
  '$(id)',
  '{{ .Values }}',
  'a\nb',
  'a\u0000',
  'ａ',
  "a'b",
  '--set',
  'kube-system/x',
];

describe('names of an instance', () => {
  it.each(HOSTILE)('refuses %j', (name) => {
    expect(() => readInstanceName(name)).toThrow('instance_name_invalid');
    expect(() => instanceNames(TENANT, INSTANCE, name)).toThrow();
  });

  it('fit what Kubernetes and Helm allow, and hold the whole ids', () => {
    const { release, namespace } = instanceNames(TENANT, INSTANCE, 'main');
    expect(release.length).toBeLessThanOrEqual(53);
    expect(namespace.length).toBeLessThanOrEqual(63);
    for (const name of [release, namespace]) expect(name).toMatch(/^[a-z]([a-z0-9-]*[a-z0-9])?$/);
    expect([release.includes(INSTANCE), namespace.includes(TENANT)]).toEqual([true, true]);
  });

  it('are the same for nobody else', () => {
    const ids = Array.from(
      { length: 200 },
      (_, at) => `0199f0aa-0000-7000-8000-${at.toString(16).padStart(12, '0')}`,
    );
    expect(new Set(ids.map((id) => instanceNames(TENANT, id, 'main').release)).size).toBe(ids.length);
    expect(new Set(ids.map((id) => instanceNames(id, INSTANCE, 'main').namespace)).size).toBe(ids.length);
  });

  it.each([
    ['tenant', '../x', INSTANCE],
    ['instance', TENANT, 'x; y'],
    ['case', TENANT.toUpperCase(), INSTANCE],
  ])('are made of ids and of nothing else: %s', (_what, tenant, instance) => {
    expect(() => instanceNames(tenant, instance, 'main')).toThrow('invalid_request');
  });
});

describe('values of an instance', () => {
  it('are the same for the same input, with the digest when it is known', () => {
    expect(values()).toEqual(values());
    expect(values().image).toEqual({
      repository: settings.repository,
      version: '2026.9.6',
      digest: settings.digests['2026.9.6'],
    });
    expect(values({ version: '2026.10.1' }).image.digest).toBeNull();
  });

  it.each(['latest', '2026.9', 'v2026.9.6', '2026.9.6-rc', '2026.9.6\n', '2026.9.6 --set x=y', ''])(
    'refuse the version %j',
    (version) => {
      expect(() => readVersion(version)).toThrow('invalid_request');
      expect(() => values({ version })).toThrow();
    },
  );

  it.each(['-1', '1 Gi', '1GB', '1e3', '99999999', '1Gi}}', '', '0x10', '1.5.5Gi'])(
    'refuse the quantity %j',
    (quantity) => {
      expect(() => readQuantity('storage', quantity)).toThrow('invalid_request');
      expect(() => values({ resources: { ...resources, storage: quantity } })).toThrow();
    },
  );

  it.each(['1', '500m', '1Gi', '1.5Gi', '250Mi'])('take the quantity %j', (quantity) => {
    expect(readQuantity('storage', quantity)).toBe(quantity);
  });

  it('say line by line what would change', () => {
    expect(valuesDiff(values(), values())).toEqual([]);
    const after = values({ version: '2026.10.1', resources: { ...resources, memory_limit: '3Gi' } });
    expect(valuesDiff(values(), after)).toEqual([
      `image.digest: ${settings.digests['2026.9.6']} → —`,
      'image.version: 2026.9.6 → 2026.10.1',
      'resources.memory_limit: 2Gi → 3Gi',
    ]);
  });
});
