import type { Failure } from './errors.ts';

/** `tenant_instances.status`. Only the instance's own workflow sets it. */
export const INSTANCE_STATUSES = [
  'provisioning',
  'running',
  'stopped',
  'upgrading',
  'error',
  'destroying',
  'destroyed',
] as const;
export type InstanceStatus = (typeof INSTANCE_STATUSES)[number];

/** What can be done to an instance; each is a skill action `instance.<name>` and a word after `/instance`. */
export const INSTANCE_OPERATIONS = [
  'deploy',
  'stop',
  'start',
  'restart',
  'upgrade',
  'rotate',
  'destroy',
] as const;
export type InstanceOperation = (typeof INSTANCE_OPERATIONS)[number];

export const CLUSTER_DRIVERS = ['kubernetes', 'local-process'] as const;
export type ClusterDriverKind = (typeof CLUSTER_DRIVERS)[number];

/** Kubernetes quantities, as they are written: `500m`, `2`, `1Gi`. */
export interface ResourceConfig {
  readonly cpu_request: string;
  readonly cpu_limit: string;
  readonly memory_request: string;
  readonly memory_limit: string;
  readonly storage: string;
}

export interface InstanceHealth {
  /** ISO 8601 */
  readonly last_check: string;
  readonly healthy: boolean;
  /** Seconds since the gateway's process started; null when it did not say. */
  readonly uptime: number | null;
  /** Share of the limit, 0 to 100 (CPU may pass 100 for a moment); null when it can't be measured here. */
  readonly cpu_pct: number | null;
  readonly memory_pct: number | null;
}

/** Where the instance is: enough for a driver to find all of it and nothing else. Made from the full tenant id. */
export interface InstanceRef {
  readonly tenantId: string;
  readonly instanceId: string;
  /** Name of the Helm release, unique over all tenants; also the name of the local folder. */
  readonly release: string;
  readonly namespace: string;
}

/** A row of `tenant_instances`. */
export interface Instance {
  readonly id: string;
  readonly tenantId: string;
  /** As people call it: 1 to 32 of a-z, 0-9 and -, unique among the tenant's live instances. */
  readonly name: string;
  readonly instanceType: 'openclaw';
  /** Exact, e.g. 2026.9.6 */
  readonly version: string;
  readonly status: InstanceStatus;
  readonly internalUrl: string | null;
  readonly helmRelease: string;
  readonly k8sNamespace: string;
  readonly resourceConfig: ResourceConfig;
  readonly health: InstanceHealth | null;
  readonly error: Failure | null;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const instanceRef = (instance: Instance): InstanceRef => ({
  tenantId: instance.tenantId,
  instanceId: instance.id,
  release: instance.helmRelease,
  namespace: instance.k8sNamespace,
});
