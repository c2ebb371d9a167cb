import { AppError } from '../../errors.ts';
import type { Instance } from '../../instance.ts';
import type { InstanceStore } from '../../ports/instance-store.ts';
import type { MemoryState } from './state.ts';

const clean = (patch: object): object =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));

export const createInstanceFake = (memory: MemoryState): InstanceStore => {
  const rows = (tenantId: string) => memory.of(tenantId).instances;
  const live = (tenantId: string): readonly Instance[] =>
    [...rows(tenantId).values()].map(({ row }) => row).filter(({ status }) => status !== 'destroyed');
  return {
    async insert(instance) {
      const known = rows(instance.tenantId).get(instance.id);
      if (known) return known.row;
      if (live(instance.tenantId).some(({ name }) => name === instance.name)) {
        throw new AppError('instance_exists', { name: instance.name });
      }
      const at = memory.now();
      const row: Instance = {
        ...instance,
        instanceType: 'openclaw',
        status: 'provisioning',
        internalUrl: null,
        health: null,
        error: null,
        createdAt: at,
        updatedAt: at,
      };
      rows(instance.tenantId).set(instance.id, { row, values: null, secrets: null });
      return row;
    },
    byId: async (tenantId, id) => rows(tenantId).get(id)?.row ?? null,
    byName: async (tenantId, name) => live(tenantId).find((row) => row.name === name) ?? null,
    list: async (tenantId) => live(tenantId),
    async record(tenantId, id, { appliedValues, ...patch }) {
      const known = rows(tenantId).get(id);
      if (!known) throw new AppError('not_found');
      known.row = { ...known.row, ...clean(patch), updatedAt: memory.now() };
      if (appliedValues !== undefined) known.values = appliedValues;
      return known.row;
    },
    appliedValues: async (tenantId, id) => rows(tenantId).get(id)?.values ?? null,
    async saveSecrets(tenantId, id, secrets) {
      const known = rows(tenantId).get(id);
      if (!known) throw new AppError('not_found');
      if ((known.secrets?.revision ?? 0) < secrets.revision) known.secrets = secrets;
      return known.secrets ?? secrets;
    },
    secrets: async (tenantId, id) => rows(tenantId).get(id)?.secrets ?? null,
    async dropSecrets(tenantId, id) {
      const known = rows(tenantId).get(id);
      if (known) known.secrets = null;
    },
  };
};
