import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import type { ApproverGroup } from '../ports/chat-stores.ts';
import { createInMemoryStores } from '../testing/stores.ts';
import { createResolveActor, type ResolveActorDeps } from './resolve-actor.ts';

const GROUPS: readonly ApproverGroup[] = [
  { id: 'g1', name: 'ops', source: 'manual' },
  { id: 'g2', name: 'security', source: 'manual' },
  { id: 'g3', name: 'finance', source: 'slack_usergroup:S1' },
];

const world = async (over: Partial<ResolveActorDeps> = {}) => {
  const stores = createInMemoryStores();
  const { id: tenantId } = await stores.seed.tenant('Acme');
  const ana = await stores.seed.member(tenantId, 'Ana', 'approver', 'es');
  const inGroups = new Set(['g1']);
  const resolve = createResolveActor({
    members: stores.members,
    groups: { list: async () => GROUPS, manualGroupsOf: async () => [...inGroups] },
    outside: { groupsOf: async (_tenant, _member, groups) => groups.map(({ id }) => id) },
    ...over,
  });
  return { resolve: () => resolve(tenantId, ana.id), nobody: () => resolve(tenantId, 'x'), inGroups };
};

const away = {
  groupsOf: async (): Promise<never> => {
    throw new AppError('chat_unavailable');
  },
};

describe('who acts', () => {
  it('has the role and the names of the groups of this moment', async () => {
    const { resolve, nobody, inGroups } = await world();
    expect(await resolve()).toMatchObject({
      displayName: 'Ana',
      role: 'approver',
      locale: 'es',
      groups: ['ops', 'finance'],
    });
    inGroups.clear();
    expect((await resolve())?.groups).toEqual(['finance']);
    expect(await nobody()).toBeNull();
  });

  it('is in no group that nobody can look into', async () => {
    const stores = createInMemoryStores();
    const { id: tenantId } = await stores.seed.tenant('Acme');
    const ana = await stores.seed.member(tenantId, 'Ana', 'approver');
    const resolve = createResolveActor({
      members: stores.members,
      groups: { list: async () => GROUPS, manualGroupsOf: async () => ['g2'] },
    });
    expect((await resolve(tenantId, ana.id))?.groups).toEqual(['security']);
  });

  it('is not told when the outside is away, unless its groups may be left out', async () => {
    const strict = await world({ outside: away });
    await expect(strict.resolve()).rejects.toMatchObject({ code: 'chat_unavailable' });
    const failures: unknown[] = [];
    const lenient = await world({ outside: away, onOutsideFailure: (error) => failures.push(error) });
    expect((await lenient.resolve())?.groups).toEqual(['ops']);
    expect(failures).toHaveLength(1);
  });

  it('is in no outside group just because its id is that of a manual one', async () => {
    const { resolve } = await world({ outside: { groupsOf: async () => ['g2'] } });
    expect((await resolve())?.groups).toEqual(['ops']);
  });
});
