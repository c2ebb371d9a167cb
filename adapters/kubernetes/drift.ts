import { type KubernetesObject, loadAllYaml } from '@kubernetes/client-node';
import type { InstanceRef } from '../../core/instance.ts';
import type { InstanceValues } from '../../core/instance-values.ts';
import { type ClusterApi, orNull } from './cluster-api.ts';
import type { Helm } from './helm.ts';
import { toNumber } from './usage.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const words = (value: unknown): string => (value === undefined ? '—' : JSON.stringify(value));
/** The client puts a line before names that are words of the language, as in `_from`. */
const within = (path: string, key: string): string => (path === '' ? '' : `${path}.`) + key.replace(/^_/, '');

/** `1` is `1000m`, and a number may come back as a string. */
const isSame = (wanted: unknown, found: unknown): boolean => {
  if (String(wanted) === String(found)) return true;
  const [a, b] = [toNumber(String(wanted)), toNumber(String(found))];
  return Number.isFinite(a) && a === b;
};

/** What a restart leaves behind, ours and the command line's. */
const RESTARTED = /restarted-?at$/i;

/**
 * Of what was asked for; with `exact` also what was added to it. A list is always exact: a container, a variable or a
 * port more than asked for is somebody's hand.
 */
export const differences = (
  wanted: unknown,
  found: unknown,
  path: string,
  exact = false,
): readonly string[] => {
  if (isObject(wanted)) {
    const there = isObject(found) ? found : {};
    const keys = exact ? new Set([...Object.keys(wanted), ...Object.keys(there)]) : Object.keys(wanted);
    return [...keys]
      .filter((key) => !RESTARTED.test(key))
      .flatMap((key) => differences(wanted[key], there[key], within(path, key), exact));
  }
  if (Array.isArray(wanted)) {
    const there: readonly unknown[] = Array.isArray(found) ? found : [];
    return Array.from({ length: Math.max(wanted.length, there.length) }, (_, at) =>
      differences(wanted[at], there[at], `${path}[${at}]`, exact || at >= wanted.length),
    ).flat();
  }
  const isUnset = wanted === null || wanted === undefined;
  if (isUnset && (!exact || found === null || found === undefined)) return [];
  return isSame(wanted, found) ? [] : [`${path}: ${words(wanted)} → ${words(found)}`];
};

/** Where something added by hand changes what the instance may do. */
const WATCHED = ['Deployment', 'NetworkPolicy', 'ConfigMap'];

/** With everything the cluster fills in by itself, which it says of an object that it does not keep. */
const filledIn = async (api: ClusterApi, object: KubernetesObject, namespace: string): Promise<Json> => {
  const metadata = { ...object.metadata, name: `${object.metadata?.name}-x`, namespace };
  return (await api.objects.create({ ...object, metadata }, undefined, 'All')) as unknown as Json;
};

const contentOf = ({ apiVersion, kind, metadata, status, ...content }: Json): Json => content;

const driftOfObject = async (
  api: ClusterApi,
  object: KubernetesObject,
  namespace: string,
): Promise<readonly string[]> => {
  const { apiVersion = '', kind = '', metadata } = object;
  const found = await orNull(
    api.objects.read({ apiVersion, kind, metadata: { name: metadata?.name ?? '', namespace } }),
  );
  if (!found) return ['removed'];
  const isWatched = WATCHED.includes(kind);
  const wanted = isWatched ? await filledIn(api, object, namespace) : (object as unknown as Json);
  return differences(contentOf(wanted), contentOf(found as unknown as Json), '', isWatched);
};

/** What somebody changed by hand since the last apply, one line each. */
export const driftOf = async (
  api: ClusterApi,
  helm: Pick<Helm, 'manifest'>,
  ref: InstanceRef,
  values: InstanceValues,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const manifest = await helm.manifest(ref, signal);
  if (manifest === '') return values.replicas === 1 ? [`release/${ref.release}: removed`] : [];
  const lines: string[] = [];
  // Read as the client reads what the cluster says: it has names of its own for a few fields.
  for (const object of loadAllYaml(manifest) as readonly KubernetesObject[]) {
    const name = `${object.kind}/${object.metadata?.name}`;
    for (const line of await driftOfObject(api, object, ref.namespace)) {
      lines.push(line === 'removed' ? `${name}: removed` : `${name} ${line}`);
    }
  }
  return lines;
};
