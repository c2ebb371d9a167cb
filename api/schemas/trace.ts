import { z } from 'zod';
import type { Locale } from '../../core/member.ts';
import { STEP_TYPES, type StepDetails, type TraceStep } from '../../core/trace.ts';
import { say } from '../words.ts';
import { paging, reference, time, toPersonBody } from './common.ts';

const step = {
  step_order: z.int().describe('From 1, without gaps'),
  step_type: z.enum(STEP_TYPES),
  summary: z.string().nullable().describe('One line, in the language of the reader'),
  agent_id: z.string().nullable(),
  details: z
    .record(z.string(), z.unknown())
    .describe('What this kind of step has; `summary` is neutral here'),
  duration_ms: z.number().nullable(),
  at: time,
};

export const traceStep = z.object(step).meta({ id: 'TraceStep' });
export type TraceStepBody = z.infer<typeof traceStep>;

export const tenantTraceStep = z
  .object({ id: z.string(), task_id: z.string(), ...step })
  .meta({ id: 'TenantTraceStep' });

export const traceQuery = z.strictObject({
  after: z.coerce.number().int().min(0).max(1_000_000).default(0).describe('Only steps after this one'),
});

export const tracesQuery = z.strictObject({ task: reference('T-142').optional(), ...paging });

export const outputParams = z.strictObject({
  id: reference('T-142'),
  step_order: z.coerce.number().int().min(1).max(1_000_000),
});

const toSnake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Our own names are renamed; what is inside (arguments, parameters of a message) is data and stays as it is. */
const toDetailsBody = (details: StepDetails): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(details).map(([name, value]) => [toSnake(name), value])),
  ...(details.by ? { by: toPersonBody(details.by) } : {}),
});

export const toStepBody = (row: TraceStep, locale: Locale): TraceStepBody => ({
  step_order: row.stepOrder,
  step_type: row.stepType,
  summary: row.details.summary ? say(row.details.summary, locale) : null,
  agent_id: row.agentId,
  details: toDetailsBody(row.details),
  duration_ms: row.durationMs,
  at: row.at,
});
