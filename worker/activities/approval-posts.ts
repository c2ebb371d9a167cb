import type { Approval } from '../../core/approval.ts';
import { approvalCard } from '../../core/approval-card.ts';
import { isClosed } from '../../core/chat/is-closed.ts';
import { AppError } from '../../core/errors.ts';
import type { ChatPlatform } from '../../core/ports/chat-platform.ts';
import { PLACE_KEY, type ThreadRef } from '../../core/task.ts';
import type { ActivityDeps } from './deps.ts';

export interface ApprovalPosts {
  /** Shows the row as it is, and again when it changed meanwhile: the last word is never an old one. */
  showApproval(tenantId: string, approvalId: string, thread: ThreadRef): Promise<void>;
  /** In its thread and wherever else it was shown, in whichever chat: no button may be left that is not true. */
  showEverywhere(tenantId: string, approval: Approval, thread: ThreadRef | null): Promise<void>;
}

const workspaceOf = ({ platform, workspaceId }: Pick<ThreadRef, 'platform' | 'workspaceId'>): string =>
  `${platform}/${workspaceId}`;

/** An approval may be shown in several chats at once. One that can't be reached holds up no other. */
export const createApprovalPosts = (
  { stores, chats, posted, chatSettings, log }: ActivityDeps,
  chatOf: (thread: ThreadRef) => ChatPlatform,
): ApprovalPosts => {
  const showIn = async (
    tenantId: string,
    approval: Approval,
    places: readonly ThreadRef[],
  ): Promise<void> => {
    const slot = `approval:${approval.id}` as const;
    const shown = await Promise.allSettled(
      places.map(async (place) => chatOf(place).publish(tenantId, place, slot, approvalCard(approval))),
    );
    const failed = shown.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    const [first] = failed.filter((error) => !isClosed(error));
    for (const error of failed) {
      if (error !== first) log.warn({ tenantId, slot, err: error }, 'an approval was not shown in one place');
    }
    // The whole is tried again; where it was shown already it is found to be shown.
    if (first !== undefined) throw first;
  };

  /** The approvals channel, when it is in another workspace than the thread: each chat copies within its own. */
  const placeElsewhere = async (tenantId: string, thread: ThreadRef): Promise<readonly ThreadRef[]> => {
    const { approvalsChannel } = await chatSettings.read(tenantId);
    if (!approvalsChannel || !chats.has(approvalsChannel.platform)) return [];
    if (workspaceOf(approvalsChannel) === workspaceOf(thread)) return [];
    return [await stores.threads.ensure(tenantId, { ...approvalsChannel, threadKey: PLACE_KEY })];
  };

  const showEverywhere: ApprovalPosts['showEverywhere'] = async (tenantId, approval, thread) => {
    const ids = await posted.threadsOf(tenantId, `approval:${approval.id}`);
    const known = await Promise.all(ids.map((id) => stores.threads.byId(tenantId, id)));
    const places = [thread, ...known].filter((place) => place !== null);
    // One place in each workspace: its chat ends all copies in there with it.
    const firsts = new Map(places.toReversed().map((place) => [workspaceOf(place), place]));
    await showIn(tenantId, approval, [...firsts.values()]);
  };

  return {
    showEverywhere,
    async showApproval(tenantId, approvalId, thread) {
      for (let shown: string | null = null; ; ) {
        const approval = await stores.approvals.byId(tenantId, approvalId);
        if (!approval) throw new AppError('not_found');
        const state = `${approval.status}/${approval.decisions.length}`;
        if (state === shown) return;
        if (approval.status === 'pending') {
          await showIn(tenantId, approval, [thread, ...(await placeElsewhere(tenantId, thread))]);
        } else {
          await showEverywhere(tenantId, approval, thread);
        }
        shown = state;
      }
    },
  };
};
