import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromNow, newHash } from '../stores-contract/world.ts';
import { type ChatStoresHarness, createChatStoresWorld, LONG_MS } from './chat-world.ts';

export const describeChatTenants = (harness: () => ChatStoresHarness): void => {
  it('shows another tenant nothing, and lets it change nothing', async () => {
    const mine = await createChatStoresWorld(harness());
    const other = await createChatStoresWorld(harness());
    const { identities, groups, posted, words } = harness().chats;
    const { tenant, rita, place } = other;
    const thread = await other.newThread();
    const ref = { messageRef: 'C1:1', contentHash: 'h', final: false };
    const code = newHash();
    await identities.link(tenant.id, rita.id, place, 'U1');
    await identities.newLinkCode(tenant.id, rita.id, code, fromNow(60));
    const bo = { displayName: 'Bo', email: 'bo@example.com', role: 'requester', locale: 'en' } as const;
    await identities.addMember(tenant.id, bo);
    const ops = await groups.save(tenant.id, { name: 'ops', source: 'manual' });
    await groups.setMember(tenant.id, ops.id, rita.id, true);
    await words.keep(tenant.id, thread, '1.1', { memberId: rita.id, text: 'secret' });
    const claim = await posted.claim(tenant.id, thread, 'task:1', LONG_MS);
    const token = claim.claimed ? claim.token : '';
    await posted.settle(tenant.id, thread, 'task:1', token, ref);

    const { id } = mine.tenant;
    expect(await identities.memberOf(id, place, 'U1')).toBeNull();
    expect(await identities.userOf(id, place, rita.id)).toBeNull();
    expect(await identities.linked(id, place)).toEqual([]);
    expect(await identities.memberByEmail(id, bo.email)).toBeNull();
    expect(await identities.redeemLinkCode(id, code)).toBeNull();
    expect(await groups.list(id)).toEqual([]);
    expect(await groups.manualGroupsOf(id, rita.id)).toEqual([]);
    expect(await words.textOf(id, thread, '1.1')).toBeNull();
    expect(await posted.threadsOf(id, 'task:1')).toEqual([]);

    await identities.unlink(id, rita.id, place);
    await groups.setMember(id, ops.id, rita.id, false);
    expect(await groups.remove(id, 'ops')).toBe(false);
    expect(await posted.adopt(id, thread, 'task:1', 'task:2', randomUUID())).toBeNull();
    const missing = { code: 'not_found' };
    const spoken = { memberId: mine.rita.id, text: 'hi' };
    await expect(posted.claim(id, thread, 'task:1', LONG_MS)).rejects.toMatchObject(missing);
    await expect(words.keep(id, thread, '1.2', spoken)).rejects.toMatchObject(missing);
    await expect(words.keep(tenant.id, thread, '1.2', spoken)).rejects.toMatchObject(missing);

    expect(await identities.memberOf(tenant.id, place, 'U1')).toEqual(rita);
    expect(await identities.redeemLinkCode(tenant.id, code)).toEqual(rita);
    expect(await groups.manualGroupsOf(tenant.id, rita.id)).toEqual([ops.id]);
    expect(await posted.threadsOf(tenant.id, 'task:1')).toEqual([thread]);
  });

  describe('the same workspace id at two platforms', () => {
    it('is two places', async () => {
      const { tenant, rita, ana, place } = await createChatStoresWorld(harness());
      const { identities } = harness().chats;
      const discord = { ...place, platform: 'discord' } as const;
      await identities.link(tenant.id, rita.id, place, '1');
      await identities.link(tenant.id, ana.id, discord, '1');
      expect(await identities.memberOf(tenant.id, place, '1')).toEqual(rita);
      expect(await identities.memberOf(tenant.id, discord, '1')).toEqual(ana);
    });
  });
};
