import type { Approval } from '../../core/approval.ts';
import type { ChatStores } from '../../core/ports/chat-stores.ts';
import { isEntitled } from '../../core/requirement.ts';
import { usergroupIdOf } from './slack-usergroups.ts';
import type { SlackWorkspace } from './slack-workspaces.ts';

/** Whom an approval waits for, as this workspace knows them. */
export interface Deciders {
  /** Slack users, never the requester where the request must not be decided by them. */
  readonly userIds: readonly string[];
  /** Slack user groups that are approver groups. */
  readonly usergroupIds: readonly string[];
}

/** More people than this are not called one by one: the card names their role. */
const MOST_MENTIONS = 8;

/** Everybody linked in this workspace whose yes would count, by role and by groups kept here; user groups by id. */
export const findDeciders = async (
  { identities, groups }: Pick<ChatStores, 'identities' | 'groups'>,
  { tenantId, place }: SlackWorkspace,
  approval: Approval,
): Promise<Deciders> => {
  const { requirement, requestedBy } = approval;
  const stage = requirement.stages[0];
  const named = new Set((stage?.who ?? []).flatMap((who) => ('group' in who ? [who.group] : [])));
  const all = named.size > 0 ? (await groups.list(tenantId)).filter((group) => named.has(group.name)) : [];
  const usergroupIds = all.map(usergroupIdOf).filter((id) => id !== null);
  const userIds: string[] = [];
  for (const { member, platformUserId } of await identities.linked(tenantId, place)) {
    if (member.id === requestedBy.memberId && (stage?.distinctFrom.includes('requester') ?? true)) continue;
    const manual = named.size > 0 ? await groups.manualGroupsOf(tenantId, member.id) : [];
    const names = all.filter((group) => manual.includes(group.id)).map((group) => group.name);
    const actor = { memberId: member.id, role: member.role, groups: names };
    if (isEntitled(requirement, actor)) userIds.push(platformUserId);
  }
  return { userIds, usergroupIds };
};

/** As Slack writes them, so that they are called; nobody when they are too many. */
export const mentionsOf = ({ userIds, usergroupIds }: Deciders): readonly string[] => [
  ...usergroupIds.map((id) => `<!subteam^${id}>`),
  ...(userIds.length <= MOST_MENTIONS ? userIds.map((id) => `<@${id}>`) : []),
];
