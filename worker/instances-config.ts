import { z } from 'zod';
import { CLUSTER_DRIVERS } from '../core/instance.ts';

/** Where instances run, and what they are made of. */
export const instancesConfig = z.object({
  COUNTERSIGN_INSTANCES: z
    .enum([...CLUSTER_DRIVERS, 'off'])
    .default('off')
    .describe('kubernetes: Helm releases; local-process: processes of this machine; off: none'),
  /** Without it: the pod's own account, or the usual kubeconfig. */
  COUNTERSIGN_KUBECONFIG: z.string().min(1).optional(),
  COUNTERSIGN_OPENCLAW_VERSION: z
    .string()
    .regex(/^\d{4}\.\d{1,2}\.\d{1,3}$/, 'must be an exact version, e.g. 2026.9.6')
    .default('2026.9.6'),
  COUNTERSIGN_OPENCLAW_IMAGE: z
    .string()
    .regex(/^[a-z0-9][a-z0-9./:_-]{0,200}$/, 'must be the name of an image, without a version')
    .default('ghcr.io/openclaw/openclaw'),
  COUNTERSIGN_STORAGE_CLASS: z.string().min(1).optional(),
  /** The namespace that worker and api run in. */
  COUNTERSIGN_NAMESPACE: z.string().min(1).default('countersign'),
  /** ws://host:port with {release} and {namespace}: for a port-forward, instead of the Service's own name. */
  COUNTERSIGN_GATEWAY_ADDRESS: z
    .string()
    .regex(/^wss?:\/\//, 'must begin with ws:// or wss://')
    .optional(),
  COUNTERSIGN_MAX_INSTANCES: z.coerce.number().int().min(1).max(1000).default(5),
  /** Process whose end ends the local instances: that of `npm start`. */
  COUNTERSIGN_OWNER_PID: z.coerce.number().int().positive().optional(),
});
