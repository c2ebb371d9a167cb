import type { Approval } from '../approval.ts';
import type { ChatPlace, ChatStores } from '../ports/chat-stores.ts';
import { isEntitled } from '../requirement.ts';

/** Whom an approval waits for, as one workspace knows them. */
export interface Deciders {
  /** The platform's users, never the requester where the request must not be decided by them. */
  readonly userIds: readonly string[];
  /** The platform's own groups (Slack user groups, Discord roles) that are approver groups, by its ids. */
  readonly outsideIds: readonly string[];
}

/** More people than this are not called one by one. */
const MOST_MENTIONS = 8;

/** Everybody linked in this workspace whose yes would count, by role and by groups kept here; other groups by id. */
export const findDeciders = async (
  { identities, groups }: Pick<ChatStores, 'identities' | 'groups'>,
  { tenantId, place }: { readonly tenantId: string; readonly place: ChatPlace },
  approval: Approval,
  outsideIdOf: (group: { readonly source: string }) => string | null,
): Promise<Deciders> => {
  const { requirement, requestedBy } = approval;
  const stage = requirement.stages[0];
  const named = new Set((stage?.who ?? []).flatMap((who) => ('group' in who ? [who.group] : [])));
  const all = named.size > 0 ? (await groups.list(tenantId)).filter((group) => named.has(group.name)) : [];
  const outsideIds = all.map(outsideIdOf).filter((id) => id !== null);
  const userIds: string[] = [];
  for (const { member, platformUserId } of await identities.linked(tenantId, place)) {
    if (member.id === requestedBy.memberId && (stage?.distinctFrom.includes('requester') ?? true)) continue;
    const manual = named.size > 0 ? await groups.manualGroupsOf(tenantId, member.id) : [];
    const names = all.filter((group) => manual.includes(group.id)).map((group) => group.name);
    const actor = { memberId: member.id, role: member.role, groups: names };
    if (isEntitled(requirement, actor)) userIds.push(platformUserId);
  }
  return { userIds, outsideIds };
};

/** Users to call by name: the first of them when they are too many. */
export const calledUsers = ({ userIds }: Deciders): readonly string[] => userIds.slice(0, MOST_MENTIONS);
