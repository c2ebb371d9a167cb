import type { AuditStore } from '../../../core/ports/stores.ts';
import type { Database } from '../database.ts';
import { AuditEventModel } from '../models/audit-event-model.ts';
import { toJson } from '../values.ts';

export const createAuditStore = (db: Database): AuditStore => ({
  async append(tenantId, event) {
    await db.withModels(tenantId, (trx) =>
      AuditEventModel.query(trx).insert({ ...event, tenantId, details: toJson(event.details) }),
    );
  },
  async list(tenantId, subjectType, subjectId) {
    const rows = await db.withModels(tenantId, (trx) =>
      AuditEventModel.query(trx)
        .where({ tenant_id: tenantId, subject_type: subjectType, subject_id: subjectId })
        .orderBy('id'),
    );
    return rows.map(({ action, outcome, memberId, createdAt }) => ({
      action,
      outcome,
      memberId,
      at: createdAt,
    }));
  },
});
