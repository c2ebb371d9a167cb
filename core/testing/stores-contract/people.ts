import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createWorld, fromNow, newHash, type StoresHarness, type World } from './world.ts';

export const describePeople = (harness: () => StoresHarness): void => {
  describe('members and credentials', () => {
    let world: World;
    const store = () => harness().stores.credentials;
    beforeAll(async () => {
      world = await createWorld(harness());
    });

    it('knows its people', async () => {
      const { members } = harness().stores;
      expect(await members.byId(world.tenant.id, world.approver.id)).toEqual(world.approver);
      expect(await members.byId(world.tenant.id, randomUUID())).toBeNull();
      expect(await members.byId(world.tenant.id, 'nobody')).toBeNull();
      const list = await members.list(world.tenant.id);
      expect(list).toEqual([world.requester, world.approver]);
      expect(await members.tenant(world.tenant.id)).toMatchObject({ id: world.tenant.id, locale: 'en' });
    });

    it('finds a key by its hash, unless it ended or was revoked', async () => {
      const { seed } = harness();
      const key = (over: object) =>
        seed.apiKey(world.tenant.id, world.requester.id, { scopes: ['tasks:read', 'tasks:write'], ...over });
      const hash = await key({});
      const holder = await store().apiKey(hash);
      expect(holder).toEqual({
        keyId: expect.any(String),
        tenantId: world.tenant.id,
        memberId: world.requester.id,
        scopes: ['tasks:read', 'tasks:write'],
      });
      expect(await store().apiKey(hash)).toEqual(holder);
      expect(await store().apiKey(await key({ expiresAt: fromNow(60) }))).not.toBeNull();
      expect(await store().apiKey(await key({ expiresAt: fromNow(-1) }))).toBeNull();
      expect(await store().apiKey(await key({ revoked: true }))).toBeNull();
      expect(await store().apiKey(newHash())).toBeNull();
      expect(await store().apiKey('')).toBeNull();
    });

    it('turns a link into one session, also when it is opened twice at once', async () => {
      const link = await harness().seed.link(world.tenant.id, world.requester.id, fromNow(60));
      const holder = { tenantId: world.tenant.id, memberId: world.requester.id };
      const sessions = [newHash(), newHash(), newHash()];
      const answers = await Promise.all(sessions.map((hash) => store().redeemLink(link, hash, fromNow(60))));
      expect(answers.filter(Boolean)).toEqual([holder]);
      const found = await Promise.all(sessions.map((hash) => store().session(hash)));
      expect(found.filter(Boolean)).toEqual([holder]);
      expect(await store().redeemLink(link, newHash(), fromNow(60))).toBeNull();
      expect(await store().session(link)).toBeNull();
    });

    it('refuses a link that is too old or unknown, and a session that ended', async () => {
      const old = await harness().seed.link(world.tenant.id, world.requester.id, fromNow(-1));
      expect(await store().redeemLink(old, newHash(), fromNow(60))).toBeNull();
      expect(await store().redeemLink(newHash(), newHash(), fromNow(60))).toBeNull();
      const link = await harness().seed.link(world.tenant.id, world.requester.id, fromNow(60));
      const session = newHash();
      await store().redeemLink(link, session, fromNow(-1));
      expect(await store().session(session)).toBeNull();
    });

    it('switches the member within the tenant, and signs out', async () => {
      const other = await createWorld(harness());
      const link = await harness().seed.link(world.tenant.id, world.requester.id, fromNow(60));
      const session = newHash();
      await store().redeemLink(link, session, fromNow(60));
      expect(await store().switchMember(session, world.approver.id)).toBe(true);
      expect(await store().session(session)).toMatchObject({ memberId: world.approver.id });
      expect(await store().switchMember(session, other.requester.id)).toBe(false);
      expect(await store().switchMember(session, 'nobody')).toBe(false);
      expect(await store().switchMember(newHash(), world.requester.id)).toBe(false);
      await store().endSession(session);
      expect(await store().session(session)).toBeNull();
      await store().endSession(session);
    });
  });
};
