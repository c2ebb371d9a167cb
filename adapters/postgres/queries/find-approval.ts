import type { ApprovalFilter } from '../../../core/ports/stores.ts';
import type { Statement } from '../database.ts';
import { SELECT_APPROVAL } from './approval-row.ts';

const by = (column: 'id' | 'number') => {
  const text = `${SELECT_APPROVAL} where p.tenant_id = $1 and p.${column} = $2`;
  return (tenantId: string, value: string | number): Statement => ({
    name: `approval_by_${column}`,
    text,
    values: [tenantId, value],
  });
};

export const approvalById = by('id');
export const approvalByNumber = by('number');

/** One more than the page, to know whether there is a next one. */
export const listApprovals = (
  tenantId: string,
  filter: ApprovalFilter,
  before: number | null,
): Statement => ({
  text: `${SELECT_APPROVAL}
    where p.tenant_id = $1 and ($2::text is null or p.status = $2) and ($3::uuid is null or p.task_id = $3)
      and ($4::integer is null or p.number < $4)
    order by p.number desc limit $5`,
  values: [tenantId, filter.status ?? null, filter.taskId ?? null, before, filter.limit + 1],
});
