import { randomUUID } from 'node:crypto';
import type { Approval } from '../../core/approval.ts';
import { DEFAULT_REQUIREMENT, withApprovers } from '../../core/requirement.ts';
import type { Task } from '../../core/task.ts';
import { raw } from '../../core/text.ts';
import type { TraceStep } from '../../core/trace.ts';
import type { ApiHarness, Organization } from './api-harness.ts';

/** A task of the organization's requester, started and with nothing done yet. */
export const insertTask = async (api: ApiHarness, { tenant, people }: Organization): Promise<Task> => {
  const answer = await api.as(people.requester, {
    method: 'POST',
    url: '/api/v1/agent-tasks',
    payload: { objective: 'write the report' },
  });
  const task = await api.stores.tasks.byId(tenant.id, answer.json().id);
  if (!task) throw new Error(`no task: ${answer.body}`);
  return task;
};

/** A task that waits for somebody's yes. */
export const insertApproval = async (
  api: ApiHarness,
  organization: Organization,
  overrides: { readonly expiresAt?: string; readonly approvers?: readonly string[] } = {},
): Promise<{ readonly task: Task; readonly approval: Approval }> => {
  const task = await insertTask(api, organization);
  const approval = await api.stores.approvals.insert({
    tenantId: task.tenantId,
    approvalId: randomUUID(),
    taskId: task.id,
    requestedBy: task.requestedBy,
    subject: {
      skill: 'files',
      action: 'write_file',
      arguments: { path: 'report.md', content: 'all is well' },
      target: 'report.md',
      toolDigest: 't'.repeat(64),
    },
    digest: 'd'.repeat(64),
    policyVersion: 1,
    requirement: withApprovers(DEFAULT_REQUIREMENT, overrides.approvers),
    risk: { level: 'medium', labels: ['writes'], undoable: true },
    evidence: { reads: [], readPrivate: false, readUntrusted: false },
    why: 'last step',
    thread: null,
    createdAt: new Date().toISOString(),
    expiresAt: overrides.expiresAt ?? new Date(Date.now() + 3_600_000).toISOString(),
  });
  return { task, approval };
};

export const step = (stepOrder: number, stepType: TraceStep['stepType'] = 'skill_call'): TraceStep => ({
  stepOrder,
  stepType,
  agentId: null,
  details: {
    summary: raw(`step ${stepOrder}`),
    runbookStep: `s${stepOrder}`,
    arguments: { someKey: 'stays' },
    output: `output ${stepOrder}`,
    outputBytes: 8,
  },
  durationMs: 12,
  at: new Date().toISOString(),
});

/** The last step, and the end of the row with it. */
export const finish = (api: ApiHarness, task: Task, last: TraceStep): Promise<void> =>
  api.stores.tasks.finish(task.tenantId, task.id, [last], {
    status: 'completed',
    output: 'done',
    error: null,
    confidence: null,
    tokensUsed: 0,
    cost: 0,
    completedAt: new Date().toISOString(),
    agentId: null,
    skillsUsed: [],
    memory: null,
  });
