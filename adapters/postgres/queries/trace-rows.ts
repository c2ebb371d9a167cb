import type { StepType, TraceStep } from '../../../core/trace.ts';
import { toJson } from '../values.ts';

export interface TraceRow {
  readonly step_order: number;
  readonly step_type: StepType;
  readonly agent_id: string | null;
  readonly details: TraceStep['details'];
  readonly duration_ms: number | null;
  readonly created_at: string;
}

export const TRACE_COLUMNS = 'step_order, step_type, agent_id, details, duration_ms, created_at';

export const toTraceStep = (row: TraceRow): TraceStep => ({
  stepOrder: row.step_order,
  stepType: row.step_type,
  agentId: row.agent_id,
  details: row.details,
  durationMs: row.duration_ms,
  at: row.created_at,
});

/** The part of a statement that writes trace rows of task $2 from the JSON in $3; a row that exists stays. */
export const INSERT_STEPS = `
  insert into execution_traces (tenant_id, task_id, ${TRACE_COLUMNS})
  select $1, $2, s.step_order, s.step_type, s.agent_id, s.details, s.duration_ms, s.created_at
  from jsonb_to_recordset($3::jsonb) as s (step_order integer, step_type text, agent_id uuid, details jsonb,
    duration_ms integer, created_at timestamptz)
  on conflict (tenant_id, task_id, step_order) do nothing`;

export const stepsJson = (steps: readonly TraceStep[]): string =>
  toJson(
    steps.map((step) => ({
      step_order: step.stepOrder,
      step_type: step.stepType,
      agent_id: step.agentId,
      details: step.details,
      duration_ms: step.durationMs === null ? null : Math.round(step.durationMs),
      created_at: step.at,
    })),
  );
