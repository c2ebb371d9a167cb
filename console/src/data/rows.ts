import type { AgentRef } from '../../../core/agent.ts';
import type { Approval, Decision } from '../../../core/approval.ts';
import type { Failure } from '../../../core/errors.ts';
import type { PersonRef, Surface } from '../../../core/member.ts';
import type { Task } from '../../../core/task.ts';
import type { StepDetails, TraceStep } from '../../../core/trace.ts';

/**
 * Rows of `/api/v1`, which are snake_case as the tables are, as the core's types. The server has validated them; what
 * the page does not need is left out.
 */
type Json = Readonly<Record<string, unknown>>;

const readPerson = (value: unknown): PersonRef => {
  const json = (value ?? {}) as Json;
  return { memberId: String(json.member_id ?? ''), displayName: String(json.display_name ?? '') };
};

export type TaskRow = Pick<
  Task,
  | 'id'
  | 'number'
  | 'objective'
  | 'taskType'
  | 'runbook'
  | 'arguments'
  | 'priority'
  | 'status'
  | 'requestedBy'
  | 'agent'
  | 'output'
  | 'error'
  | 'confidence'
  | 'tokensUsed'
  | 'cost'
  | 'createdAt'
  | 'startedAt'
  | 'completedAt'
> & { readonly workflowId: string | null; readonly threadKey: string | null };

export const readTask = (value: unknown): TaskRow => {
  const json = value as Json;
  const thread = json.thread as { platform: string; thread_key: string } | null;
  return {
    id: json.id as string,
    number: json.number as number,
    objective: json.objective as string,
    taskType: json.task_type as Task['taskType'],
    runbook: (json.runbook ?? null) as string | null,
    arguments: (json.arguments ?? null) as Task['arguments'],
    priority: (json.priority ?? 'normal') as Task['priority'],
    status: json.status as Task['status'],
    requestedBy: readPerson(json.requested_by),
    agent: (json.assigned_agent ?? null) as AgentRef | null,
    output: (json.output ?? null) as string | null,
    error: (json.error ?? null) as Failure | null,
    confidence: (json.confidence ?? null) as number | null,
    tokensUsed: (json.tokens_used ?? 0) as number,
    cost: (json.cost ?? null) as number | null,
    createdAt: json.created_at as string,
    startedAt: (json.started_at ?? null) as string | null,
    completedAt: (json.completed_at ?? null) as string | null,
    workflowId: (json.workflow_id ?? null) as string | null,
    threadKey: thread?.platform === 'console' ? thread.thread_key : null,
  };
};

const toCamel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Our own names only, under both spellings; what is inside (arguments, parameters of a message) is data. */
const readDetails = (json: Json): StepDetails => ({
  ...json,
  ...Object.fromEntries(Object.entries(json).map(([name, value]) => [toCamel(name), value])),
  ...(json.by ? { by: readPerson(json.by) } : {}),
});

export const readStep = (value: unknown): TraceStep => {
  const json = value as Json;
  return {
    stepOrder: json.step_order as number,
    stepType: json.step_type as TraceStep['stepType'],
    agentId: (json.agent_id ?? null) as string | null,
    details: readDetails((json.details ?? {}) as Json),
    durationMs: (json.duration_ms ?? null) as number | null,
    at: json.at as string,
  };
};

const readDecision = (value: unknown): Decision => {
  const json = value as Json;
  return {
    by: readPerson(json.by),
    verdict: json.verdict as Decision['verdict'],
    reason: (json.reason ?? null) as string | null,
    surface: json.surface as Surface,
    at: json.at as string,
  };
};

export const readApproval = (value: unknown): Approval => {
  const json = value as Json;
  const { tool_digest, ...subject } = json.subject as Json;
  const evidence = json.evidence as Json;
  return {
    id: json.id as string,
    tenantId: '',
    number: json.number as number,
    taskId: (json.task_id ?? null) as string | null,
    taskNumber: (json.task_number ?? null) as number | null,
    taskObjective: (json.task_objective ?? null) as string | null,
    requestedBy: readPerson(json.requested_by),
    subject: { ...(subject as unknown as Approval['subject']), toolDigest: tool_digest as string },
    digest: json.digest as string,
    policyVersion: (json.policy_version ?? 1) as number,
    requirement: json.requirement as Approval['requirement'],
    risk: json.risk as Approval['risk'],
    evidence: {
      reads: evidence.reads as Approval['evidence']['reads'],
      readPrivate: evidence.read_private as boolean,
      readUntrusted: evidence.read_untrusted as boolean,
    },
    why: (json.why ?? null) as string | null,
    status: json.status as Approval['status'],
    decisions: ((json.decisions ?? []) as unknown[]).map(readDecision),
    createdAt: json.created_at as string,
    expiresAt: json.expires_at as string,
    decidedAt: (json.decided_at ?? null) as string | null,
  };
};

export interface Rows<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export const readRows =
  <T>(read: (value: unknown) => T) =>
  (value: unknown): Rows<T> => {
    const json = value as { readonly items: readonly unknown[]; readonly next_cursor?: string | null };
    return { items: json.items.map(read), nextCursor: json.next_cursor ?? null };
  };
