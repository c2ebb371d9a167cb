import { join } from 'node:path';

export interface Ports {
  readonly api: number;
  readonly etcd: number;
  readonly peer: number;
  readonly controllers: number;
  readonly scheduler: number;
  readonly kwok: number;
}

export const etcdArgs = (dir: string, { etcd, peer }: Ports): readonly string[] => {
  const client = `http://127.0.0.1:${etcd}`;
  const own = `http://127.0.0.1:${peer}`;
  return [
    ...['--data-dir', join(dir, 'etcd'), '--listen-client-urls', client, '--advertise-client-urls', client],
    ...[
      '--listen-peer-urls',
      own,
      '--initial-advertise-peer-urls',
      own,
      '--initial-cluster',
      `default=${own}`,
    ],
    ...['--unsafe-no-fsync', '--log-level', 'error'],
  ];
};

export const apiServerArgs = (dir: string, { api, etcd }: Ports): readonly string[] => [
  `--etcd-servers=http://127.0.0.1:${etcd}`,
  `--cert-dir=${join(dir, 'certs')}`,
  '--bind-address=127.0.0.1',
  `--secure-port=${api}`,
  '--advertise-address=127.0.0.1',
  '--endpoint-reconciler-type=none',
  '--service-cluster-ip-range=10.96.0.0/16',
  '--service-account-issuer=https://kubernetes.default.svc',
  `--service-account-key-file=${join(dir, 'sa.key')}`,
  `--service-account-signing-key-file=${join(dir, 'sa.key')}`,
  `--token-auth-file=${join(dir, 'tokens.csv')}`,
  '--authorization-mode=Node,RBAC',
  '--kubelet-preferred-address-types=InternalIP',
];

export const clientArgs = (kubeconfig: string, port: number): readonly string[] => [
  `--kubeconfig=${kubeconfig}`,
  `--authentication-kubeconfig=${kubeconfig}`,
  `--authorization-kubeconfig=${kubeconfig}`,
  '--leader-elect=false',
  '--bind-address=127.0.0.1',
  `--secure-port=${port}`,
  '--kube-api-qps=500',
  '--kube-api-burst=1000',
];

export const controllerArgs = (
  dir: string,
  kubeconfig: string,
  { controllers }: Ports,
): readonly string[] => [
  ...clientArgs(kubeconfig, controllers),
  `--service-account-private-key-file=${join(dir, 'sa.key')}`,
  `--root-ca-file=${join(dir, 'certs', 'apiserver.crt')}`,
  '--concurrent-namespace-syncs=10',
];

export const kwokArgs = (kubeconfig: string, { kwok }: Ports): readonly string[] => [
  `--kubeconfig=${kubeconfig}`,
  '--manage-all-nodes=true',
  '--cidr=10.244.0.0/16',
  '--node-ip=127.0.0.1',
  `--node-port=${kwok}`,
  `--server-address=127.0.0.1:${kwok}`,
  '--node-lease-duration-seconds=40',
  '--enable-crds=Stage',
  '--enable-crds=Logs,ClusterLogs,Exec,ClusterExec,Attach,ClusterAttach,PortForward,ClusterPortForward',
];
