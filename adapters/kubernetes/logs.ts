import { stripVTControlCharacters } from 'node:util';
import type { V1Pod } from '@kubernetes/client-node';
import type { InstanceRef } from '../../core/instance.ts';
import { type ClusterApi, codeOf, orNull } from './cluster-api.ts';

/** More than enough for the most lines anybody asks for. */
const MOST_BYTES = 512 * 1024;
const SHORTEST_SECRET = 6;
const REFUSED = 400;

export interface LogOptions {
  readonly tail: number;
  /** Of the process before the one that runs. */
  readonly previous?: boolean;
}

/** The last lines of a pod, with nothing of the instance's secret in them; [] where there is nothing to read yet. */
export const readLines = async (
  api: ClusterApi,
  ref: InstanceRef,
  pod: V1Pod,
  { tail, previous = false }: LogOptions,
): Promise<readonly string[]> => {
  const name = pod.metadata?.name ?? '';
  const redact = await redactorFor(api, ref);
  const log = await readLog(api, { name, namespace: ref.namespace, previous, tailLines: tail });
  return log
    .split('\n')
    .map((line) => redact(stripVTControlCharacters(line).trimEnd()))
    .filter((line) => line !== '');
};

const readLog = async (
  api: ClusterApi,
  which: Parameters<ClusterApi['core']['readNamespacedPodLog']>[0],
): Promise<string> => {
  try {
    return (await orNull(api.core.readNamespacedPodLog({ ...which, limitBytes: MOST_BYTES }))) ?? '';
  } catch (error) {
    // "is waiting to start", or there was no process before this one.
    if (codeOf(error) === REFUSED) return '';
    throw error;
  }
};

const redactorFor = async (
  api: ClusterApi,
  { release: name, namespace }: InstanceRef,
): Promise<(line: string) => string> => {
  const secret = await orNull(api.core.readNamespacedSecret({ name, namespace }));
  const values = Object.values(secret?.data ?? {}).map((value) => Buffer.from(value, 'base64').toString());
  return redactor(values);
};

/** Takes every secret out, also as it stands in an address or in JSON. */
export const redactor = (secrets: readonly string[]): ((line: string) => string) => {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  const unique = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  return (line) => unique.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), line);
};
