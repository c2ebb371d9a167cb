import { beforeAll, describe, expect, it } from 'vitest';
import type { PostUrgency } from '../../ports/chat-stores.ts';
import { type ChatStoresHarness, type ChatStoresWorld, createChatStoresWorld, newId } from './chat-world.ts';

/** One place a minute: what passes during the test is nothing beside it. */
const SLOW = { perMinute: 1, burst: 3 };
const MINUTE = 60_000;
/** Places that one can wait for. */
const QUICK = { perMinute: 20, burst: 2 };
const PLACE = 3_000;

/** A slow machine is allowed this much. */
const PASSED_MS = 2_000;
/** Who waited for the others to be served was told by the clock of before. */
const QUEUED_MS = 500;

const about = (ms: number) =>
  expect.toSatisfy((value: number) => value > ms - PASSED_MS && value <= ms + QUEUED_MS, `about ${ms}`);
const wait = (ms: number) => ({ waitMs: about(ms) });
const refusal = (ms: number) => ({ waitMs: null, retryInMs: about(ms) });
const AT_ONCE = { waitMs: 0 };

export const describeBudget = (harness: () => ChatStoresHarness): void => {
  describe('outbound budget', () => {
    let world: ChatStoresWorld;
    beforeAll(async () => {
      world = await createChatStoresWorld(harness());
    });
    const reserve = (key: string, urgency: PostUrgency = 'now', rate = SLOW, tenantId = world.tenant.id) =>
      harness().chats.budget.reserve(tenantId, key, rate, urgency);
    const block = (key: string, ms: number) => harness().chats.budget.block(world.tenant.id, key, ms);

    it('lets the burst go at once and the others wait, each longer than the one before, but not for ever', async () => {
      const key = newId();
      const next = () => reserve(key, 'now', QUICK);
      expect([await next(), await next()]).toEqual([AT_ONCE, AT_ONCE]);
      expect([await next(), await next(), await next()]).toEqual([
        wait(PLACE),
        wait(2 * PLACE),
        wait(3 * PLACE),
      ]);
      expect([await next(), await next()]).toEqual([refusal(2_000), refusal(2_000)]);
    });

    it('gives every place to one when many ask at once', async () => {
      const key = newId();
      const answers = await Promise.all(Array.from({ length: 8 }, () => reserve(key, 'now', QUICK)));
      const waits = answers.map(({ waitMs }) => waitMs ?? -1).toSorted((one, other) => one - other);
      expect(waits).toEqual([-1, -1, -1, 0, 0, about(PLACE), about(2 * PLACE), about(3 * PLACE)]);
    });

    it('refuses who can come later while half of the burst is used, and who can come soon while all is', async () => {
      const key = newId();
      expect(await reserve(key, 'later')).toEqual(AT_ONCE);
      expect(await reserve(key, 'later')).toEqual(AT_ONCE);
      expect(await reserve(key, 'later')).toEqual(refusal(MINUTE));
      expect(await reserve(key, 'soon')).toEqual(AT_ONCE);
      expect(await reserve(key, 'soon')).toEqual(refusal(MINUTE));
      // Nothing was taken by those.
      expect(await reserve(key, 'now')).toEqual(refusal(MINUTE - 10_000));
      expect(await reserve(key, 'later')).toEqual(refusal(2 * MINUTE));
    });

    it('calls nobody before a block is over, and then one after the other', async () => {
      const key = newId();
      await block(key, 9_000);
      await block(key, 1);
      expect(await reserve(key, 'soon')).toEqual(refusal(9_000));
      expect(await reserve(key)).toEqual(wait(9_000));
      expect(await reserve(key)).toEqual(refusal(9_000 + MINUTE - 10_000));
      await block(key, 2 * MINUTE);
      expect(await reserve(key)).toEqual(refusal(2 * MINUTE - 10_000));
    });

    it('blocks a line that is under way', async () => {
      const key = newId();
      expect(await reserve(key)).toEqual(AT_ONCE);
      await block(key, 9_000);
      expect(await reserve(key)).toEqual(wait(9_000));
    });

    it('is one for each tenant and key', async () => {
      const other = await createChatStoresWorld(harness());
      const [key, single] = [newId(), { perMinute: 1, burst: 1 }];
      expect(await reserve(key, 'now', single)).toEqual(AT_ONCE);
      expect(await reserve(key, 'later', single)).toMatchObject({ waitMs: null });
      expect(await reserve(newId(), 'later', single)).toEqual(AT_ONCE);
      expect(await reserve(key, 'later', single, other.tenant.id)).toEqual(AT_ONCE);
    });
  });
};
