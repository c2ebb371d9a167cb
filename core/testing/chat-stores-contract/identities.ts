import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { fromNow, newHash } from '../stores-contract/world.ts';
import { type ChatStoresHarness, type ChatStoresWorld, createChatStoresWorld, newId } from './chat-world.ts';

export const describeIdentities = (harness: () => ChatStoresHarness): void => {
  describe('identities', () => {
    let world: ChatStoresWorld;
    let tenantId: string;
    const store = () => harness().chats.identities;
    beforeEach(async () => {
      world = await createChatStoresWorld(harness());
      tenantId = world.tenant.id;
    });

    it('link a user of a workspace and a member', async () => {
      const { rita, ana, place } = world;
      const elsewhere = { ...place, workspaceId: newId() };
      expect(await store().memberOf(tenantId, place, 'U1')).toBeNull();
      await store().link(tenantId, rita.id, place, 'U1');
      await store().link(tenantId, rita.id, place, 'U1');
      await store().link(tenantId, rita.id, elsewhere, 'U9');
      await store().link(tenantId, ana.id, place, 'U2');
      expect(await store().memberOf(tenantId, place, 'U1')).toEqual(rita);
      expect(await store().userOf(tenantId, place, rita.id)).toBe('U1');
      expect(await store().memberOf(tenantId, elsewhere, 'U1')).toBeNull();
      expect(await store().userOf(tenantId, { ...place, platform: 'discord' }, rita.id)).toBeNull();
      const linked = await store().linked(tenantId, place);
      expect(linked).toHaveLength(2);
      expect(linked).toContainEqual({ member: rita, platformUserId: 'U1' });
      expect(linked).toContainEqual({ member: ana, platformUserId: 'U2' });
      await store().unlink(tenantId, rita.id, place);
      await store().unlink(tenantId, 'nobody', place);
      expect(await store().memberOf(tenantId, place, 'U1')).toBeNull();
      expect(await store().memberOf(tenantId, elsewhere, 'U9')).toEqual(rita);
    });

    it('move with the last link: one member for a user, one user for a member', async () => {
      const { rita, ana, place } = world;
      await store().link(tenantId, rita.id, place, 'U1');
      await store().link(tenantId, ana.id, place, 'U2');
      await store().link(tenantId, ana.id, place, 'U1');
      expect(await store().linked(tenantId, place)).toEqual([{ member: ana, platformUserId: 'U1' }]);
      await store().link(tenantId, ana.id, place, 'U3');
      expect(await store().memberOf(tenantId, place, 'U1')).toBeNull();
      expect(await store().userOf(tenantId, place, ana.id)).toBe('U3');
      expect(await store().userOf(tenantId, place, rita.id)).toBeNull();
    });

    it('hold when many are linked at once', async () => {
      const { rita, ana, place } = world;
      const both = [rita, ana, rita, ana].flatMap(({ id }) => [
        store().link(tenantId, id, place, 'U1'),
        store().link(tenantId, id, place, 'U2'),
      ]);
      await Promise.all(both);
      for (const { member, platformUserId } of await store().linked(tenantId, place)) {
        expect(await store().memberOf(tenantId, place, platformUserId)).toEqual(member);
        expect(await store().userOf(tenantId, place, member.id)).toBe(platformUserId);
      }
      await Promise.all([rita, ana].map(({ id }) => store().link(tenantId, id, place, 'U1')));
      const member = await store().memberOf(tenantId, place, 'U1');
      expect([rita, ana]).toContainEqual(member);
      const users = (await store().linked(tenantId, place)).map(({ platformUserId }) => platformUserId);
      expect(users).toEqual(['U1']);
    });

    it('refuse who is not a member here', async () => {
      const other = await createChatStoresWorld(harness());
      const missing = { code: 'not_found' };
      for (const id of [other.rita.id, randomUUID(), 'nobody']) {
        await expect(store().link(tenantId, id, world.place, 'U1')).rejects.toMatchObject(missing);
        await expect(store().newLinkCode(tenantId, id, newHash(), fromNow(60))).rejects.toMatchObject(
          missing,
        );
        await expect(store().setRole(tenantId, id, 'admin')).rejects.toMatchObject(missing);
      }
      expect(await store().linked(tenantId, world.place)).toEqual([]);
    });

    it('find the one member with an e-mail address, however it is written', async () => {
      const person = { displayName: 'Bo', role: 'requester', locale: 'en' } as const;
      const bo = await store().addMember(tenantId, { ...person, email: 'Bo@Example.com' });
      await store().addMember(tenantId, { ...person, email: null });
      expect(await store().memberByEmail(tenantId, 'bO@example.COM')).toEqual(bo);
      expect(await store().memberByEmail(tenantId, 'o@example.com')).toBeNull();
      expect(await store().memberByEmail(tenantId, '%@example.com')).toBeNull();
      expect(await store().memberByEmail(tenantId, '')).toBeNull();
      await store().addMember(tenantId, { ...person, email: 'bo@example.com' });
      expect(await store().memberByEmail(tenantId, 'Bo@Example.com')).toBeNull();
    });

    it('take a code once, and only the last one of a member', async () => {
      const { rita, ana } = world;
      const [old, code, other] = [newHash(), newHash(), newHash()];
      await store().newLinkCode(tenantId, rita.id, old, fromNow(60));
      await store().newLinkCode(tenantId, rita.id, code, fromNow(60));
      await store().newLinkCode(tenantId, ana.id, other, fromNow(60));
      expect(await store().redeemLinkCode(tenantId, old)).toBeNull();
      const answers = await Promise.all([1, 2, 3].map(() => store().redeemLinkCode(tenantId, code)));
      expect(answers.filter(Boolean)).toEqual([rita]);
      expect(await store().redeemLinkCode(tenantId, code)).toBeNull();
      expect(await store().redeemLinkCode(tenantId, other)).toEqual(ana);
    });

    it('take no code that is too old or unknown', async () => {
      const code = newHash();
      await store().newLinkCode(tenantId, world.rita.id, code, fromNow(-1));
      expect(await store().redeemLinkCode(tenantId, code)).toBeNull();
      expect(await store().redeemLinkCode(tenantId, newHash())).toBeNull();
    });

    it('add members, and change their role, for everybody', async () => {
      const { members } = harness().stores;
      const cy = await store().addMember(tenantId, {
        displayName: 'Cy',
        email: null,
        role: 'requester',
        locale: 'es',
      });
      expect(cy).toEqual({
        id: expect.any(String),
        tenantId,
        displayName: 'Cy',
        role: 'requester',
        locale: 'es',
      });
      expect(await members.list(tenantId)).toEqual([world.rita, world.ana, cy]);
      await store().link(tenantId, cy.id, world.place, 'U1');
      await store().setRole(tenantId, cy.id, 'admin');
      expect(await members.byId(tenantId, cy.id)).toEqual({ ...cy, role: 'admin' });
      expect(await store().memberOf(tenantId, world.place, 'U1')).toEqual({ ...cy, role: 'admin' });
    });
  });
};
