import type { InstanceRef } from '../../core/instance.ts';
import { type ClusterApi, listSecrets, orNull } from './cluster-api.ts';
import { COPY, selectorOf } from './labels.ts';
import { hasNamespace, isUsed } from './namespace.ts';

/** What Helm does not own: the secret, jobs of copies, and the copies themselves when nobody wants them. */
export const removeRest = async (api: ClusterApi, ref: InstanceRef, keepCopies: boolean): Promise<void> => {
  const { release: name, namespace } = ref;
  await orNull(api.core.deleteNamespacedSecret({ name, namespace }));
  const labelSelector = selectorOf(ref);
  await api.batch.deleteCollectionNamespacedJob({
    namespace,
    labelSelector,
    propagationPolicy: 'Background',
  });
  await api.core.deleteCollectionNamespacedPersistentVolumeClaim({
    namespace,
    labelSelector: keepCopies ? `${labelSelector},!${COPY}` : labelSelector,
  });
};

/** Also what is on its way out: it is gone when the cluster says so. */
export const leftoversOf = async (api: ClusterApi, ref: InstanceRef): Promise<readonly string[]> => {
  const { namespace, release } = ref;
  if (!(await hasNamespace(api, ref))) return [];
  const own = { namespace, labelSelector: selectorOf(ref) };
  const found = await Promise.all([
    api.apps.listNamespacedDeployment(own).then((list) => named('deployment', list)),
    api.apps.listNamespacedReplicaSet(own).then((list) => named('replicaset', list)),
    api.core.listNamespacedPod(own).then((list) => named('pod', list)),
    api.core.listNamespacedService(own).then((list) => named('service', list)),
    api.core.listNamespacedConfigMap(own).then((list) => named('configmap', list)),
    api.core.listNamespacedServiceAccount(own).then((list) => named('serviceaccount', list)),
    api.network.listNamespacedNetworkPolicy(own).then((list) => named('networkpolicy', list)),
    api.batch.listNamespacedJob(own).then((list) => named('job', list)),
    api.core
      .listNamespacedPersistentVolumeClaim({ namespace, labelSelector: `${own.labelSelector},!${COPY}` })
      .then((list) => named('persistentvolumeclaim', list)),
    listSecrets(api, own).then((list) => named('secret', list)),
    listSecrets(api, { namespace, labelSelector: `owner=helm,name=${release}` }).then((list) =>
      named('release', list),
    ),
  ]);
  const left = found.flat();
  return left.length > 0 || (await isUsed(api, namespace)) ? left : [`namespace/${namespace}`];
};

const named = (
  kind: string,
  { items }: { readonly items: readonly { readonly metadata?: { readonly name?: string } }[] },
): readonly string[] => items.map(({ metadata }) => `${kind}/${metadata?.name ?? ''}`);
