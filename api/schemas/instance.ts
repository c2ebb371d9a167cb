import { z } from 'zod';
import { INSTANCE_STATUSES, type Instance } from '../../core/instance.ts';
import type { Locale } from '../../core/member.ts';
import { text } from '../../core/text.ts';
import { say } from '../words.ts';
import { reference, time } from './common.ts';
import { task } from './task.ts';

export const instanceParams = z.strictObject({ id: reference('main') });

const quantity = z.string().max(32);

export const newInstance = z
  .strictObject({
    name: z.string().min(1).max(64).optional().describe('`main` when it is left out'),
    version: z.string().max(32).optional().describe('Exact version of OpenClaw, e.g. `2026.9.6`'),
    cpu_request: quantity.optional(),
    cpu_limit: quantity.optional(),
    memory_request: quantity.optional(),
    memory_limit: quantity.optional(),
    storage: quantity.optional(),
  })
  .meta({ id: 'NewInstance' });

export const upgradeBody = z.strictObject({ version: z.string().max(32) });

export const logsQuery = z.strictObject({ lines: z.coerce.number().int().min(1).max(500).default(100) });

export const logsAnswer = z.object({ lines: z.array(z.string()), task });

export const instance = z
  .object({
    id: z.string(),
    name: z.string(),
    instance_type: z.literal('openclaw'),
    version: z.string(),
    status: z.enum(INSTANCE_STATUSES),
    internal_url: z.string().nullable(),
    helm_release: z.string(),
    k8s_namespace: z.string(),
    resource_config: z.object({
      cpu_request: z.string(),
      cpu_limit: z.string(),
      memory_request: z.string(),
      memory_limit: z.string(),
      storage: z.string(),
    }),
    health: z
      .object({
        last_check: time,
        healthy: z.boolean(),
        uptime: z.number().nullable().describe('Seconds'),
        cpu_pct: z.number().nullable(),
        memory_pct: z.number().nullable(),
      })
      .nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Instance' });

/** What was asked for goes on in a task, with its steps, its approval and its end. */
export const operationAnswer = z.object({ task }).meta({ id: 'InstanceOperation' });

export const toInstanceBody = (row: Instance, locale: Locale): z.infer<typeof instance> => ({
  id: row.id,
  name: row.name,
  instance_type: row.instanceType,
  version: row.version,
  status: row.status,
  internal_url: row.internalUrl,
  helm_release: row.helmRelease,
  k8s_namespace: row.k8sNamespace,
  resource_config: { ...row.resourceConfig },
  health: row.health && { ...row.health },
  error: row.error && {
    code: row.error.code,
    message: say(text(`error.${row.error.code}`, row.error.params), locale),
  },
  created_at: row.createdAt,
  updated_at: row.updatedAt,
});
