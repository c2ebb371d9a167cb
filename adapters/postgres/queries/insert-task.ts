import type { TaskRequest } from '../../../core/task.ts';
import type { Statement } from '../database.ts';
import { toJson, toJsonOrNull, toText } from '../values.ts';
import { selectTask } from './task-row.ts';

/**
 * The row with the tenant's next number, and the thread taken by it; no row when it is there already. When another
 * transaction adds it in the same moment this one fails as a duplicate, which also gives the number back.
 */
const TEXT = `
with known as (
  select from agent_tasks where tenant_id = $1 and workflow_id = $3
), counted as (
  insert into tenant_counters as c (tenant_id, counter, value)
  select $1, 'task', 1 where not exists (select from known)
  on conflict (tenant_id, counter) do update set value = c.value + 1
  returning value
), added as (
  insert into agent_tasks (tenant_id, id, workflow_id, number, fingerprint, requested_by, surface, objective,
    task_type, runbook, arguments, group_id, priority, context, thread_ref, created_at)
  select $1, $2, $3, value, $4, $5, $6, $7, $8, $9, $10,
    (select g.id from agent_groups g where g.tenant_id = $1 and g.name = $11), $12, $13, $14, $15
  from counted
  returning *
), taken as (
  update threads h set task_id = added.id from added where h.tenant_id = $1 and h.id = added.thread_id
)
${selectTask('added t')}`;

export const insertTask = (request: TaskRequest): Statement => ({
  name: 'insert_task',
  text: TEXT,
  values: [
    request.tenantId,
    request.taskId,
    request.workflowId,
    request.fingerprint,
    request.requestedBy.memberId,
    request.surface,
    toText(request.objective),
    request.taskType,
    request.runbook ?? null,
    toJsonOrNull(request.arguments),
    request.group ?? null,
    request.priority,
    toJson(request.context ?? []),
    toJsonOrNull(request.thread),
    request.requestedAt,
  ],
});
