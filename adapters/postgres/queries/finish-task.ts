import type { TaskEnd } from '../../../core/ports/stores.ts';
import type { TraceStep } from '../../../core/trace.ts';
import type { Statement } from '../database.ts';
import { toJson, toJsonOrNull, toText } from '../values.ts';
import { INSERT_STEPS, stepsJson } from './trace-rows.ts';

/**
 * Everything hangs on `ended`, which has a row only the first time. Success rate is the mean over all uses;
 * proficiency moves a tenth of the way towards 1 with every success and towards 0 with every failure.
 * The same experience again makes the memory newer, not more: repeated work must not crowd out the rest.
 */
const TEXT = `
with step as (${INSERT_STEPS}),
ended as (
  update agent_tasks set status = $4, output = $5, error = $6, confidence = $7, tokens_used = $8, cost = $9,
    completed_at = $10, assigned_agent_id = coalesce($11::uuid, assigned_agent_id)
  where tenant_id = $1 and id = $2 and status not in ('completed', 'failed', 'cancelled')
  returning id, thread_id, assigned_agent_id
), freed as (
  update threads h set task_id = null from ended
  where h.tenant_id = $1 and h.id = ended.thread_id and h.task_id = ended.id
), used as (
  insert into agent_skills as s (tenant_id, agent_id, skill_name, proficiency, times_used, success_rate, last_used_at)
  select $1, ended.assigned_agent_id, u."skillName", case when u.ok then 0.55 else 0.45 end, 1, u.ok::integer,
    $10
  from ended, jsonb_to_recordset($12::jsonb) as u ("skillName" text, ok boolean)
  where ended.assigned_agent_id is not null
  order by u."skillName"
  on conflict (tenant_id, agent_id, skill_name) do update set
    proficiency = s.proficiency + 0.1 * (excluded.success_rate - s.proficiency),
    times_used = s.times_used + 1,
    success_rate = (coalesce(s.success_rate, 0) * s.times_used + excluded.success_rate) / (s.times_used + 1),
    last_used_at = excluded.last_used_at
)
insert into agent_memories (tenant_id, agent_id, memory_type, content, importance, source, source_task_id, trust,
  created_at)
select $1, ended.assigned_agent_id, 'experience', $13::text, $14, 'task', ended.id, $15, $10
from ended where ended.assigned_agent_id is not null and $13::text is not null
on conflict (tenant_id, agent_id, content_digest, trust) do update set
  created_at = greatest(agent_memories.created_at, excluded.created_at), source_task_id = excluded.source_task_id,
  importance = excluded.importance`;

export const finishTask = (
  tenantId: string,
  taskId: string,
  steps: readonly TraceStep[],
  end: TaskEnd,
): Statement => ({
  name: 'finish_task',
  text: TEXT,
  values: [
    tenantId,
    taskId,
    stepsJson(steps),
    end.status,
    end.output === null ? null : toText(end.output),
    toJsonOrNull(end.error),
    end.confidence,
    end.tokensUsed,
    end.cost,
    end.completedAt,
    end.agentId,
    toJson(end.skillsUsed),
    end.memory ? toText(end.memory.content) : null,
    end.memory?.importance ?? null,
    end.memory?.trust ?? null,
  ],
});
