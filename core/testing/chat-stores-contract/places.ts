import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ChatStoresHarness, type ChatStoresWorld, createChatStoresWorld, newId } from './chat-world.ts';

export const describePlaces = (harness: () => ChatStoresHarness): void => {
  let world: ChatStoresWorld;
  let tenantId: string;
  beforeEach(async () => {
    world = await createChatStoresWorld(harness());
    tenantId = world.tenant.id;
  });

  describe('installations', () => {
    const store = () => harness().chats.installations;

    it('are found by their workspace, before anybody knows whose it is', async () => {
      const installation = world.installation({ enterpriseId: 'E1', botId: null, installedBy: null });
      const { workspaceId } = installation;
      expect(await store().find('slack', workspaceId, null)).toBeNull();
      await store().save(installation);
      expect(await store().find('slack', workspaceId, null)).toEqual(installation);
      expect(await store().find('discord', workspaceId, null)).toBeNull();
      expect(await store().find('slack', newId(), newId())).toBeNull();
    });

    it('of a whole organization count for the workspaces that have none of their own', async () => {
      const own = world.installation();
      const whole = world.installation({ workspaceId: newId(), sealedToken: null, scopes: [] });
      await store().save(whole);
      expect(await store().find('slack', own.workspaceId, whole.workspaceId)).toEqual(whole);
      await store().save(own);
      expect(await store().find('slack', own.workspaceId, whole.workspaceId)).toEqual(own);
      expect(await store().find('slack', newId(), whole.workspaceId)).toEqual(whole);
      expect(await store().find('slack', whole.workspaceId, null)).toEqual(whole);
      expect(await store().list(tenantId)).toEqual([whole, own]);
    });

    it('are replaced, taken away and given again', async () => {
      const installation = world.installation();
      const { workspaceId } = installation;
      await store().save(installation);
      const renewed = world.installation({ name: 'Acme 2', sealedToken: null, botUserId: 'U7' });
      await store().save(renewed);
      expect(await store().list(tenantId)).toEqual([renewed]);
      await store().revoke(tenantId, 'slack', workspaceId);
      await store().revoke(tenantId, 'slack', newId());
      expect(await store().find('slack', workspaceId, null)).toEqual({ ...renewed, status: 'revoked' });
      await store().save(installation);
      expect(await store().find('slack', workspaceId, null)).toEqual(installation);
    });

    it('are of one tenant: another can neither take nor end them', async () => {
      const other = await createChatStoresWorld(harness());
      const installation = world.installation();
      const taken = { ...installation, tenantId: other.tenant.id, name: 'Mine now' };
      await store().save(installation);
      await expect(store().save(taken)).rejects.toMatchObject({ code: 'workspace_taken' });
      await store().revoke(other.tenant.id, 'slack', installation.workspaceId);
      expect(await store().find('slack', installation.workspaceId, null)).toEqual(installation);
      expect(await store().list(other.tenant.id)).toEqual([]);
      await store().revoke(tenantId, 'slack', installation.workspaceId);
      await expect(store().save(taken)).rejects.toMatchObject({ code: 'workspace_taken' });
    });

    it('are of one tenant also when two come at once, and saving twice at once is no theft', async () => {
      const other = await createChatStoresWorld(harness());
      const installation = world.installation();
      const results = await Promise.allSettled(
        [installation, { ...installation, tenantId: other.tenant.id }].map((one) => store().save(one)),
      );
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const again = world.installation({ workspaceId: newId() });
      await Promise.all([1, 2, 3, 4].map(() => store().save(again)));
      expect(await store().find('slack', again.workspaceId, null)).toEqual(again);
    });
  });

  describe('approver groups', () => {
    const store = () => harness().chats.groups;

    it('are kept by name, with the people of the manual ones', async () => {
      const { rita, ana } = world;
      const ops = await store().save(tenantId, { name: 'ops', source: 'manual' });
      const finance = await store().save(tenantId, { name: 'finance', source: 'slack_usergroup:S1' });
      expect(ops).toEqual({ id: expect.any(String), name: 'ops', source: 'manual' });
      expect(await store().list(tenantId)).toEqual([finance, ops]);
      await store().setMember(tenantId, ops.id, ana.id, true);
      await store().setMember(tenantId, ops.id, ana.id, true);
      await store().setMember(tenantId, finance.id, ana.id, true);
      expect(await store().manualGroupsOf(tenantId, ana.id)).toEqual([ops.id]);
      expect(await store().manualGroupsOf(tenantId, rita.id)).toEqual([]);
      expect(await store().manualGroupsOf(tenantId, 'nobody')).toEqual([]);
      await store().setMember(tenantId, ops.id, ana.id, false);
      await store().setMember(tenantId, ops.id, ana.id, false);
      expect(await store().manualGroupsOf(tenantId, ana.id)).toEqual([]);
    });

    it('keep their id when they are saved again, and lose their people when they go', async () => {
      const ops = await store().save(tenantId, { name: 'ops', source: 'manual' });
      await store().setMember(tenantId, ops.id, world.ana.id, true);
      const outside = await store().save(tenantId, { name: 'ops', source: 'discord_role:R1' });
      expect(outside).toEqual({ ...ops, source: 'discord_role:R1' });
      expect(await store().manualGroupsOf(tenantId, world.ana.id)).toEqual([]);
      expect(await store().remove(tenantId, 'ops')).toBe(true);
      expect(await store().remove(tenantId, 'ops')).toBe(false);
      await store().save(tenantId, { name: 'ops', source: 'manual' });
      expect(await store().manualGroupsOf(tenantId, world.ana.id)).toEqual([]);
    });

    it('take nobody and nothing of another tenant', async () => {
      const other = await createChatStoresWorld(harness());
      const ops = await store().save(tenantId, { name: 'ops', source: 'manual' });
      const missing = { code: 'not_found' };
      const join = (tenant: string, group: string, member: string) =>
        store().setMember(tenant, group, member, true);
      await expect(join(tenantId, ops.id, other.ana.id)).rejects.toMatchObject(missing);
      await expect(join(other.tenant.id, ops.id, other.ana.id)).rejects.toMatchObject(missing);
      await expect(join(tenantId, randomUUID(), world.ana.id)).rejects.toMatchObject(missing);
    });
  });

  describe('chat settings', () => {
    it('say nothing until something was chosen, and then that', async () => {
      const { chatSettings } = harness().chats;
      const nothing = { approvalsChannel: null, linkEmailDomains: [] };
      const other = await createChatStoresWorld(harness());
      expect(await chatSettings.read(tenantId)).toEqual(nothing);
      const chosen = {
        approvalsChannel: { ...world.place, channelId: 'C7' },
        linkEmailDomains: ['example.com'],
      };
      await chatSettings.write(tenantId, chosen);
      expect(await chatSettings.read(tenantId)).toEqual(chosen);
      expect(await chatSettings.read(other.tenant.id)).toEqual(nothing);
      await chatSettings.write(tenantId, nothing);
      expect(await chatSettings.read(tenantId)).toEqual(nothing);
    });
  });
};
