import { setTimeout as pause } from 'node:timers/promises';
import {
  PatchStrategy,
  setHeaderOptions,
  type V1Deployment,
  type V1Job,
  type V1PersistentVolumeClaim,
} from '@kubernetes/client-node';
import { AppError } from '../../core/errors.ts';
import type { InstanceRef } from '../../core/instance.ts';
import { type ClusterApi, made, orNull, withSignal } from './cluster-api.ts';
import { COPY_SECONDS, copyJob } from './copy-job.ts';
import { COPY, copyVolume, labelsOf, plainCopyName, selectorOf } from './labels.ts';
import { podsOf } from './read-state.ts';

const LOOK_MS = 500;
const CLEAN_MS = 10_000;
const DONE = 'countersign/complete';
/** With what it was made: the version that came after it may be one that can't be fetched. */
const IMAGE = 'countersign/image';
const MERGE = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);

/** What must be done also when the work was given up. */
const afterwards = (work: () => Promise<unknown>): Promise<unknown> =>
  withSignal(AbortSignal.timeout(CLEAN_MS), work);

const isStopped = ({ spec }: V1Deployment): boolean => spec?.replicas === 0;
const isComplete = ({ metadata }: V1PersistentVolumeClaim): boolean =>
  metadata?.annotations?.[DONE] !== undefined;

/** Copies of an instance's volume, each a volume of its own, made by a job. */
export const createCopies = (api: ClusterApi) => {
  const deploymentOf = async ({ release: name, namespace }: InstanceRef): Promise<V1Deployment> => {
    const found = await orNull(api.apps.readNamespacedDeployment({ name, namespace }));
    if (!found) throw new AppError('not_found');
    return found;
  };
  const volumeOf = ({ namespace }: InstanceRef, name: string): Promise<V1PersistentVolumeClaim | null> =>
    orNull(api.core.readNamespacedPersistentVolumeClaim({ name, namespace }));
  const scale = async ({ release: name, namespace }: InstanceRef, replicas: 0 | 1): Promise<void> => {
    await api.apps.patchNamespacedDeployment({ name, namespace, body: { spec: { replicas } } }, MERGE);
  };
  const untilNoPods = async (ref: InstanceRef, signal: AbortSignal): Promise<void> => {
    while ((await podsOf(api, ref)).length > 0) await pause(LOOK_MS, undefined, { signal });
  };
  /** A volume has one writer: nothing runs meanwhile. */
  const whileStopped = async (
    ref: InstanceRef,
    signal: AbortSignal,
    work: (image: string) => Promise<void>,
  ): Promise<void> => {
    const deployment = await deploymentOf(ref);
    const runs = !isStopped(deployment);
    if (runs) await scale(ref, 0);
    try {
      await untilNoPods(ref, signal);
      await work(deployment.spec?.template.spec?.containers[0]?.image ?? '');
    } finally {
      if (runs) await afterwards(() => scale(ref, 1));
    }
  };
  const runJob = (ref: InstanceRef, job: V1Job, signal: AbortSignal): Promise<void> =>
    runToEnd(api, ref.namespace, job, signal);

  const save = async (ref: InstanceRef, name: string, image: string, signal: AbortSignal): Promise<void> => {
    const { release, namespace } = ref;
    const volume = copyVolume(ref, name);
    const own = await volumeOf(ref, release);
    if (!own) throw new AppError('not_found');
    const metadata = {
      name: volume,
      labels: { ...labelsOf(ref), [COPY]: name },
      annotations: { [IMAGE]: image },
    };
    const { storageClassName, resources } = own.spec ?? {};
    const spec = {
      accessModes: ['ReadWriteOnce'],
      ...(storageClassName ? { storageClassName } : {}),
      ...(resources ? { resources } : {}),
    };
    await made(api.core.createNamespacedPersistentVolumeClaim({ namespace, body: { metadata, spec } }));
    await runJob(ref, copyJob(ref, { name: `${volume}-s`, from: release, to: volume, image }), signal);
    await api.core.patchNamespacedPersistentVolumeClaim(
      { name: volume, namespace, body: { metadata: { annotations: { [DONE]: 'true' } } } },
      MERGE,
    );
  };

  return {
    async take(ref: InstanceRef, name: string, signal: AbortSignal): Promise<void> {
      const known = await volumeOf(ref, copyVolume(ref, plainCopyName(name)));
      if (known && isComplete(known)) return;
      await whileStopped(ref, signal, (image) => save(ref, name, image, signal));
    },
    async putBack(ref: InstanceRef, name: string, signal: AbortSignal): Promise<void> {
      const volume = copyVolume(ref, plainCopyName(name));
      const copy = await volumeOf(ref, volume);
      const deployment = await deploymentOf(ref);
      if (!copy || !isComplete(copy)) throw new AppError('not_found');
      if (!isStopped(deployment) || (await podsOf(api, ref)).length > 0) {
        throw new AppError('deploy_failed', { detail: 'it still runs' });
      }
      const image = copy.metadata?.annotations?.[IMAGE] ?? '';
      await runJob(ref, copyJob(ref, { name: `${volume}-r`, from: volume, to: ref.release, image }), signal);
    },
    /** Oldest first. */
    async names(ref: InstanceRef): Promise<readonly string[]> {
      const labelSelector = `${COPY},${selectorOf(ref)}`;
      const { namespace } = ref;
      const { items } = await api.core.listNamespacedPersistentVolumeClaim({ namespace, labelSelector });
      return items
        .filter((volume) => isComplete(volume) && volume.metadata?.deletionTimestamp === undefined)
        .toSorted((a, b) => Number(a.metadata?.creationTimestamp) - Number(b.metadata?.creationTimestamp))
        .map(({ metadata }) => metadata?.labels?.[COPY] ?? '');
    },
    async drop(ref: InstanceRef, name: string): Promise<void> {
      const { namespace } = ref;
      const volume = copyVolume(ref, plainCopyName(name));
      await orNull(api.core.deleteNamespacedPersistentVolumeClaim({ name: volume, namespace }));
    },
  };
};

/** One that a killed worker began is waited for; one that has ended says nothing about now and is done again. */
const runToEnd = async (
  api: ClusterApi,
  namespace: string,
  job: V1Job,
  signal: AbortSignal,
): Promise<void> => {
  const name = job.metadata?.name ?? '';
  const read = (): Promise<V1Job | null> => orNull(api.batch.readNamespacedJob({ name, namespace }));
  const drop = (): Promise<unknown> =>
    orNull(api.batch.deleteNamespacedJob({ name, namespace, propagationPolicy: 'Foreground' }));
  const untilGone = async (): Promise<void> => {
    await drop();
    while (await read()) await pause(LOOK_MS, undefined, { signal });
  };
  const before = await read();
  if (before && (hasEnded(before) || before.metadata?.deletionTimestamp)) await untilGone();
  const deadline = Date.now() + COPY_SECONDS * 1000;
  try {
    await made(api.batch.createNamespacedJob({ namespace, body: job }));
    for (;;) {
      const { status } = await api.batch.readNamespacedJob({ name, namespace });
      if ((status?.succeeded ?? 0) > 0) return;
      const failed = conditionOf(status, 'Failed');
      if (failed || Date.now() > deadline) {
        throw new AppError('deploy_failed', {
          detail: `copying the volume: ${failed?.message ?? 'it took too long'}`,
        });
      }
      await pause(LOOK_MS, undefined, { signal });
    }
  } finally {
    await afterwards(drop);
  }
};

const conditionOf = (status: V1Job['status'], type: string) =>
  status?.conditions?.find((condition) => condition.type === type && condition.status === 'True');

const hasEnded = ({ status }: V1Job): boolean =>
  conditionOf(status, 'Complete') !== undefined || conditionOf(status, 'Failed') !== undefined;
