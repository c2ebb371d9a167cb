import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Slot } from '../../ports/chat-platform.ts';
import type { SlotClaim } from '../../ports/chat-stores.ts';
import {
  type ChatStoresHarness,
  type ChatStoresWorld,
  createChatStoresWorld,
  LONG_MS,
  SHORT_MS,
  untilGiven,
} from './chat-world.ts';

type Claimed = Extract<SlotClaim, { readonly claimed: true }>;

const SLOT: Slot = 'task:1';
const UNPOSTED = { messageRef: null, contentHash: null, final: false };
const POSTED = { messageRef: 'C1:1700000000.000100', contentHash: 'h1', final: false };

export const describePostedMessages = (harness: () => ChatStoresHarness): void => {
  describe('posted messages', () => {
    let world: ChatStoresWorld;
    let tenantId: string;
    const store = () => harness().chats.posted;
    beforeAll(async () => {
      world = await createChatStoresWorld(harness());
      tenantId = world.tenant.id;
    });
    const tryClaim = async (
      threadId: string,
      slot: Slot = SLOT,
      leaseMs = LONG_MS,
    ): Promise<Claimed | null> => {
      const claim = await store().claim(tenantId, threadId, slot, leaseMs);
      return claim.claimed ? claim : null;
    };
    const claimNow = async (threadId: string, slot: Slot = SLOT): Promise<Claimed> => {
      const claim = await tryClaim(threadId, slot);
      if (!claim) throw new Error(`${slot} is claimed by somebody else`);
      return claim;
    };
    const adopt = (thread: string, from: Slot, to: Slot, token: string) =>
      store().adopt(tenantId, thread, from, to, token);
    const post = async (threadId: string, slot: Slot, posted = POSTED): Promise<void> => {
      const { token } = await claimNow(threadId, slot);
      await store().settle(tenantId, threadId, slot, token, posted);
    };

    it('have one writer at a time, who says what is shown', async () => {
      const thread = await world.newThread();
      const claim = await claimNow(thread);
      expect(claim).toMatchObject({ posted: UNPOSTED, abandoned: false });
      expect(await tryClaim(thread)).toBeNull();
      await store().settle(tenantId, thread, SLOT, claim.token, POSTED);
      const next = await claimNow(thread);
      expect(next).toMatchObject({ posted: POSTED, abandoned: false });
      expect(next.token).not.toBe(claim.token);
      await store().settle(tenantId, thread, SLOT, next.token, { ...POSTED, contentHash: 'h2', final: true });
      expect((await claimNow(thread)).posted).toEqual({ ...POSTED, contentHash: 'h2', final: true });
    });

    it('have one winner when many claim at once, each slot and thread for itself', async () => {
      const [thread, other] = [await world.newThread(), await world.newThread()];
      const claims = await Promise.all(Array.from({ length: 8 }, () => tryClaim(thread)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await tryClaim(thread, 'approval:1')).not.toBeNull();
      expect(await tryClaim(other)).not.toBeNull();
    });

    it('stay as they were when nothing was shown', async () => {
      const thread = await world.newThread();
      await post(thread, SLOT);
      const { token } = await claimNow(thread);
      await store().release(tenantId, thread, SLOT, token);
      expect(await claimNow(thread)).toMatchObject({ posted: POSTED, abandoned: false });
    });

    it('are freed of a writer that died, and it can write nothing any more', async () => {
      const thread = await world.newThread();
      const dead = await store().claim(tenantId, thread, SLOT, SHORT_MS);
      if (!dead.claimed) throw new Error('a new slot is free');
      const alive = await untilGiven(() => tryClaim(thread));
      expect(alive).toMatchObject({ posted: UNPOSTED, abandoned: true });
      await store().settle(tenantId, thread, SLOT, dead.token, POSTED);
      await store().release(tenantId, thread, SLOT, dead.token);
      expect(await tryClaim(thread)).toBeNull();
      await store().release(tenantId, thread, SLOT, alive.token);
      expect(await claimNow(thread)).toMatchObject({ posted: UNPOSTED, abandoned: false });
    });

    it('may still be told what was shown by a writer who was slow, while nobody else has them', async () => {
      const thread = await world.newThread();
      const slow = await store().claim(tenantId, thread, SLOT, SHORT_MS);
      if (!slow.claimed) throw new Error('a new slot is free');
      await store().settle(tenantId, thread, SLOT, slow.token, POSTED);
      const next = await untilGiven(() => tryClaim(thread));
      expect(next).toMatchObject({ posted: POSTED, abandoned: false });
    });

    it('are free at once of a writer who does not know what became of it, and the next one is told', async () => {
      const thread = await world.newThread();
      const unsure = await claimNow(thread);
      await store().abandon(tenantId, thread, SLOT, unsure.token);
      const next = await claimNow(thread);
      expect(next).toMatchObject({ posted: UNPOSTED, abandoned: true });
      await store().abandon(tenantId, thread, SLOT, unsure.token);
      expect(await tryClaim(thread)).toBeNull();
    });

    it('of a settled or released claim change no more by its token', async () => {
      const thread = await world.newThread();
      const { token } = await claimNow(thread);
      await store().settle(tenantId, thread, SLOT, token, POSTED);
      await store().settle(tenantId, thread, SLOT, token, { ...POSTED, contentHash: 'late' });
      expect((await claimNow(thread)).posted).toEqual(POSTED);
    });

    it('go over to another slot that has none', async () => {
      const thread = await world.newThread();
      await post(thread, 'message:root');
      const waiting = await claimNow(thread, SLOT);
      expect(await adopt(thread, 'message:root', SLOT, randomUUID())).toBeNull();
      expect(await store().threadsOf(tenantId, SLOT)).not.toContain(thread);

      expect(await adopt(thread, 'message:root', SLOT, waiting.token)).toEqual(POSTED);
      await store().release(tenantId, thread, SLOT, waiting.token);
      expect((await claimNow(thread, 'message:root')).posted).toEqual(UNPOSTED);
      expect((await claimNow(thread, SLOT)).posted).toEqual(POSTED);
    });

    it('do not push another message out, and what was not posted goes nowhere', async () => {
      const thread = await world.newThread();
      const mine = { ...POSTED, messageRef: 'C1:2' };
      await post(thread, SLOT, mine);
      await post(thread, 'message:root');
      const again = await claimNow(thread, SLOT);
      expect(await adopt(thread, 'message:root', SLOT, again.token)).toBeNull();
      expect(again.posted).toEqual(mine);
      expect((await claimNow(thread, 'message:root')).posted).toEqual(POSTED);
      const { token } = await claimNow(thread, 'answer:2');
      expect(await adopt(thread, 'answer:none', 'answer:2', token)).toBeNull();
      await claimNow(thread, 'answer:1');
      expect(await adopt(thread, 'answer:1', 'answer:2', token)).toBeNull();
      expect(await tryClaim(thread, 'answer:1')).toBeNull();
    });

    it('of one slot are found in all their threads', async () => {
      const threads = [await world.newThread(), await world.newThread(), await world.newThread()];
      for (const thread of threads.slice(0, 2)) await post(thread, 'approval:copied');
      await claimNow(threads[2] ?? '', 'approval:copied');
      expect([...(await store().threadsOf(tenantId, 'approval:copied'))].toSorted()).toEqual(
        threads.slice(0, 2).toSorted(),
      );
      expect(await store().threadsOf(tenantId, 'approval:nowhere')).toEqual([]);
    });
  });

  describe('written words', () => {
    it('are kept as they were written first', async () => {
      const { tenant, rita, newThread } = await createChatStoresWorld(harness());
      const { words } = harness().chats;
      const [thread, other] = [await newThread(), await newThread()];
      const kept = { memberId: rita.id, text: 'restart <web> & go' };
      await words.keep(tenant.id, thread, '1.1', kept);
      await words.keep(tenant.id, thread, '1.1', { ...kept, text: 'something else' });
      expect(await words.textOf(tenant.id, thread, '1.1')).toBe(kept.text);
      expect(await words.textOf(tenant.id, thread, '1.2')).toBeNull();
      expect(await words.textOf(tenant.id, other, '1.1')).toBeNull();
    });
  });
};
