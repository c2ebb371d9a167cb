import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tenant } from '../../core/member.ts';
import { hashSecret } from './secrets.ts';
import { type PostgresHarness, startPostgresHarness } from './testing/harness.ts';

let harness: PostgresHarness;
let tenant: Tenant;
beforeAll(async () => {
  harness = await startPostgresHarness();
  tenant = await harness.operator.createTenant({ name: 'Acme', slug: 'acme', locale: 'es' });
});
afterAll(() => harness.close());

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

describe('the operator', () => {
  it('makes tenants, each name in addresses once', async () => {
    const { operator } = harness;
    await expect(operator.createTenant({ name: 'Other', slug: 'acme' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    expect(await operator.listTenants()).toContainEqual(tenant);
    expect(await operator.findTenant('acme')).toEqual(tenant);
    expect(await operator.findTenant(tenant.id)).toEqual(tenant);
    expect(await operator.findTenant('nobody')).toBeNull();
  });

  it('adds members, in the language of the tenant unless told', async () => {
    const { operator, stores } = harness;
    const ana = await operator.addMember(tenant.id, {
      displayName: 'Ana',
      role: 'admin',
      email: 'ana@example.org',
      identities: [{ platform: 'slack', workspaceId: 'T1', platformUserId: 'U1' }],
    });
    expect(ana).toMatchObject({ tenantId: tenant.id, displayName: 'Ana', role: 'admin', locale: 'es' });
    const bo = await operator.addMember(tenant.id, { displayName: 'Bo', role: 'requester', locale: 'en' });
    expect(bo.locale).toBe('en');
    expect(await operator.listMembers(tenant.id)).toEqual([ana, bo]);
    expect(await stores.members.list(tenant.id)).toEqual([ana, bo]);
    const same = { displayName: 'Eve', role: 'requester' } as const;
    const identities = [{ platform: 'slack', workspaceId: 'T1', platformUserId: 'U1' }] as const;
    await expect(operator.addMember(tenant.id, { ...same, identities })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(operator.addMember(randomUUID(), same)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('gives a key once and takes it back once', async () => {
    const { operator, stores } = harness;
    const [member] = await operator.listMembers(tenant.id);
    const memberId = member?.id ?? '';
    const made = await operator.createKey(tenant.id, { memberId, name: 'ci', scopes: ['tasks:read'] });
    expect(made.key.startsWith(`${made.prefix}_`)).toBe(true);
    expect(await stores.credentials.apiKey(hashSecret(made.key))).toMatchObject({ keyId: made.id, memberId });
    expect(await operator.listKeys(tenant.id)).toMatchObject([
      { id: made.id, name: 'ci', prefix: made.prefix, scopes: ['tasks:read'], revokedAt: null },
    ]);
    expect(await operator.revokeKey(tenant.id, made.prefix)).toBe(true);
    expect(await operator.revokeKey(tenant.id, made.id)).toBe(false);
    expect(await stores.credentials.apiKey(hashSecret(made.key))).toBeNull();
    const stranger = { memberId: randomUUID(), name: 'x', scopes: [] };
    await expect(operator.createKey(tenant.id, stranger)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('makes a link that signs in', async () => {
    const { operator, stores } = harness;
    const [member] = await operator.listMembers(tenant.id);
    const token = await operator.createSignInLink(tenant.id, member?.id ?? '', inAnHour());
    const session = hashSecret(randomUUID());
    expect(await stores.credentials.redeemLink(hashSecret(token), session, inAnHour())).toEqual({
      tenantId: tenant.id,
      memberId: member?.id,
    });
  });

  it('seeds agents again and again without taking away what they learned', async () => {
    const { operator, stores, db } = harness;
    const agent = {
      name: 'Runner',
      description: 'one',
      capabilities: ['files'],
      backend: 'runbook',
      trustLevel: 1,
      skills: [{ skillName: 'files', proficiency: 0.5 }],
    } as const;
    const id = await operator.upsertAgent(tenant.id, agent);
    await db.run(tenant.id, {
      text: 'update agent_skills set proficiency = 0.9, times_used = 3',
      values: [],
    });
    expect(await operator.upsertAgent(tenant.id, { ...agent, description: 'two', trustLevel: 2 })).toBe(id);
    expect(await stores.agents.list(tenant.id)).toMatchObject([
      { id, description: 'two', trustLevel: 2, skills: [{ proficiency: 0.9, timesUsed: 3 }] },
    ]);
    const groupId = await operator.upsertGroup(tenant.id, 'ops');
    expect(await operator.upsertGroup(tenant.id, 'ops')).toBe(groupId);
    const relation = { groupId, fromAgentId: id, toAgentId: id, type: 'supervises' } as const;
    await operator.relateAgents(tenant.id, relation);
    await operator.relateAgents(tenant.id, relation);
    expect((await stores.agents.list(tenant.id))[0]?.groupIds).toEqual([groupId]);
  });
});
