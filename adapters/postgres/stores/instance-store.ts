import { AppError } from '../../../core/errors.ts';
import type { Instance } from '../../../core/instance.ts';
import type { InstanceValues } from '../../../core/instance-values.ts';
import type { InstanceStore, SealedInstanceSecrets } from '../../../core/ports/instance-store.ts';
import type { Database } from '../database.ts';
import { isDuplicate } from '../errors.ts';
import {
  appliedValues,
  dropInstanceSecrets,
  insertInstance,
  instanceById,
  instanceByName,
  instanceSecrets,
  listInstances,
  recordInstance,
  saveInstanceSecrets,
} from '../queries/instances.ts';
import { isUuid } from '../values.ts';

export const createInstanceStore = (db: Database): InstanceStore => {
  const byId = async (tenantId: string, id: string): Promise<Instance | null> =>
    isUuid(id) ? ((await db.run<Instance>(tenantId, instanceById(tenantId, id)))[0] ?? null) : null;
  const secrets = async (tenantId: string, id: string): Promise<SealedInstanceSecrets | null> =>
    (await db.run<SealedInstanceSecrets>(tenantId, instanceSecrets(tenantId, id)))[0] ?? null;
  return {
    async insert(instance) {
      const { tenantId, id, name } = instance;
      try {
        await db.run(tenantId, insertInstance(instance));
      } catch (error) {
        if (isDuplicate(error)) throw new AppError('instance_exists', { name }, { cause: error });
        throw error;
      }
      const row = await byId(tenantId, id);
      if (!row) throw new AppError('not_found');
      return row;
    },
    byId,
    async byName(tenantId, name) {
      return (await db.run<Instance>(tenantId, instanceByName(tenantId, name)))[0] ?? null;
    },
    list: (tenantId) => db.run<Instance>(tenantId, listInstances(tenantId)),
    async record(tenantId, id, patch) {
      const row = (await db.run<Instance>(tenantId, recordInstance(tenantId, id, patch)))[0];
      if (!row) throw new AppError('not_found');
      return row;
    },
    async appliedValues(tenantId, id) {
      const rows = await db.run<{ readonly values: InstanceValues | null }>(
        tenantId,
        appliedValues(tenantId, id),
      );
      return rows[0]?.values ?? null;
    },
    async saveSecrets(tenantId, id, sealed) {
      await db.run(tenantId, saveInstanceSecrets(tenantId, id, sealed));
      return (await secrets(tenantId, id)) ?? sealed;
    },
    secrets,
    async dropSecrets(tenantId, id) {
      await db.run(tenantId, dropInstanceSecrets(tenantId, id));
    },
  };
};
