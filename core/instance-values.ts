import { AppError } from './errors.ts';
import type { Instance, ResourceConfig } from './instance.ts';
import type { Tenant } from './member.ts';

/** One destination an instance may reach beside DNS and Countersign itself. */
export interface EgressRule {
  /** IPv4 or IPv6 block, e.g. 203.0.113.0/24. A NetworkPolicy knows no host names. */
  readonly cidr: string;
  readonly ports: readonly number[];
}

/**
 * The whole of what is deployed, without a secret in it: the values of the chart `helm/openclaw`, and for a local
 * process the configuration and the version to run. The same input always gives the same values.
 */
export interface InstanceValues {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly image: {
    readonly repository: string;
    /** Exact version, never `latest`. */
    readonly version: string;
    /** sha256:…; wins over the version when it is known. */
    readonly digest: string | null;
  };
  readonly replicas: 0 | 1;
  /** openclaw.json without secrets: the gateway's token comes by the environment. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly resources: ResourceConfig;
  readonly storageClass: string | null;
  readonly egress: readonly EgressRule[];
  /** The namespace Countersign's worker and api run in. */
  readonly clientNamespace: string;
  /** Grows when the token changes, so that the pod is made anew. */
  readonly secretRevision: number;
}

const NAME = /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
const VERSION = /^\d{4}\.\d{1,2}\.\d{1,3}$/;
const QUANTITY = /^\d{1,6}(?:\.\d{1,3})?(?:m|Ki|Mi|Gi|Ti)?$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** 1 to 32 of a-z, 0-9 and -, beginning with a letter. Throws AppError `instance_name_invalid`. */
export const readInstanceName = (name: string): string => {
  if (NAME.test(name)) return name;
  throw new AppError('instance_name_invalid', { name: name.slice(0, 64) });
};

/** Exact, e.g. 2026.9.6; never `latest`. Throws AppError `invalid_request`. */
export const readVersion = (version: string): string => {
  if (VERSION.test(version)) return version;
  throw new AppError('invalid_request', { detail: `version: ${version.slice(0, 64)}` });
};

/** A Kubernetes quantity of ours: `500m`, `2`, `1Gi`. Throws AppError `invalid_request`. */
export const readQuantity = (name: string, quantity: string): string => {
  if (QUANTITY.test(quantity)) return quantity;
  throw new AppError('invalid_request', { detail: `${name}: ${quantity.slice(0, 64)}` });
};

const readId = (id: string): string => {
  if (UUID.test(id)) return id;
  throw new AppError('invalid_request', { detail: 'id' });
};

/**
 * Where an instance lives. The namespace is made from the whole id of the tenant and the release from the whole id of
 * the instance, so that no name anybody chooses can reach another one's.
 */
export const instanceNames = (
  tenantId: string,
  instanceId: string,
  name: string,
): { readonly release: string; readonly namespace: string } => {
  readInstanceName(name);
  return { release: `openclaw-${readId(instanceId)}`, namespace: `countersign-${readId(tenantId)}` };
};

/** What an operator sets for all instances of an installation. */
export interface InstanceSettings {
  /** Of the image, without a version. */
  readonly repository: string;
  /** Known digests by version. */
  readonly digests: Readonly<Record<string, string>>;
  readonly storageClass: string | null;
  readonly egress: readonly EgressRule[];
  readonly clientNamespace: string;
}

export interface InstanceValuesInput {
  readonly tenant: Pick<Tenant, 'id'>;
  readonly instance: Pick<Instance, 'id' | 'name'>;
  readonly version: string;
  readonly resources: ResourceConfig;
  readonly replicas: 0 | 1;
  readonly secretRevision: number;
  readonly config: InstanceValues['config'];
  readonly settings: InstanceSettings;
}

/** Pure: from tenant, instance and settings to what is deployed. Throws AppError for what is no version or quantity. */
export const instanceValues = (input: InstanceValuesInput): InstanceValues => {
  const { tenant, instance, resources, settings } = input;
  const version = readVersion(input.version);
  for (const [name, quantity] of Object.entries(resources)) readQuantity(name, quantity);
  return {
    tenantId: readId(tenant.id),
    instanceId: readId(instance.id),
    instanceName: readInstanceName(instance.name),
    image: { repository: settings.repository, version, digest: settings.digests[version] ?? null },
    replicas: input.replicas,
    config: input.config,
    resources,
    storageClass: settings.storageClass,
    egress: settings.egress,
    clientNamespace: settings.clientNamespace,
    secretRevision: input.secretRevision,
  };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string =>
  value === undefined || value === null ? '—' : typeof value === 'string' ? value : JSON.stringify(value);

const differences = (before: unknown, after: unknown, path: string): readonly string[] => {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
    return keys.flatMap((key) => differences(before[key], after[key], path ? `${path}.${key}` : key));
  }
  return JSON.stringify(before) === JSON.stringify(after)
    ? []
    : [`${path}: ${shown(before)} → ${shown(after)}`];
};

/** One line for each value that differs, `image.version: 2026.9.6 → 2026.10.1`; [] when none does. */
export const valuesDiff = (before: InstanceValues, after: InstanceValues): readonly string[] =>
  differences(before, after, '');
