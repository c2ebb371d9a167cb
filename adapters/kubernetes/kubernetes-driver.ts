import type { InstanceRef } from '../../core/instance.ts';
import type { InstanceValues } from '../../core/instance-values.ts';
import type { ClusterDriver, InstanceSecrets } from '../../core/ports/cluster-driver.ts';
import { type ClusterApi, connectCluster, made, toClusterError, withSignal } from './cluster-api.ts';
import { createCopies } from './copies.ts';
import { driftOf } from './drift.ts';
import { createHelm, type Helm, type HelmOptions, isBusy } from './helm.ts';
import { labelsOf, plainRef } from './labels.ts';
import { readLines } from './logs.ts';
import { dropUnusedNamespace, ensureNamespace, hasNamespace, TENANT_QUOTA } from './namespace.ts';
import { newest, podsOf, readState } from './read-state.ts';
import { leftoversOf, removeRest } from './remove.ts';

export interface KubernetesDriverOptions extends HelmOptions {
  /** ws://host:port with {release} and {namespace}, for a port-forward; by default the Service's own name. */
  readonly gatewayAddress?: string;
  /** Of each organization's namespace, in the words of a ResourceQuota. */
  readonly quota?: Readonly<Record<string, string>>;
}

const SERVICE = 'ws://{release}.{namespace}.svc:18789';

/** Instances as Helm releases, a namespace for each organization. */
export const createKubernetesDriver = (options: KubernetesDriverOptions): ClusterDriver => {
  const { gatewayAddress = SERVICE, quota = TENANT_QUOTA } = options;
  const api = connectCluster(options.kubeconfig);
  const helm = createHelm(options);
  const copies = createCopies(api);

  return {
    kind: 'kubernetes',
    apply: (ref, values, secrets, { signal }) =>
      asked(ref, signal, async () => {
        await ensureNamespace(api, ref, quota);
        await writeSecret(api, ref, secrets);
        await install(api, helm, ref, values, signal);
      }),
    status: (ref, { signal }) => asked(ref, signal, () => readState(api, ref)),
    async address(ref) {
      const { release, namespace } = plainRef(ref);
      return {
        url: gatewayAddress.replaceAll('{release}', release).replaceAll('{namespace}', namespace),
      };
    },
    restart: (ref, { signal }) => asked(ref, signal, () => restartPod(api, ref)),
    logs: (ref, { tail, signal }) =>
      asked(ref, signal, async () => {
        const pod = newest(await podsOf(api, ref));
        return pod ? readLines(api, ref, pod, { tail }) : [];
      }),
    snapshot: (ref, name, { signal }) => asked(ref, signal, () => copies.take(ref, name, signal)),
    restore: (ref, name, { signal }) => asked(ref, signal, () => copies.putBack(ref, name, signal)),
    snapshots: (ref) => asked(ref, null, () => copies.names(ref)),
    dropSnapshot: (ref, name, { signal }) =>
      asked(ref, signal, async () => {
        await copies.drop(ref, name);
        await dropUnusedNamespace(api, ref);
      }),
    remove: (ref, { keepSnapshots, signal }) =>
      asked(ref, signal, async () => {
        if (!(await hasNamespace(api, ref))) return;
        await helm.uninstall(ref, signal);
        await removeRest(api, ref, keepSnapshots);
        await dropUnusedNamespace(api, ref);
      }),
    leftovers: (ref) => asked(ref, null, () => leftoversOf(api, ref)),
    drift: (ref, values, { signal }) => asked(ref, signal, () => driftOf(api, helm, ref, values, signal)),
  };
};

const asked = async <T>(ref: InstanceRef, signal: AbortSignal | null, work: () => Promise<T>): Promise<T> => {
  plainRef(ref);
  try {
    return await (signal ? withSignal(signal, work) : work());
  } catch (error) {
    throw toClusterError(error);
  }
};

const install = async (
  api: ClusterApi,
  helm: Helm,
  ref: InstanceRef,
  values: InstanceValues,
  signal: AbortSignal,
): Promise<void> => {
  try {
    await helm.upgrade(ref, values, signal);
  } catch (error) {
    if (!isBusy(error)) throw error;
    // There is one writer, so whoever began that is dead: its half revision goes, and the whole is applied again.
    const unfinished = 'status in (pending-install,pending-upgrade,pending-rollback)';
    await api.core.deleteCollectionNamespacedSecret({
      namespace: ref.namespace,
      labelSelector: `owner=helm,name=${ref.release},${unfinished}`,
    });
    await helm.upgrade(ref, values, signal);
  }
};

const restartPod = async (api: ClusterApi, { release: name, namespace }: InstanceRef): Promise<void> => {
  const path = '/spec/template/metadata/annotations/countersign~1restarted-at';
  const body = [{ op: 'add', path, value: new Date().toISOString() }];
  await api.apps.patchNamespacedDeployment({ name, namespace, body });
};

/** Written beside the release, so that Helm's own records hold no secret. */
const writeSecret = async (api: ClusterApi, ref: InstanceRef, secrets: InstanceSecrets): Promise<void> => {
  const { release: name, namespace } = ref;
  const body = {
    metadata: { name, labels: labelsOf(ref) },
    stringData: { ...secrets.environment, OPENCLAW_GATEWAY_TOKEN: secrets.gatewayToken },
  };
  if (await made(api.core.createNamespacedSecret({ namespace, body }))) return;
  await api.core.replaceNamespacedSecret({ name, namespace, body });
};
