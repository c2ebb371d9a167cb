import type { OutsideGroups } from '../ports/outside-groups.ts';

/** Groups that several chats keep, as if one did: each knows which are its own. */
export const allOutsideGroups = (sources: readonly OutsideGroups[]): OutsideGroups => ({
  async groupsOf(tenantId, memberId, groups) {
    const found = await Promise.all(sources.map((source) => source.groupsOf(tenantId, memberId, groups)));
    return [...new Set(found.flat())];
  },
});
