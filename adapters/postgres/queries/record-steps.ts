import type { TaskPatch } from '../../../core/ports/stores.ts';
import type { TraceStep } from '../../../core/trace.ts';
import type { Statement } from '../database.ts';
import { INSERT_STEPS, stepsJson } from './trace-rows.ts';

/** An ended task is not changed, and a row that would stay as it is gets no new version. */
const TEXT = `
with step as (${INSERT_STEPS}),
changed as (
  select t.id, coalesce($4, t.status) as status, coalesce($5::uuid, t.assigned_agent_id) as agent_id,
    coalesce($6::timestamptz, t.started_at) as started_at, coalesce($7::integer, t.tokens_used) as tokens_used,
    case when $8::boolean then $9::numeric(14, 6) else t.cost end as cost
  from agent_tasks t where t.tenant_id = $1 and t.id = $2
)
update agent_tasks t set status = c.status, assigned_agent_id = c.agent_id, started_at = c.started_at,
  tokens_used = c.tokens_used, cost = c.cost
from changed c
where t.tenant_id = $1 and t.id = c.id and t.status not in ('completed', 'failed', 'cancelled')
  and (t.status, t.assigned_agent_id, t.started_at, t.tokens_used, t.cost)
    is distinct from (c.status, c.agent_id, c.started_at, c.tokens_used, c.cost)`;

export const recordSteps = (
  tenantId: string,
  taskId: string,
  steps: readonly TraceStep[],
  patch: TaskPatch,
): Statement => ({
  name: 'record_steps',
  text: TEXT,
  values: [
    tenantId,
    taskId,
    stepsJson(steps),
    patch.status ?? null,
    patch.agentId ?? null,
    patch.startedAt ?? null,
    patch.tokensUsed ?? null,
    patch.cost !== undefined,
    patch.cost ?? null,
  ],
});
