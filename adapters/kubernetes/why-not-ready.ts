import type { CoreV1Event, V1ContainerStatus, V1Deployment, V1Pod } from '@kubernetes/client-node';
import type { Failure } from '../../core/errors.ts';
import type { InstanceRef } from '../../core/instance.ts';
import type { ClusterApi } from './cluster-api.ts';
import { readLines } from './logs.ts';

const LAST_LINES = 5;

/** What the cluster says is in the way; null while it says nothing. */
export const whyNotReady = async (
  api: ClusterApi,
  ref: InstanceRef,
  deployment: V1Deployment,
  pod: V1Pod | undefined,
): Promise<Failure | null> => {
  const refused = deployment.status?.conditions?.find(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  if (refused) return ofRefusal(refused.message ?? '');
  if (!pod) return null;
  const container = pod.status?.containerStatuses?.[0];
  const waiting = container ? whyWaiting(container) : null;
  if (waiting) return waiting;
  if (container && isCrashing(container)) {
    return {
      code: 'crash_loop',
      params: { restarts: container.restartCount, lines: await lastWords(api, ref, pod) },
    };
  }
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return ofScheduling(scheduled.message ?? '');
  const isRunning = container?.state?.running !== undefined;
  return isRunning ? null : ofEvents(await warningsOf(api, ref, pod));
};

const ofRefusal = (detail: string): Failure => ({
  code: /exceeded quota/.test(detail) ? 'quota_exceeded' : 'deploy_failed',
  params: { detail },
});

/** Of a pod that found no node: the volume it waits for, or room. */
const ofScheduling = (detail: string): Failure => ({
  code: /volume|persistentvolumeclaim/i.test(detail) ? 'volume_pending' : 'quota_exceeded',
  params: { detail },
});

const IMAGE = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'];
const UNABLE = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'];

const whyWaiting = ({ state, image }: V1ContainerStatus): Failure | null => {
  const { reason = '', message } = state?.waiting ?? {};
  const detail = message ?? reason;
  if (IMAGE.includes(reason)) return { code: 'image_pull_failed', params: { image, detail } };
  return UNABLE.includes(reason) ? { code: 'deploy_failed', params: { detail } } : null;
};

const isCrashing = ({ state, restartCount }: V1ContainerStatus): boolean =>
  state?.waiting?.reason === 'CrashLoopBackOff' || (restartCount > 0 && state?.running === undefined);

const lastWords = async (api: ClusterApi, ref: InstanceRef, pod: V1Pod): Promise<string> => {
  const { reason } = pod.status?.containerStatuses?.[0]?.lastState?.terminated ?? {};
  try {
    const lines = await readLines(api, ref, pod, { tail: LAST_LINES, previous: true });
    // `Error` says no more than that it ended; `OOMKilled` is the whole reason.
    return [...(reason && reason !== 'Error' ? [reason] : []), ...lines].join('\n');
  } catch {
    // The node may have nothing any more; the reason is told without the lines.
    return reason ?? '';
  }
};

const warningsOf = async (
  api: ClusterApi,
  { namespace }: InstanceRef,
  pod: V1Pod,
): Promise<readonly CoreV1Event[]> => {
  const fieldSelector = `involvedObject.uid=${pod.metadata?.uid},type=Warning`;
  const { items } = await api.core.listNamespacedEvent({ namespace, fieldSelector });
  return items.toSorted((a, b) => Number(b.lastTimestamp ?? 0) - Number(a.lastTimestamp ?? 0));
};

const VOLUME = ['FailedMount', 'FailedAttachVolume', 'FailedMapVolume'];

/** The newest one that means something for a container that does not start. */
export const ofEvents = (events: readonly Pick<CoreV1Event, 'reason' | 'message'>[]): Failure | null => {
  for (const { reason = '', message: detail = reason } of events) {
    if (VOLUME.includes(reason)) return { code: 'volume_pending', params: { detail } };
    if (reason === 'FailedCreatePodSandBox') return { code: 'deploy_failed', params: { detail } };
  }
  return null;
};
