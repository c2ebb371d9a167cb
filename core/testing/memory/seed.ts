import { randomBytes, randomUUID } from 'node:crypto';
import type { StoresSeed } from '../stores-seed.ts';
import { emptyTenant, found, type MemoryState } from './state.ts';

const newHash = (): string => randomBytes(32).toString('hex');

export const createMemorySeed = (memory: MemoryState): StoresSeed => ({
  async tenant(name) {
    const tenant = { id: randomUUID(), name, slug: name.toLowerCase(), locale: 'en' } as const;
    memory.tenants.set(tenant.id, emptyTenant(tenant));
    return tenant;
  },
  async member(tenantId, displayName, role, locale = 'en') {
    const member = { id: randomUUID(), tenantId, displayName, role, locale };
    memory.of(tenantId).members.set(member.id, member);
    return member;
  },
  async agent(tenantId, { skills, ...agent }) {
    const id = randomUUID();
    memory.of(tenantId).agents.set(id, {
      ...agent,
      id,
      tenantId,
      description: '',
      status: 'active',
      skills: skills.map((skill) => ({ ...skill, timesUsed: 0, successRate: null })),
      groupIds: [],
    });
    return { id, name: agent.name, backend: agent.backend };
  },
  async group(tenantId, name, agentIds) {
    const state = memory.of(tenantId);
    const id = randomUUID();
    state.groups.set(name, id);
    for (const agentId of agentIds) {
      const agent = found(state.agents.get(agentId));
      state.agents.set(agentId, { ...agent, groupIds: [...agent.groupIds, id] });
    }
    return id;
  },
  async memory(tenantId, row) {
    const stored = { ...row, id: memory.nextId(), memoryType: 'experience', accessCount: 0 };
    memory.of(tenantId).memories.push(stored);
  },
  async apiKey(tenantId, memberId, { scopes, expiresAt, revoked }) {
    const hash = newHash();
    memory.of(tenantId).apiKeys.push({
      id: randomUUID(),
      hash,
      memberId,
      scopes,
      expiresAt: expiresAt ?? null,
      revoked: revoked ?? false,
    });
    return hash;
  },
  async link(tenantId, memberId, expiresAt) {
    const hash = newHash();
    memory.of(tenantId).sessions.push({ kind: 'link', hash, memberId, expiresAt, used: false });
    return hash;
  },
});
