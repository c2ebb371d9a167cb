import { randomUUID } from 'node:crypto';
import type { PostedMessage, PostedMessageStore } from '../../../core/ports/chat-stores.ts';
import type { Database } from '../database.ts';
import {
  abandonSlot,
  adoptSlot,
  claimSlot,
  releaseSlot,
  settleSlot,
  threadsOfSlot,
} from '../queries/posted-messages.ts';
import { refuseMissing } from './refuse-missing.ts';

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
  async adopt(tenantId, threadId, from, to, token) {
    const [row] = await db.run<PostedMessage>(
      tenantId,
      adoptSlot({ tenantId, threadId, slot: to }, from, token),
    );
    return row ?? null;
  },
  async threadsOf(tenantId, slot) {
    const rows = await db.run<{ readonly threadId: string }>(tenantId, threadsOfSlot(tenantId, slot));
    return rows.map(({ threadId }) => threadId);
  },
});
