import type { AgentBackendKind } from '../../../core/agent.ts';
import type { Failure } from '../../../core/errors.ts';
import type { Arguments } from '../../../core/skill.ts';
import type { Priority, Task, TaskStatus, TaskType, ThreadRef } from '../../../core/task.ts';

export interface TaskRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly number: number;
  readonly workflow_id: string;
  readonly requested_by: string;
  readonly requester_name: string;
  readonly objective: string;
  readonly task_type: TaskType;
  readonly runbook: string | null;
  readonly arguments: Arguments | null;
  readonly priority: Priority;
  readonly status: TaskStatus;
  readonly agent_id: string | null;
  readonly agent_name: string;
  readonly agent_backend: AgentBackendKind;
  readonly output: string | null;
  readonly error: Failure | null;
  readonly confidence: number | null;
  readonly tokens_used: number;
  readonly cost: number | null;
  readonly thread_ref: ThreadRef | null;
  readonly context: readonly string[];
  readonly fingerprint: string;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly completed_at: string | null;
}

/** A task with the names of those it refers to; `from` is a relation `t` with the columns of agent_tasks. */
export const selectTask = (from = 'agent_tasks t'): string => `
  select t.id, t.tenant_id, t.number, t.workflow_id, t.requested_by, m.display_name as requester_name, t.objective,
    t.task_type, t.runbook, t.arguments, t.priority, t.status, a.id as agent_id, a.name as agent_name,
    a.backend as agent_backend, t.output, t.error, t.confidence, t.tokens_used, t.cost, t.thread_ref, t.context,
    t.fingerprint, t.created_at, t.started_at, t.completed_at
  from ${from}
  join members m on m.tenant_id = t.tenant_id and m.id = t.requested_by
  left join agents a on a.tenant_id = t.tenant_id and a.id = t.assigned_agent_id`;

export const toTask = (row: TaskRow): Task => ({
  id: row.id,
  tenantId: row.tenant_id,
  number: row.number,
  workflowId: row.workflow_id,
  requestedBy: { memberId: row.requested_by, displayName: row.requester_name },
  objective: row.objective,
  taskType: row.task_type,
  runbook: row.runbook,
  arguments: row.arguments,
  priority: row.priority,
  status: row.status,
  agent: row.agent_id ? { id: row.agent_id, name: row.agent_name, backend: row.agent_backend } : null,
  output: row.output,
  error: row.error,
  confidence: row.confidence,
  tokensUsed: row.tokens_used,
  cost: row.cost,
  thread: row.thread_ref,
  context: row.context,
  fingerprint: row.fingerprint,
  createdAt: row.created_at,
  startedAt: row.started_at,
  completedAt: row.completed_at,
});
