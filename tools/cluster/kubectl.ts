import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ClusterTools } from './build-tools.ts';

/** Runs kubectl and gives what it prints; rejects with what it says. */
export type Kubectl = (...args: readonly string[]) => Promise<string>;

export const kubectlOf =
  (tools: Pick<ClusterTools, 'path'>, kubeconfig: string): Kubectl =>
  async (...args) => {
    const { stdout } = await promisify(execFile)(
      tools.path('kubectl'),
      ['--kubeconfig', kubeconfig, ...args],
      { maxBuffer: 16 * 2 ** 20 },
    );
    return stdout;
  };
