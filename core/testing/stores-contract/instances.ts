import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InstanceValues } from '../../instance-values.ts';
import type { NewInstance } from '../../ports/instance-store.ts';
import { createWorld, type StoresHarness, type World } from './world.ts';

const RESOURCES = {
  cpu_request: '250m',
  cpu_limit: '1',
  memory_request: '1Gi',
  memory_limit: '2Gi',
  storage: '10Gi',
};

export const describeInstances = (harness: () => StoresHarness): void => {
  describe('instances', () => {
    let world: World;
    let other: World;
    const store = () => harness().stores.instances;
    beforeAll(async () => {
      world = await createWorld(harness());
      other = await createWorld(harness());
    });

    const fresh = (over: Partial<NewInstance> = {}): NewInstance => {
      const id = randomUUID();
      return {
        id,
        tenantId: world.tenant.id,
        name: `i${id.slice(0, 8)}`,
        version: '2026.9.6',
        helmRelease: `oc-${id}`,
        k8sNamespace: `countersign-${world.tenant.id}`,
        resourceConfig: RESOURCES,
        ...over,
      };
    };

    it('inserts once, as provisioning, and finds it by id and name', async () => {
      const instance = fresh();
      const row = await store().insert(instance);
      expect(row).toMatchObject({ ...instance, status: 'provisioning', health: null, error: null });
      expect(await store().insert({ ...instance, name: 'another' })).toEqual(row);
      expect(await store().byId(world.tenant.id, instance.id)).toEqual(row);
      expect(await store().byName(world.tenant.id, instance.name)).toEqual(row);
      expect(await store().byId(world.tenant.id, 'no id')).toBeNull();
    });

    it('gives a name to one live instance at a time', async () => {
      const first = fresh();
      await store().insert(first);
      const again = fresh({ name: first.name });
      await expect(store().insert(again)).rejects.toMatchObject({ code: 'instance_exists' });
      await store().record(world.tenant.id, first.id, { status: 'destroyed' });
      expect(await store().insert(again)).toMatchObject({ id: again.id });
      const listed = (await store().list(world.tenant.id)).map(({ id }) => id);
      expect(listed).toContain(again.id);
      expect(listed).not.toContain(first.id);
    });

    it('changes only what is named, and empties what is null', async () => {
      const instance = fresh();
      await store().insert(instance);
      const health = {
        last_check: '2026-11-20T10:00:00.000Z',
        healthy: true,
        uptime: 12,
        cpu_pct: null,
        memory_pct: 41.5,
      };
      const error = { code: 'crash_loop', params: { restarts: 3, lines: 'x' } } as const;
      const record = (patch: Parameters<ReturnType<typeof store>['record']>[2]) =>
        store().record(world.tenant.id, instance.id, patch);
      await record({ status: 'running', internalUrl: 'ws://there:18789', health });
      await record({ error });
      expect(await record({ version: '2026.10.0' })).toMatchObject({
        status: 'running',
        version: '2026.10.0',
        internalUrl: 'ws://there:18789',
        health,
        error,
      });
      expect(await record({ error: null, internalUrl: null })).toMatchObject({
        error: null,
        internalUrl: null,
        health,
      });
      await expect(
        store().record(world.tenant.id, randomUUID(), { status: 'stopped' }),
      ).rejects.toMatchObject({ code: 'not_found' });
    });

    it('keeps what was applied, and the newest secrets', async () => {
      const instance = fresh();
      const { id } = instance;
      await store().insert(instance);
      expect(await store().appliedValues(world.tenant.id, id)).toBeNull();
      const values = { tenantId: world.tenant.id, instanceId: id, replicas: 1 } as unknown as InstanceValues;
      await store().record(world.tenant.id, id, { appliedValues: values });
      expect(await store().appliedValues(world.tenant.id, id)).toEqual(values);
      const secrets = (revision: number) => ({
        revision,
        sealedGatewayToken: `token ${revision} ${randomUUID()}`,
        sealedDeviceKey: 'key',
      });
      const first = secrets(1);
      expect(await store().saveSecrets(world.tenant.id, id, first)).toEqual(first);
      expect(await store().saveSecrets(world.tenant.id, id, secrets(1))).toEqual(first);
      const second = secrets(2);
      expect(await store().saveSecrets(world.tenant.id, id, second)).toEqual(second);
      expect(await store().secrets(world.tenant.id, id)).toEqual(second);
      await store().dropSecrets(world.tenant.id, id);
      expect(await store().secrets(world.tenant.id, id)).toBeNull();
    });

    it('is blind to other tenants', async () => {
      const instance = fresh();
      await store().insert(instance);
      const { id: stranger } = other.tenant;
      expect(await store().byId(stranger, instance.id)).toBeNull();
      expect(await store().byName(stranger, instance.name)).toBeNull();
      expect(await store().list(stranger)).toEqual([]);
      expect(await store().secrets(stranger, instance.id)).toBeNull();
      await expect(store().record(stranger, instance.id, { status: 'running' })).rejects.toMatchObject({
        code: 'not_found',
      });
    });
  });
};
