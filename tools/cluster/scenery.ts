import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NodeSize, toNode } from './cluster-files.ts';
import type { Cluster } from './start-cluster.ts';

/** Of `faults.yaml`, for the annotation of a pod or as the name of its image. */
export const FAULT_ANNOTATION = 'countersign/fault';
export type Fault = 'never-ready' | 'image-pull' | 'crash-loop';

/** The class whose claims stay pending. */
export const NEVER_PROVISIONED = 'never-provisioned';

type Stage = Pick<Cluster, 'kubectl' | 'dir'>;

/** Written to a file first: kubectl then says in which one it found a mistake. */
export const apply = async ({ kubectl, dir }: Stage, name: string, text: string): Promise<void> => {
  const folder = join(dir, 'applied');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-${randomBytes(4).toString('hex')}.yaml`);
  writeFileSync(file, text);
  await kubectl('apply', '-f', file);
};

/** One more node that kwok plays; resolves when pods may go there. */
export const addNode = async (cluster: Stage, name: string, size?: NodeSize): Promise<void> => {
  await apply(cluster, 'node', JSON.stringify(toNode(name, size)));
  await cluster.kubectl('wait', '--for=condition=Ready', 'node', name, '--timeout=30s');
};

/** Stages of kwok's: what happens to pods and nodes from now on. */
export const putStages = (cluster: Stage, yaml: string): Promise<void> => apply(cluster, 'stages', yaml);

export interface PodLines {
  readonly lines: readonly string[];
  /** Of the run that ended. */
  readonly previousLines?: readonly string[];
}

/** What every pod of this namespace has written, from now on. */
export const putPodLogs = async (
  cluster: Stage,
  namespace: string,
  { lines, previousLines = [] }: PodLines,
): Promise<void> => {
  const folder = join(cluster.dir, 'pod-logs', namespace);
  mkdirSync(folder, { recursive: true });
  const put = (name: string, texts: readonly string[]): string => {
    const file = join(folder, name);
    writeFileSync(file, texts.map(toContainerLine).join(''));
    return file;
  };
  const logs = [
    {
      logsFile: put('current.log', lines),
      previousLogsFile: put('previous.log', previousLines),
      follow: true,
    },
  ];
  const spec = { selector: { matchNamespaces: [namespace] }, logs };
  const object = {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'ClusterLogs',
    metadata: { name: namespace },
    spec,
  };
  await apply(cluster, 'logs', JSON.stringify(object));
};

/** As a container runtime keeps it. */
const toContainerLine = (text: string): string => `${new Date().toISOString()} stdout F ${text}\n`;

/** At most this much in the namespace, e.g. `{pods: '0'}`. */
export const putQuota = async (
  { kubectl }: Stage,
  namespace: string,
  hard: Readonly<Record<string, string>>,
): Promise<void> => {
  const limits = Object.entries(hard).map(([name, most]) => `${name}=${most}`);
  await kubectl('create', 'quota', 'limit', `--hard=${limits.join(',')}`, '-n', namespace);
};
