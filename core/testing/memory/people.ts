import type { CredentialStore, MemberStore, ThreadStore } from '../../ports/stores.ts';
import { isTerminal, type Task, type ThreadRef } from '../../task.ts';
import type { MemoryState, StoredSession, TenantState } from './state.ts';

export const createMemberFake = (memory: MemoryState): MemberStore => ({
  byId: async (tenantId, id) => memory.of(tenantId).members.get(id) ?? null,
  list: async (tenantId) => [...memory.of(tenantId).members.values()],
  tenant: async (tenantId) => memory.tenants.get(tenantId)?.tenant ?? null,
});

const isAt =
  (place: Omit<ThreadRef, 'threadId'>) =>
  (thread: ThreadRef): boolean =>
    thread.platform === place.platform &&
    thread.workspaceId === place.workspaceId &&
    thread.channelId === place.channelId &&
    thread.threadKey === place.threadKey;

export const createThreadFake = (memory: MemoryState): ThreadStore => ({
  async find(tenantId, place) {
    return [...memory.of(tenantId).threads.values()].find(isAt(place)) ?? null;
  },
  async ensure(tenantId, place) {
    const { threads } = memory.of(tenantId);
    const known = [...threads.values()].find(isAt(place));
    if (known) return known;
    const { platform, workspaceId, channelId, threadKey } = place;
    const thread = { threadId: memory.nextId(), platform, workspaceId, channelId, threadKey };
    threads.set(thread.threadId, thread);
    return thread;
  },
  byId: async (tenantId, threadId) => memory.of(tenantId).threads.get(threadId) ?? null,
  async setTask(tenantId, threadId, taskId) {
    const state = memory.of(tenantId);
    if (taskId === null) return void state.threadTask.delete(threadId);
    const task = state.tasks.get(taskId);
    if (task && !isTerminal(task.status)) state.threadTask.set(threadId, taskId);
  },
  async tasks(tenantId, threadId) {
    const state = memory.of(tenantId);
    const running = state.tasks.get(state.threadTask.get(threadId) ?? '') ?? null;
    let last: Task | null = running;
    for (const task of state.tasks.values()) {
      if (task.thread?.threadId === threadId && task.number > (last?.number ?? 0)) last = task;
    }
    return { running: running && !isTerminal(running.status) ? running : null, last };
  },
});

export const createCredentialFake = (memory: MemoryState): CredentialStore => {
  const find = (
    hash: string,
    kind: StoredSession['kind'],
  ): { readonly state: TenantState; readonly session: StoredSession } | null => {
    for (const state of memory.tenants.values()) {
      const session = state.sessions.find((row) => row.hash === hash && row.kind === kind);
      if (session && !session.used && session.expiresAt > memory.now()) return { state, session };
    }
    return null;
  };
  return {
    async apiKey(hash) {
      for (const { tenant, apiKeys } of memory.tenants.values()) {
        const key = apiKeys.find((row) => row.hash === hash);
        if (!key || key.revoked || (key.expiresAt !== null && key.expiresAt <= memory.now())) continue;
        return { keyId: key.id, tenantId: tenant.id, memberId: key.memberId, scopes: key.scopes };
      }
      return null;
    },
    async session(hash) {
      const hit = find(hash, 'session');
      return hit && { tenantId: hit.state.tenant.id, memberId: hit.session.memberId };
    },
    async redeemLink(linkHash, sessionHash, sessionExpiresAt) {
      const hit = find(linkHash, 'link');
      if (!hit) return null;
      hit.session.used = true;
      const { memberId } = hit.session;
      hit.state.sessions.push({
        kind: 'session',
        hash: sessionHash,
        memberId,
        expiresAt: sessionExpiresAt,
        used: false,
      });
      return { tenantId: hit.state.tenant.id, memberId };
    },
    async switchMember(sessionHash, memberId) {
      const hit = find(sessionHash, 'session');
      if (!hit?.state.members.has(memberId)) return false;
      hit.session.memberId = memberId;
      return true;
    },
    async endSession(sessionHash) {
      const hit = find(sessionHash, 'session');
      if (hit) hit.session.used = true;
    },
  };
};
