import { randomUUID } from 'node:crypto';
import type { PostedMessage, PostedMessageStore } from '../../../core/ports/chat-stores.ts';
import type { Database } from '../database.ts';
import { isDuplicate } from '../errors.ts';
import {
  abandonSlot,
  claimSlot,
  lockSlots,
  releaseSlot,
  removeSlot,
  renameSlot,
  settleSlot,
  threadsOfSlot,
} from '../queries/posted-messages.ts';
import { refuseMissing } from './refuse-missing.ts';

interface LockedSlot {
  readonly slot: string;
  readonly posted: boolean;
  readonly claimed: boolean;
}

export const createPostedMessageStore = (db: Database): PostedMessageStore => ({
  claim: (tenantId, threadId, slot, leaseMs) =>
    refuseMissing([threadId], async () => {
      const token = randomUUID();
      const statement = claimSlot({ tenantId, threadId, slot }, token, leaseMs);
      const [row] = await db.run<PostedMessage & { readonly abandoned: boolean }>(tenantId, statement);
      if (!row) return { claimed: false };
      const { abandoned, ...posted } = row;
      return { claimed: true, token, posted, abandoned };
    }),
  async settle(tenantId, threadId, slot, token, posted) {
    await db.run(tenantId, settleSlot({ tenantId, threadId, slot }, token, posted));
  },
  async abandon(tenantId, threadId, slot, token) {
    await db.run(tenantId, abandonSlot({ tenantId, threadId, slot }, token));
  },
  async release(tenantId, threadId, slot, token) {
    await db.run(tenantId, releaseSlot({ tenantId, threadId, slot }, token));
  },
  async rename(tenantId, threadId, from, to) {
    const source = { tenantId, threadId, slot: from };
    const target = { tenantId, threadId, slot: to };
    try {
      await db.withTenant(tenantId, async (scope) => {
        const rows = await scope.query<LockedSlot>(lockSlots(source, to));
        const known = rows.find((row) => row.slot === to);
        if (!rows.some((row) => row.slot === from && row.posted)) return;
        if (known?.posted || known?.claimed) return;
        if (known) await scope.query(removeSlot(target));
        await scope.query(renameSlot(source, to));
      });
    } catch (error) {
      // Claimed in the same moment: whoever did that posts a message of its own.
      if (!isDuplicate(error)) throw error;
    }
  },
  async threadsOf(tenantId, slot) {
    const rows = await db.run<{ readonly threadId: string }>(tenantId, threadsOfSlot(tenantId, slot));
    return rows.map(({ threadId }) => threadId);
  },
});
