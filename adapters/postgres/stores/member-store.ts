import type { Member, Tenant } from '../../../core/member.ts';
import type { MemberStore } from '../../../core/ports/stores.ts';
import type { Database } from '../database.ts';
import { MemberModel } from '../models/member-model.ts';
import { isUuid } from '../values.ts';

const BY_ID = `select id, tenant_id as "tenantId", display_name as "displayName", role, locale
  from members where tenant_id = $1 and id = $2`;

export const createMemberStore = (db: Database): MemberStore => ({
  async byId(tenantId, id) {
    if (!isUuid(id)) return null;
    const statement = { name: 'member_by_id', text: BY_ID, values: [tenantId, id] };
    return (await db.run<Member>(tenantId, statement))[0] ?? null;
  },
  async list(tenantId) {
    const rows = await db.withModels(tenantId, (trx) =>
      MemberModel.query(trx).where({ tenant_id: tenantId }).orderBy(['created_at', 'id']),
    );
    return rows.map((row) => row.toMember());
  },
  async tenant(tenantId) {
    const text = 'select id, name, slug, locale from tenants where id = $1';
    return (await db.run<Tenant>(tenantId, { name: 'tenant', text, values: [tenantId] }))[0] ?? null;
  },
});
