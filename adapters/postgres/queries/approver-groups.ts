import type { Statement } from '../database.ts';

export const listGroups = (tenantId: string): Statement => ({
  name: 'list_groups',
  text: 'select id, name, source from approver_groups where tenant_id = $1 order by name collate "C"',
  values: [tenantId],
});

export const saveGroup = (tenantId: string, name: string, source: string): Statement => ({
  text: `insert into approver_groups (tenant_id, name, source) values ($1, $2, $3)
    on conflict (tenant_id, name) do update set source = excluded.source returning id, name, source`,
  values: [tenantId, name, source],
});

/** Its members go with it. */
export const removeGroup = (tenantId: string, name: string): Statement => ({
  text: 'delete from approver_groups where tenant_id = $1 and name = $2 returning id',
  values: [tenantId, name],
});

export const addToGroup = (tenantId: string, groupId: string, memberId: string): Statement => ({
  text: `insert into approver_group_members (tenant_id, group_id, member_id) values ($1, $2, $3)
    on conflict do nothing`,
  values: [tenantId, groupId, memberId],
});

export const takeFromGroup = (tenantId: string, groupId: string, memberId: string): Statement => ({
  text: 'delete from approver_group_members where tenant_id = $1 and group_id = $2 and member_id = $3',
  values: [tenantId, groupId, memberId],
});

export const manualGroupsOf = (tenantId: string, memberId: string): Statement => ({
  name: 'manual_groups_of',
  text: `select g.id from approver_group_members i
    join approver_groups g on g.tenant_id = i.tenant_id and g.id = i.group_id
    where i.tenant_id = $1 and i.member_id = $2 and g.source = 'manual' order by g.id`,
  values: [tenantId, memberId],
});
