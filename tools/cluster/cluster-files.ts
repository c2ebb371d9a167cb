import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ClusterFiles {
  readonly kubeconfig: string;
  readonly limitedKubeconfig: string;
  readonly nodes: string;
}

const NODES = 2;

/** What the programs and their clients read; for this user alone. */
export const writeClusterFiles = (dir: string, url: string): ClusterFiles => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const put = (name: string, text: string): string => {
    const file = join(dir, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const [admin, limited] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  put('sa.key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  put('tokens.csv', `${admin},admin,u-admin,system:masters\n${limited},limited,u-limited,limited\n`);
  const nodes = Array.from({ length: NODES }, (_, at) => toNode(`node-${at}`));
  return {
    kubeconfig: put('kubeconfig', toKubeconfig(dir, url, 'admin', admin)),
    limitedKubeconfig: put('kubeconfig-limited', toKubeconfig(dir, url, 'limited', limited)),
    nodes: put('nodes.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: nodes })),
  };
};

const toKubeconfig = (dir: string, url: string, user: string, token: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'local',
        // It signs its own certificate, which is its authority, too.
        cluster: { server: url, 'certificate-authority': join(dir, 'certs', 'apiserver.crt') },
      },
    ],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: 'local', context: { cluster: 'local', user } }],
    'current-context': 'local',
  });

export interface NodeSize {
  readonly cpu: string;
  readonly memory: string;
  readonly pods: string;
}

/** A node that kwok plays. */
export const toNode = (
  name: string,
  size: NodeSize = { cpu: '32', memory: '128Gi', pods: '500' },
): object => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    annotations: { 'kwok.x-k8s.io/node': 'fake' },
    labels: { 'kubernetes.io/hostname': name },
  },
  status: { capacity: size, allocatable: size },
});
