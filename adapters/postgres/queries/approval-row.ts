import type { Approval } from '../../../core/approval.ts';

export interface ApprovalRow extends Omit<Approval, 'requestedBy'> {
  readonly requesterId: string;
  readonly requesterName: string;
}

/** An approval with its decisions and the names of those it refers to. */
export const SELECT_APPROVAL = `
  select p.id, p.tenant_id as "tenantId", p.number, p.task_id as "taskId", t.number as "taskNumber",
    t.objective as "taskObjective", p.requested_by as "requesterId", m.display_name as "requesterName", p.subject,
    p.digest, p.policy_version as "policyVersion", p.requirement, p.risk, p.evidence, p.why, p.status,
    p.created_at as "createdAt", p.expires_at as "expiresAt", p.decided_at as "decidedAt",
    (select coalesce(json_agg(json_build_object(
        'by', json_build_object('memberId', d.member_id, 'displayName', w.display_name), 'verdict', d.verdict,
        'reason', d.reason, 'surface', d.surface,
        'at', to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by d.created_at, d.id), '[]')
      from approval_decisions d join members w on w.tenant_id = d.tenant_id and w.id = d.member_id
      where d.tenant_id = p.tenant_id and d.approval_id = p.id) as decisions
  from approvals p
  join members m on m.tenant_id = p.tenant_id and m.id = p.requested_by
  left join agent_tasks t on t.tenant_id = p.tenant_id and t.id = p.task_id`;

export const toApproval = ({ requesterId, requesterName, ...row }: ApprovalRow): Approval => ({
  ...row,
  requestedBy: { memberId: requesterId, displayName: requesterName },
});
