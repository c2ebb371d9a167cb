import type { Actor, Member } from '../member.ts';
import type { ApproverGroup, GroupStore } from '../ports/chat-stores.ts';
import type { OutsideGroups } from '../ports/outside-groups.ts';
import type { MemberStore } from '../ports/stores.ts';

/** By id, or as just read. null: there is no such member any more. */
export type ResolveActor = (tenantId: string, member: string | Member) => Promise<Actor | null>;

export interface ResolveActorDeps {
  readonly members: Pick<MemberStore, 'byId'>;
  readonly groups: Pick<GroupStore, 'list' | 'manualGroupsOf'>;
  /** Without it nobody is in a group that is kept outside. */
  readonly outside?: OutsideGroups;
  /**
   * Given: while the outside can't be asked, people are in none of its groups and can do all the rest. Not given: then
   * nobody is resolved, and the error says why.
   */
  readonly onOutsideFailure?: (error: unknown) => void;
}

/**
 * A person as they are entitled at this moment: the only place that makes an Actor, so that a role or a group that was
 * taken away is gone with the next click. Throws AppError: store_unavailable, chat_unavailable.
 */
export const createResolveActor =
  (deps: ResolveActorDeps): ResolveActor =>
  async (tenantId, known) => {
    const [member, groups] = await Promise.all([
      typeof known === 'string' ? deps.members.byId(tenantId, known) : known,
      deps.groups.list(tenantId),
    ]);
    if (!member) return null;
    const memberId = member.id;
    const { displayName, role, locale } = member;
    return {
      tenantId,
      memberId,
      displayName,
      role,
      groups: await groupNames(deps, tenantId, memberId, groups),
      locale,
    };
  };

const groupNames = async (
  deps: ResolveActorDeps,
  tenantId: string,
  memberId: string,
  groups: readonly ApproverGroup[],
): Promise<readonly string[]> => {
  const kept = groups.filter(({ source }) => source !== 'manual');
  const [manual, outside] = await Promise.all([
    kept.length < groups.length ? deps.groups.manualGroupsOf(tenantId, memberId) : [],
    kept.length > 0 ? outsideGroups(deps, tenantId, memberId, kept) : [],
  ]);
  const manualIds = new Set(manual);
  const outsideIds = new Set(outside);
  return groups
    .filter(({ id, source }) => (source === 'manual' ? manualIds : outsideIds).has(id))
    .map(({ name }) => name);
};

const outsideGroups = async (
  { outside, onOutsideFailure }: ResolveActorDeps,
  tenantId: string,
  memberId: string,
  groups: readonly ApproverGroup[],
): Promise<readonly string[]> => {
  if (!outside) return [];
  try {
    return await outside.groupsOf(tenantId, memberId, groups);
  } catch (error) {
    if (!onOutsideFailure) throw error;
    onOutsideFailure(error);
    return [];
  }
};
