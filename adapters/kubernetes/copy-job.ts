import type { V1Job } from '@kubernetes/client-node';
import type { InstanceRef } from '../../core/instance.ts';
import { labelsOf } from './labels.ts';

export const COPY_SECONDS = 600;

/**
 * Makes the second folder hold what the first one holds. Folder by folder and not the volume's own root, which belongs to
 * somebody else, as `lost+found` does: their times and rights can't be set without being root.
 */
export const COPY_SCRIPT = [
  'find "$2" -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf -- {} +',
  'cd "$1"',
  'find . -mindepth 1 -maxdepth 1 ! -name lost+found -exec cp -a -t "$2" -- {} +',
  'sync',
].join('\n');

export interface CopyWork {
  readonly name: string;
  /** Names of volume claims. */
  readonly from: string;
  readonly to: string;
  readonly image: string;
}

/** Runs as the gateway does, with as few rights, and with its image: what copying needs is in it. */
export const copyJob = (ref: InstanceRef, { name, from, to, image }: CopyWork): V1Job => ({
  metadata: { name, labels: labelsOf(ref) },
  spec: {
    backoffLimit: 2,
    activeDeadlineSeconds: COPY_SECONDS,
    ttlSecondsAfterFinished: COPY_SECONDS,
    template: {
      metadata: { labels: { ...labelsOf(ref), 'app.kubernetes.io/name': 'openclaw-copy' } },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          runAsGroup: 1000,
          fsGroup: 1000,
          fsGroupChangePolicy: 'OnRootMismatch',
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            name: 'copy',
            image,
            imagePullPolicy: 'IfNotPresent',
            command: ['sh', '-euc', COPY_SCRIPT, 'copy', '/from', '/to'],
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            resources: {
              requests: { cpu: '50m', memory: '64Mi' },
              limits: { cpu: '1', memory: '256Mi' },
            },
            volumeMounts: [
              { name: 'from', mountPath: '/from', readOnly: true },
              { name: 'to', mountPath: '/to' },
            ],
          },
        ],
        volumes: [
          { name: 'from', persistentVolumeClaim: { claimName: from } },
          { name: 'to', persistentVolumeClaim: { claimName: to } },
        ],
      },
    },
  },
});
