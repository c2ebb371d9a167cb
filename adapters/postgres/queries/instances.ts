import type {
  InstancePatch,
  NewInstance,
  SealedInstanceSecrets,
} from '../../../core/ports/instance-store.ts';
import type { Statement } from '../database.ts';
import { toJson, toJsonOrNull } from '../values.ts';

const COLUMNS = `id, tenant_id as "tenantId", name, instance_type as "instanceType", version, status,
  internal_url as "internalUrl", helm_release as "helmRelease", k8s_namespace as "k8sNamespace",
  resource_config as "resourceConfig", health, error, created_at as "createdAt", updated_at as "updatedAt"`;

/** Nothing when a row with this id is there; fails as a duplicate when the name or the release is taken. */
export const insertInstance = (instance: NewInstance): Statement => ({
  name: 'insert_instance',
  text: `insert into tenant_instances (tenant_id, id, name, instance_type, version, status, helm_release,
      k8s_namespace, resource_config)
    values ($1, $2, $3, 'openclaw', $4, 'provisioning', $5, $6, $7::jsonb)
    on conflict (tenant_id, id) do nothing`,
  values: [
    instance.tenantId,
    instance.id,
    instance.name,
    instance.version,
    instance.helmRelease,
    instance.k8sNamespace,
    toJson(instance.resourceConfig),
  ],
});

export const instanceById = (tenantId: string, id: string): Statement => ({
  name: 'instance_by_id',
  text: `select ${COLUMNS} from tenant_instances where tenant_id = $1 and id = $2`,
  values: [tenantId, id],
});

export const instanceByName = (tenantId: string, name: string): Statement => ({
  name: 'instance_by_name',
  text: `select ${COLUMNS} from tenant_instances where tenant_id = $1 and name = $2 and status <> 'destroyed'`,
  values: [tenantId, name],
});

export const listInstances = (tenantId: string): Statement => ({
  name: 'list_instances',
  text: `select ${COLUMNS} from tenant_instances where tenant_id = $1 and status <> 'destroyed'
    order by created_at, id`,
  values: [tenantId],
});

/** A part that is not named stays; one that is null is emptied. */
export const recordInstance = (tenantId: string, id: string, patch: InstancePatch): Statement => ({
  name: 'record_instance',
  text: `update tenant_instances set status = coalesce($3, status), version = coalesce($4, version),
      internal_url = case when $5 then $6 else internal_url end,
      resource_config = coalesce($7::jsonb, resource_config),
      applied_values = case when $13 then $8::jsonb else applied_values end,
      health = case when $9 then $10::jsonb else health end,
      error = case when $11 then $12::jsonb else error end,
      updated_at = now()
    where tenant_id = $1 and id = $2
    returning ${COLUMNS}`,
  values: [
    tenantId,
    id,
    patch.status ?? null,
    patch.version ?? null,
    patch.internalUrl !== undefined,
    patch.internalUrl ?? null,
    toJsonOrNull(patch.resourceConfig),
    toJsonOrNull(patch.appliedValues),
    patch.health !== undefined,
    toJsonOrNull(patch.health),
    patch.error !== undefined,
    toJsonOrNull(patch.error),
    patch.appliedValues !== undefined,
  ],
});

export const appliedValues = (tenantId: string, id: string): Statement => ({
  name: 'instance_applied_values',
  text: 'select applied_values as "values" from tenant_instances where tenant_id = $1 and id = $2',
  values: [tenantId, id],
});

/** Only a newer revision takes the place of what is there. */
export const saveInstanceSecrets = (
  tenantId: string,
  id: string,
  secrets: SealedInstanceSecrets,
): Statement => ({
  text: `insert into instance_secrets as kept (tenant_id, instance_id, revision, sealed_gateway_token,
      sealed_device_key)
    values ($1, $2, $3, $4, $5)
    on conflict (tenant_id, instance_id) do update set revision = excluded.revision,
      sealed_gateway_token = excluded.sealed_gateway_token, sealed_device_key = excluded.sealed_device_key
      where kept.revision < excluded.revision`,
  values: [tenantId, id, secrets.revision, secrets.sealedGatewayToken, secrets.sealedDeviceKey],
});

export const instanceSecrets = (tenantId: string, id: string): Statement => ({
  name: 'instance_secrets',
  text: `select revision, sealed_gateway_token as "sealedGatewayToken", sealed_device_key as "sealedDeviceKey"
    from instance_secrets where tenant_id = $1 and instance_id = $2`,
  values: [tenantId, id],
});

export const dropInstanceSecrets = (tenantId: string, id: string): Statement => ({
  text: 'delete from instance_secrets where tenant_id = $1 and instance_id = $2',
  values: [tenantId, id],
});
