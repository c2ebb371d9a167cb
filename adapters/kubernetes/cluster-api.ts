import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ApiException,
  AppsV1Api,
  BatchV1Api,
  type Configuration,
  CoreV1Api,
  CustomObjectsApi,
  createConfiguration,
  KubeConfig,
  KubernetesObjectApi,
  type Middleware,
  NetworkingV1Api,
  PatchStrategy,
  ServerConfiguration,
  setHeaderOptions,
  type V1Secret,
} from '@kubernetes/client-node';
import { AppError } from '../../core/errors.ts';

export interface ClusterApi {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly batch: BatchV1Api;
  readonly network: NetworkingV1Api;
  readonly custom: CustomObjectsApi;
  readonly objects: KubernetesObjectApi;
}

const CLIENT = 'countersign';
const ANSWER_MS = 20_000;
const stopping = new AsyncLocalStorage<AbortSignal>();

/** Whatever `work` asks the cluster for ends with the signal. */
export const withSignal = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
  stopping.run(signal, work);

/** The client has no limit of its own: a connection that says nothing would be waited for, for minutes. */
const limited: Middleware = {
  pre: async (request) => {
    const stopped = stopping.getStore();
    const late = AbortSignal.timeout(ANSWER_MS);
    request.setSignal(stopped ? AbortSignal.any([stopped, late]) : late);
    request.setHeaderParam('User-Agent', CLIENT);
    return request;
  },
  post: async (response) => response,
};

/** By this kubeconfig; without one, as the pod's own account or the usual file of the machine. */
export const connectCluster = (kubeconfig: string | null): ClusterApi => {
  const config = new KubeConfig();
  if (kubeconfig === null) config.loadFromDefault();
  else config.loadFromFile(kubeconfig);
  const server = config.getCurrentCluster()?.server;
  if (!server) throw new AppError('driver_not_ready', { detail: 'a kubeconfig that names a cluster' });
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(server, {}),
    authMethods: { default: config },
    promiseMiddleware: [limited],
  });
  const client = <T>(Client: new (given: Configuration) => T): T => new Client(configuration);
  return {
    core: client(CoreV1Api),
    apps: client(AppsV1Api),
    batch: client(BatchV1Api),
    network: client(NetworkingV1Api),
    custom: client(CustomObjectsApi),
    objects: client(KubernetesObjectApi),
  };
};

/** Makes it be so, whether it is there or not. */
export const put = async (
  { objects }: ClusterApi,
  object: Parameters<KubernetesObjectApi['patch']>[0],
): Promise<void> => {
  await objects.patch(object, undefined, undefined, CLIENT, true, PatchStrategy.ServerSideApply);
};

const NAMES_ONLY = setHeaderOptions(
  'Accept',
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
);

interface SecretNames {
  readonly items: readonly Pick<V1Secret, 'metadata'>[];
}

/** Names and labels: what is in them nobody asks for here, and it need not be sent. */
export const listSecrets = async (
  { core }: ClusterApi,
  which: { readonly namespace: string; readonly labelSelector: string },
): Promise<SecretNames> => {
  // An empty list of this kind has null for its items.
  const { items } = (await core.listNamespacedSecret(which, NAMES_ONLY)) as Partial<SecretNames>;
  return { items: items ?? [] };
};

const NOT_FOUND = 404;
const CONFLICT = 409;

export const codeOf = (error: unknown): number | null => (error instanceof ApiException ? error.code : null);

/** The API's own sentence. Its body is JSON as a string. */
const messageOf = (error: ApiException<unknown>): string => {
  const { body } = error;
  try {
    const parsed = (typeof body === 'string' ? JSON.parse(body) : body) as { message?: unknown } | null;
    if (typeof parsed?.message === 'string') return parsed.message;
  } catch {
    // Not JSON: the status is all there is.
  }
  return `HTTP ${error.code}`;
};

/** A namespace that is on its way out takes nothing new, but may be made again in a moment. */
export const LEAVING = /being (terminated|deleted)/;

/** The platform's words in ours. What is no word of the platform's stays what it is. */
export const toClusterError = (error: unknown): unknown => {
  if (error instanceof ApiException) {
    const detail = messageOf(error);
    const mayPass = error.code === CONFLICT || error.code === 429 || error.code >= 500;
    if (mayPass || LEAVING.test(detail)) {
      return new AppError('cluster_unavailable', { detail }, { cause: error });
    }
    if (/exceeded quota/.test(detail)) return new AppError('quota_exceeded', { detail }, { cause: error });
    return new AppError('deploy_failed', { detail }, { cause: error });
  }
  const detail = connectionLost(error);
  return detail === null ? error : new AppError('cluster_unavailable', { detail }, { cause: error });
};

const connectionLost = (error: unknown): string | null => {
  if (!(error instanceof Error) || error instanceof AppError || error.name === 'AbortError') return null;
  if (error.name === 'TimeoutError') return 'no answer in time';
  for (const one of [error, error.cause]) {
    const code = (one as { code?: unknown } | undefined)?.code;
    if (typeof code === 'string') return code;
  }
  return /fetch failed|terminated/.test(error.message) ? error.message : null;
};

/** What it gives, or null when there is no such object. */
export const orNull = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === NOT_FOUND) return null;
    throw error;
  }
};

/** Makes it; false when it is there already. */
export const made = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    if (codeOf(error) === CONFLICT) return false;
    throw error;
  }
};
