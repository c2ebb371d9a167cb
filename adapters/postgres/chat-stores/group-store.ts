import { AppError } from '../../../core/errors.ts';
import type { ApproverGroup, GroupStore } from '../../../core/ports/chat-stores.ts';
import type { Database } from '../database.ts';
import {
  addToGroup,
  listGroups,
  manualGroupsOf,
  removeGroup,
  saveGroup,
  takeFromGroup,
} from '../queries/approver-groups.ts';
import { isUuid } from '../values.ts';
import { refuseMissing } from './refuse-missing.ts';

export const createGroupStore = (db: Database): GroupStore => ({
  list: (tenantId) => db.run<ApproverGroup>(tenantId, listGroups(tenantId)),
  async save(tenantId, { name, source }) {
    const [group] = await db.run<ApproverGroup>(tenantId, saveGroup(tenantId, name, source));
    if (!group) throw new AppError('internal');
    return group;
  },
  remove: async (tenantId, name) => (await db.run(tenantId, removeGroup(tenantId, name))).length > 0,
  async setMember(tenantId, groupId, memberId, isMember) {
    const change = isMember ? addToGroup : takeFromGroup;
    await refuseMissing([groupId, memberId], () => db.run(tenantId, change(tenantId, groupId, memberId)));
  },
  async manualGroupsOf(tenantId, memberId) {
    if (!isUuid(memberId)) return [];
    const rows = await db.run<{ readonly id: string }>(tenantId, manualGroupsOf(tenantId, memberId));
    return rows.map(({ id }) => id);
  },
});
