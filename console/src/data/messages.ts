import type { ConsoleMessage } from '../../../core/ports/stores.ts';

type Messages = readonly ConsoleMessage[];

/**
 * Two readings of one thread as one: of each message the newer one. An answer that was on its way while the stream
 * told something newer takes nothing back. What did not change stays the same object, so that it is not drawn again.
 */
export const mergeMessages = (known: Messages | undefined, read: Messages): Messages => {
  if (!known) return read;
  const merged = new Map(known.map((message) => [message.slot, message]));
  for (const message of read) {
    const before = merged.get(message.slot);
    if (!before || before.revision < message.revision) merged.set(message.slot, message);
  }
  return [...merged.values()].sort((a, b) => a.seq - b.seq);
};
