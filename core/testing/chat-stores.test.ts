import { describe, expect, it } from 'vitest';
import { createInMemoryChatStores } from './chat-stores.ts';
import { describeChatStores } from './chat-stores-contract.ts';
import { createTestClock } from './runtime.ts';
import { createInMemoryStores } from './stores.ts';

describeChatStores('in memory', async () => {
  const stores = createInMemoryStores();
  const chats = createInMemoryChatStores(stores);
  return { chats, stores, seed: stores.seed, close: async () => undefined };
});

describe('in-memory chat stores', () => {
  it('can play that the database is away', async () => {
    const stores = createInMemoryStores();
    const chats = createInMemoryChatStores(stores);
    const { id } = await stores.seed.tenant('T');
    chats.goAway();
    await expect(chats.groups.list(id)).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(chats.inbox.forget('2026-01-01')).rejects.toMatchObject({ code: 'store_unavailable' });
    chats.comeBack();
    expect(await chats.groups.list(id)).toEqual([]);
  });

  it('go by the clock they are given', async () => {
    const clock = createTestClock();
    const stores = createInMemoryStores(clock);
    const { posted, inbox, budget } = createInMemoryChatStores(stores, clock);
    const { id } = await stores.seed.tenant('T');
    const { threadId } = await stores.threads.ensure(id, {
      platform: 'slack',
      workspaceId: 'T1',
      channelId: 'C1',
      threadKey: '1',
    });
    const entry = { tenantId: id, platform: 'slack', identity: 'C1:1', payload: {} } as const;
    const rate = { perMinute: 60, burst: 2 };
    const reserve = () => budget.reserve(id, 'k', rate, 'now');
    await posted.claim(id, threadId, 'task:1', 5_000);
    await inbox.take(entry, 5_000);
    expect([await reserve(), await reserve(), await reserve()]).toEqual([
      { waitMs: 0 },
      { waitMs: 0 },
      { waitMs: 1_000 },
    ]);
    clock.pass(4_999);
    expect(await posted.claim(id, threadId, 'task:1', 5_000)).toEqual({ claimed: false });
    expect(await inbox.take(entry, 5_000)).toBe('busy');
    expect([await reserve(), await reserve(), await reserve()].map(({ waitMs }) => waitMs)).toEqual([
      0, 0, 1_000,
    ]);
    clock.pass(1);
    expect(await posted.claim(id, threadId, 'task:1', 5_000)).toMatchObject({
      claimed: true,
      abandoned: true,
    });
    expect(await inbox.take(entry, 5_000)).toBe('new');
    await budget.block(id, 'k', 10_000);
    clock.pass(10_000);
    // The burst has to be earned again.
    expect([await reserve(), await reserve()].map(({ waitMs }) => waitMs)).toEqual([0, 1_000]);
  });
});
