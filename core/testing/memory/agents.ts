import type { AgentMessageStore, AgentStore } from '../../ports/stores.ts';
import type { MemoryState, StoredMemory } from './state.ts';

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

const wordsOf = (words: string): readonly string[] =>
  words
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 3);

export const createAgentFake = (memory: MemoryState): AgentStore => ({
  async list(tenantId) {
    return [...memory.of(tenantId).agents.values()]
      .filter((agent) => agent.status === 'active')
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  },
  groupNames: async (tenantId) => [...memory.of(tenantId).groups.keys()].toSorted(),
  groupIdByName: async (tenantId, name) => memory.of(tenantId).groups.get(name) ?? null,
  async byId(tenantId, id) {
    const agent = memory.of(tenantId).agents.get(id);
    return agent ? { id: agent.id, name: agent.name, backend: agent.backend } : null;
  },
  async recall(tenantId, agentId, objective, limit) {
    const wanted = wordsOf(objective);
    const now = Date.parse(memory.now());
    const rank = (row: StoredMemory): number => {
      const words = wordsOf(row.content);
      const matches = wanted.filter((word) => words.includes(word)).length;
      return matches * 0.5 ** (Math.max(now - Date.parse(row.createdAt), 0) / MONTH_MS);
    };
    const hits = memory
      .of(tenantId)
      .memories.filter((row) => row.agentId === agentId && row.importance >= 0.3 && row.trust === 'trusted')
      .map((row) => ({ row, rank: rank(row) }))
      .filter((hit) => hit.rank > 0)
      .sort((a, b) => b.rank - a.rank)
      .slice(0, limit);
    for (const hit of hits) hit.row.accessCount += 1;
    return hits.map(({ row: { trust: _trust, accessCount: _count, ...row } }) => row);
  },
});

export const createAgentMessageFake = (memory: MemoryState): AgentMessageStore => ({
  async append(tenantId, { messageId, memberId: _memberId, ...message }) {
    const { agentMessages } = memory.of(tenantId);
    const key = `${message.taskId}/${messageId}`;
    if (!agentMessages.has(key)) agentMessages.set(key, { ...message, id: memory.nextId() });
  },
  has: async (tenantId, taskId, messageId) => memory.of(tenantId).agentMessages.has(`${taskId}/${messageId}`),
  list: async (tenantId, taskId) =>
    [...memory.of(tenantId).agentMessages.values()]
      .filter((message) => message.taskId === taskId)
      .sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1)),
});
