import { AppError } from '../../../core/errors.ts';
import { operationRefusal } from '../../../core/instance-rules.ts';
import type { ActivityDeps } from '../deps.ts';
import type { InstanceParts } from './deps.ts';
import type { InstanceSecretKeeper } from './secrets.ts';
import type { InstanceStoreActivities } from './types.ts';

/** The database steps of an instance's workflow. */
export const createInstanceStoreSteps = (
  { stores }: Pick<ActivityDeps, 'stores'>,
  parts: InstanceParts,
  secrets: InstanceSecretKeeper,
): InstanceStoreActivities => ({
  async planOperation({ tenantId, instanceId, operation }) {
    const instance = await stores.instances.byId(tenantId, instanceId);
    if (!instance) throw new AppError('not_found');
    const previous = await stores.instances.appliedValues(tenantId, instanceId);
    const refusal = operationRefusal(operation.kind, { ...instance, applied: previous !== null });
    if (refusal) throw new AppError(refusal.code, refusal.params);
    const values = parts.planValues({
      instance,
      version: operation.version ?? instance.version,
      resources: operation.resources ?? instance.resourceConfig,
      replicas: 1,
      secretRevision: previous?.secretRevision ?? 1,
    });
    return { name: instance.name, status: instance.status, values, previous };
  },

  async recordInstance({ tenantId, instanceId, patch }) {
    await stores.instances.record(tenantId, instanceId, patch);
  },

  async readHealth({ tenantId, instanceId }) {
    const instance = await stores.instances.byId(tenantId, instanceId);
    const isServing = instance?.status === 'running';
    // One that failed before it ever served has no health to come back to.
    const wasServing = instance?.status === 'error' && instance.internalUrl !== null;
    return { healthy: isServing ? true : wasServing ? false : null };
  },

  async renewSecrets(key) {
    const applied = await stores.instances.appliedValues(key.tenantId, key.instanceId);
    return { revision: await secrets.renew(key, applied?.secretRevision ?? 0) };
  },

  dropSecrets: ({ tenantId, instanceId }) => stores.instances.dropSecrets(tenantId, instanceId),
});
