import { beforeAll, describe, expect, it } from 'vitest';
import type { PostUrgency } from '../../ports/chat-stores.ts';
import {
  type ChatStoresHarness,
  type ChatStoresWorld,
  createChatStoresWorld,
  LONG_MS,
  newId,
} from './chat-world.ts';

/** One place a minute: what passes during the test is nothing beside it. */
const RATE = { perMinute: 1, burst: 3 };
const MINUTE = 60_000;
/** A slow machine is allowed this much. */
const SLACK_MS = 20_000;

const about = (ms: number) =>
  expect.toSatisfy((value: number) => value <= ms && value > ms - SLACK_MS, `at most ${ms}, a little less`);

export const describeBudget = (harness: () => ChatStoresHarness): void => {
  describe('outbound budget', () => {
    let world: ChatStoresWorld;
    beforeAll(async () => {
      world = await createChatStoresWorld(harness());
    });
    const reserve = (key: string, urgency: PostUrgency = 'now', rate = RATE, tenantId = world.tenant.id) =>
      harness().chats.budget.reserve(tenantId, key, rate, urgency);
    const block = (key: string, ms: number) => harness().chats.budget.block(world.tenant.id, key, ms);

    it('lets the burst go at once and the others wait, each longer than the one before', async () => {
      const key = newId();
      for (const _ of [1, 2, 3]) expect(await reserve(key)).toEqual({ waitMs: 0 });
      expect(await reserve(key)).toEqual({ waitMs: about(MINUTE) });
      expect(await reserve(key)).toEqual({ waitMs: about(2 * MINUTE) });
    });

    it('gives every place to one when many ask at once', async () => {
      const key = newId();
      const answers = await Promise.all(Array.from({ length: 6 }, () => reserve(key)));
      const waits = answers.map(({ waitMs }) => waitMs ?? -1).toSorted((one, other) => one - other);
      expect(waits).toEqual([0, 0, 0, about(MINUTE), about(2 * MINUTE), about(3 * MINUTE)]);
    });

    it('refuses what can come later while half of the burst is used, and what may wait a little while all is', async () => {
      const key = newId();
      expect(await reserve(key, 'later')).toEqual({ waitMs: 0 });
      expect(await reserve(key, 'later')).toEqual({ waitMs: 0 });
      expect(await reserve(key, 'later')).toEqual({ waitMs: null, retryInMs: about(MINUTE) });
      expect(await reserve(key, 'soon')).toEqual({ waitMs: 0 });
      expect(await reserve(key, 'soon')).toEqual({ waitMs: null, retryInMs: about(MINUTE - 2_000) });
      expect(await reserve(key, 'later')).toEqual({ waitMs: null, retryInMs: about(2 * MINUTE) });
      // Nothing was taken by those.
      expect(await reserve(key, 'now')).toEqual({ waitMs: about(MINUTE) });
    });

    it('calls nobody before a block is over, and then one after the other', async () => {
      const key = newId();
      await block(key, LONG_MS);
      await block(key, 1);
      expect(await reserve(key, 'later')).toMatchObject({ waitMs: null });
      expect(await reserve(key, 'soon')).toEqual({ waitMs: null, retryInMs: about(LONG_MS - 2_000) });
      expect(await reserve(key)).toEqual({ waitMs: about(LONG_MS) });
      expect(await reserve(key)).toEqual({ waitMs: about(LONG_MS + MINUTE) });
    });

    it('blocks a line that is under way', async () => {
      const key = newId();
      expect(await reserve(key)).toEqual({ waitMs: 0 });
      await block(key, LONG_MS);
      expect(await reserve(key)).toEqual({ waitMs: about(LONG_MS) });
    });

    it('is one for each tenant and key', async () => {
      const other = await createChatStoresWorld(harness());
      const [key, single] = [newId(), { perMinute: 1, burst: 1 }];
      expect(await reserve(key, 'now', single)).toEqual({ waitMs: 0 });
      expect(await reserve(key, 'later', single)).toMatchObject({ waitMs: null });
      expect(await reserve(newId(), 'later', single)).toEqual({ waitMs: 0 });
      expect(await reserve(key, 'later', single, other.tenant.id)).toEqual({ waitMs: 0 });
    });
  });
};
