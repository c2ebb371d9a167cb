import type { Approval } from '../../../core/approval.ts';
import { AppError } from '../../../core/errors.ts';
import type { ApprovalStore } from '../../../core/ports/stores.ts';
import type { Database, Statement } from '../database.ts';
import { isDuplicate } from '../errors.ts';
import { type ApprovalRow, toApproval } from '../queries/approval-row.ts';
import { approvalById, approvalByNumber, listApprovals } from '../queries/find-approval.ts';
import { insertApproval } from '../queries/insert-approval.ts';
import { settleApproval } from '../queries/settle-approval.ts';
import { isRowNumber, isUuid } from '../values.ts';
import { cursorNumber, toPage } from './pages.ts';

const found = (rows: readonly ApprovalRow[]): Approval => {
  const [row] = rows;
  if (!row) throw new AppError('not_found');
  return toApproval(row);
};

export const createApprovalStore = (db: Database): ApprovalStore => {
  const one = async (tenantId: string, statement: Statement): Promise<Approval | null> => {
    const [row] = await db.run<ApprovalRow>(tenantId, statement);
    return row ? toApproval(row) : null;
  };
  /** Writes, then reads what is there now, in one transaction. */
  const write = async (tenantId: string, id: string, statement: Statement): Promise<Approval> =>
    db.withTenant(tenantId, async (scope) => {
      const writing = scope.query(statement);
      const reading = scope.query<ApprovalRow>(approvalById(tenantId, id));
      reading.catch(() => undefined);
      await writing;
      return found(await reading);
    });
  return {
    async insert(approval) {
      const { tenantId, approvalId } = approval;
      try {
        return await write(tenantId, approvalId, insertApproval(approval));
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
      return found(await db.run<ApprovalRow>(tenantId, approvalById(tenantId, approvalId)));
    },
    byId: async (tenantId, id) => (isUuid(id) ? one(tenantId, approvalById(tenantId, id)) : null),
    byNumber: async (tenantId, number) =>
      isRowNumber(number) ? one(tenantId, approvalByNumber(tenantId, number)) : null,
    async list(tenantId, filter) {
      if (filter.taskId !== undefined && !isUuid(filter.taskId)) return { items: [], nextCursor: null };
      const statement = listApprovals(tenantId, filter, cursorNumber(filter.cursor));
      const rows = await db.run<ApprovalRow>(tenantId, statement);
      return toPage(rows.map(toApproval), filter.limit, (approval) => String(approval.number));
    },
    settle: (tenantId, id, outcome) => write(tenantId, id, settleApproval(tenantId, id, outcome)),
  };
};
