import { AppError } from '../errors.ts';
import type { Slot } from '../ports/chat-platform.ts';
import type { PostedMessage, PostedMessageStore, SlotClaim } from '../ports/chat-stores.ts';
import type { ThreadRef } from '../task.ts';

/** One message as it should be shown now. `Ref` is the platform's address of a message, as text. */
export interface SlotWrite {
  readonly tenantId: string;
  readonly thread: ThreadRef;
  readonly slot: Slot;
  /** The same for the same look. */
  readonly contentHash: string;
  /** It shows an end: nothing older may be shown over it. */
  readonly final: boolean;
  /** Looks for a post that nobody answered for; null: it is not there. */
  readonly find: () => Promise<string | null>;
  /** Edits the message, or posts it when there is none or it can't be edited; null: there is nowhere to show it. */
  readonly put: (before: string | null) => Promise<string | null>;
  /** After a failed `put`: may it have taken effect all the same? */
  readonly isOutcomeUnknown: (error: unknown) => boolean;
}

export interface SlotWriterOptions {
  readonly posted: PostedMessageStore;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly now: () => number;
  /** The message of this slot, when a thread has one, becomes the one of the thread's first task. */
  readonly rootSlot: Slot;
}

/** Longer than a post with all its tries takes. */
const LEASE_MS = 45_000;
const ASK_AGAIN_MS = 60;
const LONGEST_WAIT_MS = 20_000;

export type WriteSlot = (write: SlotWrite) => Promise<string | null>;

/** One writer at a time per slot, over all processes; gives the message's address. Throws what `put` throws. */
export const createSlotWriter =
  (options: SlotWriterOptions): WriteSlot =>
  async (write) => {
    const { posted } = options;
    const { tenantId, thread, slot, contentHash, final } = write;
    const { token, posted: known, abandoned } = await claimSlot(options, write);
    const free = (): Promise<void> => posted.release(tenantId, thread.threadId, slot, token);
    if (isShown(known, write)) {
      await free();
      return known.messageRef;
    }
    let isPut = false;
    try {
      const messageRef = await write.put(known.messageRef ?? (abandoned ? await write.find() : null));
      isPut = true;
      await posted.settle(tenantId, thread.threadId, slot, token, { messageRef, contentHash, final });
      return messageRef;
    } catch (error) {
      // A post that may be there is looked for by the next one.
      if (known.messageRef || !(isPut || write.isOutcomeUnknown(error))) await free();
      else await posted.abandon(tenantId, thread.threadId, slot, token);
      throw error;
    }
  };

/** The same, or an end that nothing older may cover. */
const isShown = (known: PostedMessage, { contentHash, final }: SlotWrite): boolean =>
  known.contentHash === contentHash || (known.final && !final);

const claimSlot = async (options: SlotWriterOptions, { tenantId, thread: { threadId }, slot }: SlotWrite) => {
  const { posted, sleep, now } = options;
  const until = now() + LONGEST_WAIT_MS;
  for (;;) {
    const claim = await posted.claim(tenantId, threadId, slot, LEASE_MS);
    if (claim.claimed) {
      if (!slot.startsWith('task:') || claim.posted.messageRef || claim.abandoned) return claim;
      return { ...claim, posted: await adoptRoot(options, tenantId, threadId, slot, claim) };
    } else {
      if (now() > until) throw new AppError('chat_unavailable', { retryInMs: 2_000 });
      await sleep(ASK_AGAIN_MS);
    }
  }
};

/** The message that opened the thread becomes the card of its first task. */
const adoptRoot = async (
  { posted, rootSlot }: SlotWriterOptions,
  tenantId: string,
  threadId: string,
  slot: Slot,
  { token, posted: own }: Extract<SlotClaim, { readonly claimed: true }>,
): Promise<PostedMessage> => {
  try {
    return (await posted.adopt(tenantId, threadId, rootSlot, slot, token)) ?? own;
  } catch (error) {
    await posted.release(tenantId, threadId, slot, token);
    throw error;
  }
};
