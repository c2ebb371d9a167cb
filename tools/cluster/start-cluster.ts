import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../local/free-port.ts';
import { type OwnedProcess, PROCESS_INPUT, startOwnedProcess } from '../../local/owned-process.ts';
import { StartError } from '../../local/start-error.ts';
import type { ClusterTools, Tool } from './build-tools.ts';
import { writeClusterFiles } from './cluster-files.ts';
import { type Kubectl, kubectlOf } from './kubectl.ts';
import {
  apiServerArgs,
  clientArgs,
  controllerArgs,
  etcdArgs,
  kwokArgs,
  type Ports,
} from './program-arguments.ts';

const COMMAND = fileURLToPath(new URL('../../local/command-process.ts', import.meta.url));
const FAULTS = fileURLToPath(new URL('./faults.yaml', import.meta.url));
const READY_MS = 120_000;
/**
 * The helper process ends its program with SIGKILL as soon as it is told to stop. It must live until then: killed first, it
 * would leave the program behind. Milliseconds.
 */
const GRACE_MS = 30_000;
const STOP_ORDER: readonly Tool[] = [
  'kwok',
  'kube-scheduler',
  'kube-controller-manager',
  'kube-apiserver',
  'etcd',
];

export interface Cluster {
  /** Path of an admin's kubeconfig. */
  readonly kubeconfig: string;
  /** The same for a user who may do nothing until a role says so. */
  readonly limitedKubeconfig: string;
  readonly url: string;
  /** Its data, its keys and what its programs write. */
  readonly dir: string;
  readonly kubectl: Kubectl;
  /** As if the machine it runs on had failed. */
  killApiServer(): Promise<void>;
  startApiServer(): Promise<void>;
  /** Clients first, the store last: without it the API server would hold on for half a minute. */
  stop(): Promise<void>;
}

/**
 * A real control plane on this machine: API server, its store, controllers and scheduler. Nodes and pods are played by
 * kwok: no container runs, probes and mounts are not looked at, network policies are kept and not enforced.
 */
export const startCluster = async (tools: ClusterTools, dir: string): Promise<Cluster> => {
  const [api = 0, etcd = 0, peer = 0, controllers = 0, scheduler = 0, kwok = 0] = await freePorts(6);
  const ports: Ports = { api, etcd, peer, controllers, scheduler, kwok };
  const url = `https://127.0.0.1:${api}`;
  const files = writeClusterFiles(dir, url);
  const kubectl = kubectlOf(tools, files.kubeconfig);
  const running = new Map<Tool, OwnedProcess>();
  const start = (tool: Tool, args: readonly string[]): void => {
    const child = startOwnedProcess({
      main: COMMAND,
      cwd: dir,
      env: { ...process.env, [PROCESS_INPUT]: JSON.stringify({ command: tools.path(tool), args }) },
      logFile: join(dir, `${tool}.log`),
    });
    running.set(tool, child);
  };
  const startApiServer = async (): Promise<void> => {
    start('kube-apiserver', apiServerArgs(dir, ports));
    await until(() => kubectl('get', '--raw', '/readyz'), running);
  };
  const stop = async (): Promise<void> => {
    for (const tool of STOP_ORDER) await running.get(tool)?.stop(GRACE_MS);
  };
  try {
    start('etcd', etcdArgs(dir, ports));
    await startApiServer();
    start('kube-controller-manager', controllerArgs(dir, files.kubeconfig, ports));
    start('kube-scheduler', clientArgs(files.kubeconfig, scheduler));
    await applyKwok(kubectl, tools.kwokFolder);
    start('kwok', kwokArgs(files.kubeconfig, ports));
    await kubectl('apply', '-f', files.nodes);
    await until(() => kubectl('wait', '--for=condition=Ready', 'node', '--all', '--timeout=5s'), running);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    kubeconfig: files.kubeconfig,
    limitedKubeconfig: files.limitedKubeconfig,
    url,
    dir,
    kubectl,
    killApiServer: async () => running.get('kube-apiserver')?.stop(GRACE_MS),
    startApiServer,
    stop,
  };
};

/** Looks until there is something to see; gives up at once when a program has ended. */
const until = async (
  look: () => Promise<unknown>,
  running: ReadonlyMap<Tool, OwnedProcess>,
): Promise<void> => {
  const ended: Tool[] = [];
  for (const [tool, { exited }] of running) void exited.then(() => ended.push(tool));
  const deadline = Date.now() + READY_MS;
  for (;;) {
    try {
      await look();
      return;
    } catch (error) {
      const [tool] = ended;
      if (tool) {
        const lines = running.get(tool)?.lastLines().slice(-5).join('\n');
        throw new StartError(`The cluster’s ${tool} ended:\n${lines}`, { cause: error });
      }
      if (Date.now() > deadline) throw new StartError('The cluster did not become ready.', { cause: error });
      await pause(100);
    }
  }
};

const applyKwok = async (kubectl: Kubectl, folder: string): Promise<void> => {
  await kubectl('apply', '--server-side', '-f', join(folder, 'crd', 'bases'));
  await kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s');
  const stages = {
    'node/fast': ['node-initialize'],
    'node/heartbeat-with-lease': ['node-heartbeat-with-lease'],
    'pod/fast': ['pod-ready', 'pod-complete', 'pod-delete'],
    'volume/fast': ['pv-bind', 'pv-delete', 'pvc-delete', 'pvc-provision', 'storage-class'],
  };
  const files = Object.entries(stages).flatMap(([place, names]) =>
    names.flatMap((name) => ['-f', join(folder, 'stage', place, `${name}.yaml`)]),
  );
  await kubectl('apply', ...files, '-f', FAULTS);
};
