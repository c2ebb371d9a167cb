import type { ApprovalStatus, Decision } from '../../../core/approval.ts';
import type { Statement } from '../database.ts';
import { toJson } from '../values.ts';

/** Only a pending row changes; a decision that is there stays as it was said first. */
const TEXT = `
with settled as (
  update approvals set status = $3, decided_at = $4 where tenant_id = $1 and id = $2 and status = 'pending'
  returning id
)
insert into approval_decisions (tenant_id, approval_id, member_id, verdict, reason, digest, surface, created_at)
select $1, settled.id, d.member_id, d.verdict, d.reason, $5, d.surface, d.at
from settled, jsonb_to_recordset($6::jsonb) as d (member_id uuid, verdict text, reason text, surface text,
  at timestamptz)
on conflict (tenant_id, approval_id, member_id, digest) do nothing`;

export const settleApproval = (
  tenantId: string,
  id: string,
  outcome: {
    readonly status: ApprovalStatus;
    readonly decisions: readonly Decision[];
    readonly digest: string;
    readonly decidedAt: string | null;
  },
): Statement => ({
  name: 'settle_approval',
  text: TEXT,
  values: [
    tenantId,
    id,
    outcome.status,
    outcome.decidedAt,
    outcome.digest,
    toJson(
      outcome.decisions.map(({ by, verdict, reason, surface, at }) => ({
        member_id: by.memberId,
        verdict,
        reason,
        surface,
        at,
      })),
    ),
  ],
});
