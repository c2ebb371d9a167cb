import { describe, expect, it } from 'vitest';
import { createInMemoryStores } from './stores.ts';
import { describeStores } from './stores-contract.ts';

describeStores('in memory', async () => {
  const stores = createInMemoryStores();
  return { stores, seed: stores.seed, feed: stores.feed, close: async () => undefined };
});

describe('in-memory stores', () => {
  it('can play that the database is away', async () => {
    const stores = createInMemoryStores();
    const { id } = await stores.seed.tenant('T');
    stores.goAway();
    await expect(stores.ping()).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(stores.members.list(id)).rejects.toMatchObject({ code: 'store_unavailable' });
    stores.comeBack();
    expect(await stores.members.list(id)).toEqual([]);
  });
});
