import type { NewApproval } from '../../../core/ports/stores.ts';
import type { Statement } from '../database.ts';
import { toJson, toJsonOrNull, toText } from '../values.ts';

/** As for a task: the next number, or nothing when the row is there, or a duplicate error when it comes just now. */
const TEXT = `
with known as (
  select from approvals where tenant_id = $1 and id = $2
), counted as (
  insert into tenant_counters as c (tenant_id, counter, value)
  select $1, 'approval', 1 where not exists (select from known)
  on conflict (tenant_id, counter) do update set value = c.value + 1
  returning value
), added as (
  insert into approvals (tenant_id, id, number, task_id, requested_by, subject, digest, policy_version, requirement,
    risk, evidence, why, thread_ref, created_at, expires_at)
  select $1, $2, value, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 from counted
  returning task_id
)
update agent_tasks t set requires_approval = true from added
where t.tenant_id = $1 and t.id = added.task_id and not t.requires_approval`;

export const insertApproval = (approval: NewApproval): Statement => ({
  name: 'insert_approval',
  text: TEXT,
  values: [
    approval.tenantId,
    approval.approvalId,
    approval.taskId,
    approval.requestedBy.memberId,
    toJson(approval.subject),
    approval.digest,
    approval.policyVersion,
    toJson(approval.requirement),
    toJson(approval.risk),
    toJson(approval.evidence),
    approval.why === null ? null : toText(approval.why),
    toJsonOrNull(approval.thread),
    approval.createdAt,
    approval.expiresAt,
  ],
});
