import { beforeAll, describe, expect, it } from 'vitest';
import type { InboxEntry } from '../../ports/chat-stores.ts';
import { fromNow } from '../stores-contract/world.ts';
import {
  type ChatStoresHarness,
  type ChatStoresWorld,
  createChatStoresWorld,
  LONG_MS,
  newId,
  SHORT_MS,
  untilGiven,
} from './chat-world.ts';

const ALL = { leaseMs: LONG_MS, limit: 10_000, maxAttempts: 100 };

export const describeInbox = (harness: () => ChatStoresHarness): void => {
  describe('inbox', () => {
    let world: ChatStoresWorld;
    const store = () => harness().chats.inbox;
    beforeAll(async () => {
      world = await createChatStoresWorld(harness());
    });
    const entry = (identity = newId(), tenantId = world.tenant.id) =>
      ({ tenantId, platform: 'slack', identity, payload: { text: 'hi', n: [1, null] } }) as const;
    const take = (identity: string, leaseMs = LONG_MS) => store().take(entry(identity), leaseMs);
    /** The next one left behind with this identity. What others left is begun and left behind again. */
    const left = async (identity: string, over: Partial<typeof ALL> = {}): Promise<InboxEntry | null> => {
      const entries = await store().abandoned('slack', { ...ALL, ...over });
      return entries.find((one) => one.identity === identity) ?? null;
    };

    it('gives a deed to one, is busy then, and done for ever', async () => {
      const id = newId();
      const answers = await Promise.all(Array.from({ length: 6 }, () => take(id)));
      expect(answers.toSorted()).toEqual(['busy', 'busy', 'busy', 'busy', 'busy', 'new']);
      expect(await take(id)).toBe('busy');
      await store().done(world.tenant.id, 'slack', id);
      expect(await take(id)).toBe('done');
      await store().giveBack(world.tenant.id, 'slack', id);
      expect(await take(id)).toBe('done');
      expect(await left(id)).toBeNull();
    });

    it('gives it out again when it was given back, or when who took it is gone', async () => {
      const id = newId();
      await take(id);
      await store().giveBack(world.tenant.id, 'slack', id);
      expect(await take(id, SHORT_MS)).toBe('new');
      await untilGiven(async () => ((await take(id)) === 'new' ? true : null));
      expect(await take(id)).toBe('busy');
    });

    it('hands over what nobody deals with any more, with all that is needed and how often it was begun', async () => {
      const id = newId();
      await take(id);
      expect(await left(id)).toBeNull();
      await store().giveBack(world.tenant.id, 'slack', id);
      const again = await left(id);
      expect(again).toEqual({ ...entry(id), receivedAt: expect.any(String), attempts: 2 });
      expect(Math.abs(Date.parse(again?.receivedAt ?? '') - Date.now())).toBeLessThan(LONG_MS);
      expect(await left(id)).toBeNull();
      expect(await take(id)).toBe('busy');
      await store().giveBack(world.tenant.id, 'slack', id);
      expect(await left(id, { maxAttempts: 2 })).toBeNull();
      expect(await left(id, { maxAttempts: 3 })).toMatchObject({ attempts: 3 });
    });

    it('is swept for all tenants, one platform at a time, oldest first, and each entry by one', async () => {
      const other = await createChatStoresWorld(harness());
      const ids = [newId(), newId(), newId()];
      const [first = '', second = '', third = ''] = ids;
      await store().abandoned('slack', ALL);
      for (const [id, tenantId] of [
        [first, world.tenant.id],
        [second, other.tenant.id],
        [third, world.tenant.id],
      ] as const) {
        await store().take(entry(id, tenantId), LONG_MS);
        await store().giveBack(tenantId, 'slack', id);
      }
      const found = await store().abandoned('discord', ALL);
      expect(found.map(({ identity }) => identity)).not.toContain(first);
      const [oldest, ...none] = await store().abandoned('slack', { ...ALL, limit: 1 });
      expect(oldest).toMatchObject({ identity: first, tenantId: world.tenant.id });
      expect(none).toEqual([]);
      const both = await Promise.all([store().abandoned('slack', ALL), store().abandoned('slack', ALL)]);
      expect(both.flat().map(({ identity, tenantId }) => [identity, tenantId])).toEqual([
        [second, other.tenant.id],
        [third, world.tenant.id],
      ]);
    });

    it('is one for each tenant and platform', async () => {
      const other = await createChatStoresWorld(harness());
      const id = newId();
      await take(id);
      await store().done(other.tenant.id, 'slack', id);
      await store().giveBack(other.tenant.id, 'slack', id);
      expect(await take(id)).toBe('busy');
      expect(await store().take(entry(id, other.tenant.id), LONG_MS)).toBe('new');
      expect(await store().take({ ...entry(id), platform: 'discord' }, LONG_MS)).toBe('new');
    });

    it('forgets what is old, done or not', async () => {
      const [done, open] = [newId(), newId()];
      await take(done);
      await take(open);
      await store().done(world.tenant.id, 'slack', done);
      await store().forget(fromNow(-600));
      expect([await take(done), await take(open)]).toEqual(['done', 'busy']);
      await store().forget(fromNow(600));
      expect([await take(done), await take(open)]).toEqual(['new', 'new']);
    });
  });
};
