import { AppError } from '../../core/errors.ts';
import type { InstanceRef } from '../../core/instance.ts';
import { type ClusterApi, listSecrets, made, orNull, put } from './cluster-api.ts';
import { INSTANCE, TENANT } from './labels.ts';

/** All instances of one organization together, their copies too. */
export const TENANT_QUOTA: Readonly<Record<string, string>> = {
  pods: '20',
  'requests.cpu': '8',
  'requests.memory': '24Gi',
  'limits.cpu': '16',
  'limits.memory': '48Gi',
  persistentvolumeclaims: '40',
  'requests.storage': '1Ti',
  'services.loadbalancers': '0',
  'services.nodeports': '0',
};

const LEVEL = 'restricted';

/** The organization's own, and of nobody else: another label on it stops everything. */
export const ensureNamespace = async (
  api: ClusterApi,
  { namespace, tenantId }: InstanceRef,
  quota: Readonly<Record<string, string>>,
): Promise<void> => {
  const labels = {
    [TENANT]: tenantId,
    'pod-security.kubernetes.io/enforce': LEVEL,
    'pod-security.kubernetes.io/warn': LEVEL,
  };
  const metadata = { name: namespace, labels };
  if (!(await made(api.core.createNamespace({ body: { metadata } })))) {
    await ownNamespace(api, namespace, tenantId);
    await put(api, { apiVersion: 'v1', kind: 'Namespace', metadata });
  }
  const own = (name: string) => ({ name, namespace, labels: { [TENANT]: tenantId } });
  const objects = [
    { apiVersion: 'v1', kind: 'ResourceQuota', metadata: own('countersign'), spec: { hard: quota } },
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: own('countersign'),
      spec: {
        limits: [
          {
            type: 'Container',
            default: { cpu: '500m', memory: '256Mi' },
            defaultRequest: { cpu: '50m', memory: '64Mi' },
          },
        ],
      },
    },
    // Also for the jobs that copy volumes, and for whatever else comes to run here.
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: own('deny-all'),
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    },
  ];
  for (const object of objects) await put(api, object);
};

const ownNamespace = async (api: ClusterApi, name: string, tenantId: string): Promise<void> => {
  const { metadata, status } = await api.core.readNamespace({ name });
  if (metadata?.labels?.[TENANT] !== tenantId) {
    throw new AppError('deploy_failed', { detail: `namespace ${name} is not this organization’s` });
  }
  if (status?.phase === 'Terminating') {
    throw new AppError('cluster_unavailable', { detail: `namespace ${name} is being removed` });
  }
};

/** false: it is not there, or it is somebody else's, in which nothing of ours can be. */
export const hasNamespace = async (
  api: ClusterApi,
  { namespace, tenantId }: InstanceRef,
): Promise<boolean> => {
  const found = await orNull(api.core.readNamespace({ name: namespace }));
  return found?.metadata?.labels?.[TENANT] === tenantId;
};

interface Listed {
  readonly metadata?: { readonly deletionTimestamp?: Date };
}

/** Whether an instance or a kept copy still needs it. The secret is the first thing an instance has. */
export const isUsed = async (api: ClusterApi, namespace: string): Promise<boolean> => {
  const of = { namespace, labelSelector: INSTANCE };
  const lists: readonly { readonly items: readonly Listed[] }[] = await Promise.all([
    listSecrets(api, of),
    api.apps.listNamespacedDeployment(of),
    api.core.listNamespacedPersistentVolumeClaim(of),
  ]);
  return lists.some(({ items }) => items.some(({ metadata }) => metadata?.deletionTimestamp === undefined));
};

/** Goes with its last instance and its last copy. */
export const dropUnusedNamespace = async (api: ClusterApi, ref: InstanceRef): Promise<void> => {
  if (!(await hasNamespace(api, ref)) || (await isUsed(api, ref.namespace))) return;
  await orNull(api.core.deleteNamespace({ name: ref.namespace }));
};
