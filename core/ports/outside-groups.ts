import type { ApproverGroup } from './chat-stores.ts';

/** Approver groups whose people are kept by somebody else, e.g. a user group of a chat workspace. */
export interface OutsideGroups {
  /**
   * Ids of those of `groups` that this member is in now. Throws AppError `chat_unavailable` when that can't be told.
   */
  groupsOf(tenantId: string, memberId: string, groups: readonly ApproverGroup[]): Promise<readonly string[]>;
}
