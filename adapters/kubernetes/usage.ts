import type { V1Pod } from '@kubernetes/client-node';
import type { InstanceState } from '../../core/ports/cluster-driver.ts';
import type { ClusterApi } from './cluster-api.ts';

const UNITS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  Ki: 2 ** 10,
  M: 1e6,
  Mi: 2 ** 20,
  G: 1e9,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity as a number; NaN for what is none. */
export const toNumber = (quantity: string): number => {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(quantity) ?? [];
  return Number(digits || Number.NaN) * (UNITS[unit] ?? Number.NaN);
};

interface PodMetrics {
  readonly containers?: readonly { readonly usage?: { readonly cpu?: string; readonly memory?: string } }[];
}

const share = (used: string | undefined, limit: string | undefined): number | null => {
  const percent = (toNumber(used ?? '') / toNumber(limit ?? '')) * 100;
  return Number.isFinite(percent) ? Math.round(percent * 10) / 10 : null;
};

/** What the pod uses of its limits; null where the cluster has no metrics. */
export const readUsage = async (
  api: ClusterApi,
  pod: V1Pod,
): Promise<Pick<InstanceState, 'cpuPct' | 'memoryPct'>> => {
  try {
    const metrics = (await api.custom.getNamespacedCustomObject({
      group: 'metrics.k8s.io',
      version: 'v1beta1',
      namespace: pod.metadata?.namespace ?? '',
      plural: 'pods',
      name: pod.metadata?.name ?? '',
    })) as PodMetrics;
    const used = metrics.containers?.[0]?.usage;
    const limits = pod.spec?.containers[0]?.resources?.limits;
    return { cpuPct: share(used?.cpu, limits?.cpu), memoryPct: share(used?.memory, limits?.memory) };
  } catch {
    return { cpuPct: null, memoryPct: null };
  }
};
