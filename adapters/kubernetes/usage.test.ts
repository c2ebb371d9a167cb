import type { V1Pod } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import type { ClusterApi } from './cluster-api.ts';
import { readUsage, toNumber } from './usage.ts';

const pod = {
  metadata: { name: 'pod', namespace: 'space' },
  spec: { containers: [{ name: 'gateway', resources: { limits: { cpu: '2', memory: '2Gi' } } }] },
} as V1Pod;

const cluster = (answer: () => object): ClusterApi =>
  ({ custom: { getNamespacedCustomObject: async () => answer() } }) as unknown as ClusterApi;

describe('what a pod uses', () => {
  it('is a share of its limits', async () => {
    const usage = { cpu: '500000000n', memory: '786432Ki' };
    const api = cluster(() => ({ containers: [{ usage }] }));
    expect(await readUsage(api, pod)).toEqual({ cpuPct: 25, memoryPct: 37.5 });
  });

  it.each([
    ['without metrics', () => Promise.reject(new Error('404'))],
    ['before the first ones', () => ({})],
  ])('is not known in a cluster %s', async (_what, answer) => {
    expect(await readUsage(cluster(answer), pod)).toEqual({ cpuPct: null, memoryPct: null });
  });
});

describe('a quantity', () => {
  it.each([
    ['1', 1],
    ['250m', 0.25],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['12345n', 0.000_012_345],
    ['2M', 2_000_000],
  ])('%s is a number', (quantity, number) => expect(toNumber(quantity)).toBeCloseTo(number, 9));

  it.each(['', 'Gi', '1x', '-1', 'true'])('%j is none', (quantity) => expect(toNumber(quantity)).toBeNaN());
});
