import type { V1Deployment, V1Pod } from '@kubernetes/client-node';
import type { InstanceRef } from '../../core/instance.ts';
import type { InstanceState } from '../../core/ports/cluster-driver.ts';
import { type ClusterApi, listSecrets, orNull } from './cluster-api.ts';
import { selectorOf } from './labels.ts';
import { readUsage } from './usage.ts';
import { whyNotReady } from './why-not-ready.ts';

export const NOTHING: InstanceState = {
  exists: false,
  replicas: 0,
  ready: false,
  version: null,
  imageDigest: null,
  revision: 0,
  restarts: 0,
  startedAt: null,
  cause: null,
  cpuPct: null,
  memoryPct: null,
};

/** What the cluster says of an instance, and why it is not ready when it says so. */
export const readState = async (api: ClusterApi, ref: InstanceRef): Promise<InstanceState> => {
  const { release: name, namespace } = ref;
  const deployment = await orNull(api.apps.readNamespacedDeployment({ name, namespace }));
  if (!deployment) return NOTHING;
  const [pods, revision] = await Promise.all([podsOf(api, ref), revisionOf(api, ref, deployment)]);
  const pod = newest(pods);
  const container = pod?.status?.containerStatuses?.[0];
  const ready = isReady(deployment);
  const replicas = deployment.spec?.replicas === 0 ? 0 : 1;
  const startedAt = container?.state?.running?.startedAt ?? null;
  return {
    exists: true,
    replicas,
    ready,
    version: deployment.spec?.template.metadata?.labels?.['app.kubernetes.io/version'] ?? null,
    imageDigest: /sha256:[0-9a-f]{64}$/.exec(container?.imageID ?? '')?.[0] ?? null,
    revision,
    restarts: container?.restartCount ?? 0,
    // A pod that is there may still write to the volume, whatever it says of itself.
    startedAt: startedAt
      ? new Date(startedAt).toISOString()
      : (pod?.metadata?.creationTimestamp?.toISOString() ?? null),
    cause: ready || replicas === 0 ? null : await whyNotReady(api, ref, deployment, pod),
    ...(pod && ready ? await readUsage(api, pod) : { cpuPct: null, memoryPct: null }),
  };
};

/** Pods of the gateway, not of the jobs that copy its volume. */
export const podsOf = async (api: ClusterApi, ref: InstanceRef): Promise<readonly V1Pod[]> => {
  const labelSelector = `app.kubernetes.io/name=openclaw,${selectorOf(ref)}`;
  return (await api.core.listNamespacedPod({ namespace: ref.namespace, labelSelector })).items;
};

export const newest = (pods: readonly V1Pod[]): V1Pod | undefined =>
  pods.toSorted(
    (a, b) => Number(b.metadata?.creationTimestamp ?? 0) - Number(a.metadata?.creationTimestamp ?? 0),
  )[0];

/** Helm's number grows with every apply, the Deployment's own with what helm does not do, as a restart. */
const revisionOf = async (
  api: ClusterApi,
  { release, namespace }: InstanceRef,
  { metadata }: V1Deployment,
): Promise<number> => {
  const labelSelector = `owner=helm,name=${release}`;
  const { items } = await listSecrets(api, { namespace, labelSelector });
  const applied = Math.max(0, ...items.map((one) => Number(one.metadata?.labels?.version ?? 0)));
  return applied + (metadata?.generation ?? 0);
};

/** The controller has seen this very specification, and no pod of an older one is left. */
const isReady = ({ metadata, spec, status }: V1Deployment): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) &&
  (spec?.replicas ?? 1) > 0 &&
  (status?.updatedReplicas ?? 0) >= 1 &&
  (status?.readyReplicas ?? 0) >= 1 &&
  status?.replicas === status?.updatedReplicas;
