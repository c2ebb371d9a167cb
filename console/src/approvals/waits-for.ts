import type { Approval } from '../../../core/approval.ts';
import { isEntitled } from '../../../core/requirement.ts';
import type { SessionMember } from '../data/queries.ts';

/** Could this person's yes count? The server decides; this sorts the list. */
export const waitsFor = (approval: Approval, member: SessionMember): boolean =>
  approval.status === 'pending' &&
  approval.requestedBy.memberId !== member.id &&
  !approval.decisions.some(({ by }) => by.memberId === member.id) &&
  isEntitled(approval.requirement, { memberId: member.id, role: member.role, groups: member.groups ?? [] });
