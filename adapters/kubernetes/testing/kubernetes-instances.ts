import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { InstanceRef } from '../../../core/instance.ts';
import { type InstanceValues, instanceNames, instanceValues } from '../../../core/instance-values.ts';
import type { ClusterDriver, InstanceState } from '../../../core/ports/cluster-driver.ts';
import { cacheFolder } from '../../../local/cache-folder.ts';
import { type SharedCluster, sharedCluster } from '../../../local/testing/cluster.ts';
import { until } from '../../../local/testing/until.ts';
import { helmBinary } from '../helm-binary.ts';
import { createKubernetesDriver, type KubernetesDriverOptions } from '../kubernetes-driver.ts';

const CHART = fileURLToPath(new URL('../../../helm/openclaw', import.meta.url));
export const VERSION = '2026.9.6';

export interface KubernetesInstance {
  readonly ref: InstanceRef;
  readonly values: InstanceValues;
}

export interface InstanceWish {
  readonly tenantId?: string;
  readonly version?: string;
  readonly storageClass?: string | null;
}

/** Of an organization of its own unless it says which. */
export const newInstance = ({
  tenantId = randomUUID(),
  version = VERSION,
  storageClass = null,
}: InstanceWish = {}): KubernetesInstance => {
  const instanceId = randomUUID();
  const values = instanceValues({
    tenant: { id: tenantId },
    instance: { id: instanceId, name: 'main' },
    version,
    resources: {
      cpu_request: '100m',
      cpu_limit: '1',
      memory_request: '256Mi',
      memory_limit: '1Gi',
      storage: '1Gi',
    },
    replicas: 1,
    secretRevision: 1,
    config: { gateway: { port: 18_789 } },
    settings: {
      repository: 'ghcr.io/openclaw/openclaw',
      digests: {},
      storageClass,
      egress: [{ cidr: '203.0.113.0/24', ports: [443] }],
      clientNamespace: 'countersign',
    },
  });
  return { ref: { tenantId, instanceId, ...instanceNames(tenantId, instanceId, 'main') }, values };
};

export const soon = (): { readonly signal: AbortSignal } => ({ signal: AbortSignal.timeout(60_000) });

export interface KubernetesInstances {
  readonly cluster: SharedCluster;
  readonly driver: ClusterDriver;
  readonly token: string;
  another(over: Partial<KubernetesDriverOptions>): ClusterDriver;
  apply(instance: KubernetesInstance, over?: Partial<InstanceValues>): Promise<void>;
  state(instance: KubernetesInstance): Promise<InstanceState>;
  ready(instance: KubernetesInstance): Promise<InstanceState>;
  stopped(instance: KubernetesInstance): Promise<InstanceState>;
  remove(instance: KubernetesInstance): Promise<void>;
}

/** A driver on the cluster that all test files share: each instance is of an organization of its own. */
export const startKubernetesInstances = async (): Promise<KubernetesInstances> => {
  const cluster = await sharedCluster();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const helm = await helmBinary({ env: process.env, cacheDir: cacheFolder(process.env), say });
  const options: KubernetesDriverOptions = {
    binary: async () => helm,
    chart: CHART,
    kubeconfig: cluster.kubeconfig,
    env: process.env,
  };
  const driver = createKubernetesDriver(options);
  const token = `canary-${randomUUID()}`;
  const state = ({ ref }: KubernetesInstance): Promise<InstanceState> => driver.status(ref, soon());
  const seen = (what: string, instance: KubernetesInstance, is: (state: InstanceState) => boolean) =>
    until(what, async () => {
      const now = await state(instance);
      return is(now) ? now : null;
    });
  return {
    cluster,
    driver,
    token,
    another: (over) => createKubernetesDriver({ ...options, ...over }),
    apply: ({ ref, values }, over = {}) =>
      driver.apply(ref, { ...values, ...over }, { gatewayToken: token, environment: {} }, soon()),
    state,
    ready: (instance) => seen('it is ready', instance, ({ ready }) => ready),
    stopped: (instance) => seen('it is stopped', instance, ({ startedAt }) => startedAt === null),
    remove: ({ ref }) => driver.remove(ref, { keepSnapshots: false, ...soon() }),
  };
};
