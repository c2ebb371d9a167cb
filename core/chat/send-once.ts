import type { Slot } from '../ports/chat-platform.ts';
import type { PostedMessageStore } from '../ports/chat-stores.ts';

const LEASE_MS = 30_000;

export interface SendOnce {
  readonly posted: PostedMessageStore;
  readonly tenantId: string;
  readonly threadId: string;
  readonly slot: Slot;
  /** The same for the same words: a repeat with them is not sent again. */
  readonly contentHash: string;
}

/** For what can't be edited afterwards, because only one person sees it. One sender at a time over all processes. */
export const sendOnce = async (
  { posted, tenantId, threadId, slot, contentHash }: SendOnce,
  send: () => Promise<void>,
): Promise<void> => {
  const claim = await posted.claim(tenantId, threadId, slot, LEASE_MS);
  if (!claim.claimed) return;
  if (claim.posted.contentHash === contentHash) {
    return posted.release(tenantId, threadId, slot, claim.token);
  }
  try {
    await send();
  } catch (error) {
    await posted.release(tenantId, threadId, slot, claim.token);
    throw error;
  }
  const shown = { messageRef: 'private', contentHash, final: false };
  await posted.settle(tenantId, threadId, slot, claim.token, shown);
};
