import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InstanceRef } from '../instance.ts';
import { type InstanceValues, instanceNames, instanceValues } from '../instance-values.ts';
import type { ClusterDriver, InstanceState } from '../ports/cluster-driver.ts';

export interface ClusterDriverHarness {
  readonly driver: ClusterDriver;
  /** Of a platform's instances here; the version must be one that can run. */
  readonly version: string;
  readonly config: InstanceValues['config'];
  stop(): Promise<void>;
}

const signal = (): AbortSignal => AbortSignal.timeout(120_000);
const secrets = { gatewayToken: 'a token of the contract', environment: {} };
const WAIT = { timeout: 60_000, interval: 200 };

/** What every platform promises. */
export const describeClusterDriver = (name: string, start: () => Promise<ClusterDriverHarness>): void => {
  describe(`cluster driver: ${name}`, () => {
    let harness: ClusterDriverHarness;
    beforeAll(async () => {
      harness = await start();
    });
    afterAll(() => harness?.stop());

    const fresh = (tenantId: string = randomUUID()): { ref: InstanceRef; values: InstanceValues } => {
      const instanceId = randomUUID();
      const values = instanceValues({
        tenant: { id: tenantId },
        instance: { id: instanceId, name: 'main' },
        version: harness.version,
        resources: {
          cpu_request: '100m',
          cpu_limit: '1',
          memory_request: '256Mi',
          memory_limit: '1Gi',
          storage: '1Gi',
        },
        replicas: 1,
        secretRevision: 1,
        config: harness.config,
        settings: {
          repository: 'ghcr.io/openclaw/openclaw',
          digests: {},
          storageClass: null,
          egress: [],
          clientNamespace: 'countersign',
        },
      });
      return { ref: { tenantId, instanceId, ...instanceNames(tenantId, instanceId, 'main') }, values };
    };
    const state = (ref: InstanceRef): Promise<InstanceState> =>
      harness.driver.status(ref, { signal: signal() });
    const apply = (ref: InstanceRef, values: InstanceValues): Promise<void> =>
      harness.driver.apply(ref, values, secrets, { signal: signal() });
    const isReady = (ref: InstanceRef) => expect.poll(async () => (await state(ref)).ready, WAIT).toBe(true);
    const isStopped = (ref: InstanceRef) =>
      expect.poll(async () => (await state(ref)).startedAt, WAIT).toBeNull();
    const remove = (ref: InstanceRef, keepSnapshots = false): Promise<void> =>
      harness.driver.remove(ref, { keepSnapshots, signal: signal() });
    const isGone = (ref: InstanceRef) => expect.poll(() => harness.driver.leftovers(ref), WAIT).toEqual([]);

    it('knows nothing of what was never applied, and removes it without complaint', async () => {
      const { ref } = fresh();
      expect(await state(ref)).toMatchObject({ exists: false, ready: false, version: null });
      expect(await harness.driver.leftovers(ref)).toEqual([]);
      expect(await harness.driver.snapshots(ref)).toEqual([]);
      await remove(ref);
    });

    it('applies, again without harm, stops, starts, restarts and removes', async () => {
      const { ref, values } = fresh();
      await apply(ref, values);
      await apply(ref, values);
      await isReady(ref);
      const first = await state(ref);
      expect(first).toMatchObject({ exists: true, replicas: 1, version: harness.version, cause: null });
      expect((await harness.driver.address(ref)).url).toMatch(/^ws:\/\/.+:\d+$/);
      expect(await harness.driver.drift(ref, values, { signal: signal() })).toEqual([]);

      await apply(ref, { ...values, replicas: 0 });
      await isStopped(ref);
      expect(await state(ref)).toMatchObject({ exists: true, replicas: 0, ready: false });
      await apply(ref, values);
      await isReady(ref);

      const before = await state(ref);
      await harness.driver.restart(ref, { signal: signal() });
      await expect
        .poll(async () => {
          const { ready, startedAt, revision } = await state(ref);
          // A platform may tell times in whole seconds.
          return ready && (startedAt !== before.startedAt || revision !== before.revision);
        }, WAIT)
        .toBe(true);

      await remove(ref);
      await remove(ref);
      await isGone(ref);
      expect(await state(ref)).toMatchObject({ exists: false });
    });

    it('keeps copies of the state, puts them back, and keeps them when the instance goes', async () => {
      const { ref, values } = fresh();
      await apply(ref, values);
      await isReady(ref);
      await apply(ref, { ...values, replicas: 0 });
      await isStopped(ref);
      await harness.driver.snapshot(ref, 'before-upgrade', { signal: signal() });
      await harness.driver.snapshot(ref, 'before-upgrade', { signal: signal() });
      expect(await harness.driver.snapshots(ref)).toEqual(['before-upgrade']);
      await harness.driver.restore(ref, 'before-upgrade', { signal: signal() });
      await remove(ref, true);
      await isGone(ref);
      expect(await harness.driver.snapshots(ref)).toEqual(['before-upgrade']);
      await harness.driver.dropSnapshot(ref, 'before-upgrade', { signal: signal() });
      await harness.driver.dropSnapshot(ref, 'before-upgrade', { signal: signal() });
      await expect.poll(() => harness.driver.snapshots(ref), WAIT).toEqual([]);
    });

    it('keeps instances apart, also those of one organization', async () => {
      const tenantId = randomUUID();
      const [one, two] = [fresh(tenantId), fresh(tenantId)];
      const other = fresh();
      await Promise.all([one, two, other].map(({ ref, values }) => apply(ref, values)));
      await Promise.all([one, two, other].map(({ ref }) => isReady(ref)));
      const urls = await Promise.all([one, two, other].map(({ ref }) => harness.driver.address(ref)));
      expect(new Set(urls.map(({ url }) => url)).size).toBe(3);
      await remove(one.ref);
      await isGone(one.ref);
      expect(await state(two.ref)).toMatchObject({ ready: true });
      expect(await state(other.ref)).toMatchObject({ ready: true });
      await Promise.all([remove(two.ref), remove(other.ref)]);
      await Promise.all([isGone(two.ref), isGone(other.ref)]);
    });

    it.each(['../other', 'a b', 'UPPER', '--help', 'a;b', '', 'a/b'])(
      'never takes %j for the name of a release',
      async (release) => {
        const { ref, values } = fresh();
        const crafted = { ...ref, release };
        await expect(apply(crafted, values)).rejects.toMatchObject({ code: 'invalid_request' });
        await expect(remove(crafted)).rejects.toMatchObject({ code: 'invalid_request' });
      },
    );
  });
};
