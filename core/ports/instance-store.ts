import type { Failure } from '../errors.ts';
import type { Instance, InstanceHealth, InstanceStatus, ResourceConfig } from '../instance.ts';
import type { InstanceValues } from '../instance-values.ts';

export type NewInstance = Pick<
  Instance,
  'id' | 'tenantId' | 'name' | 'version' | 'helmRelease' | 'k8sNamespace' | 'resourceConfig'
>;

export interface InstancePatch {
  readonly status?: InstanceStatus;
  readonly version?: string;
  readonly internalUrl?: string | null;
  readonly resourceConfig?: ResourceConfig;
  readonly appliedValues?: InstanceValues | null;
  readonly health?: InstanceHealth | null;
  readonly error?: Failure | null;
}

/** Sealed as they are in the database; only who holds the key can open them. */
export interface SealedInstanceSecrets {
  /** From 1; grows with every new token. */
  readonly revision: number;
  readonly sealedGatewayToken: string;
  readonly sealedDeviceKey: string;
}

/** `tenant_instances` and what belongs to it. As all stores: the tenant first, safe to repeat, only that tenant's rows. */
export interface InstanceStore {
  /**
   * Inserts as `provisioning`; a row with this id is returned as it is. Throws AppError `instance_exists` when a live
   * one of the tenant has this name.
   */
  insert(instance: NewInstance): Promise<Instance>;
  byId(tenantId: string, id: string): Promise<Instance | null>;
  /** A live one. */
  byName(tenantId: string, name: string): Promise<Instance | null>;
  /** Oldest first; without those that were destroyed. */
  list(tenantId: string): Promise<readonly Instance[]>;
  /** Only the named parts change. Throws AppError `not_found`. */
  record(tenantId: string, id: string, patch: InstancePatch): Promise<Instance>;
  appliedValues(tenantId: string, id: string): Promise<InstanceValues | null>;
  /** Keeps the first ones when called twice with the same revision. */
  saveSecrets(tenantId: string, id: string, secrets: SealedInstanceSecrets): Promise<SealedInstanceSecrets>;
  secrets(tenantId: string, id: string): Promise<SealedInstanceSecrets | null>;
  dropSecrets(tenantId: string, id: string): Promise<void>;
}
