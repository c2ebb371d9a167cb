import type { PostedMessage, PostedMessageStore, WrittenWordsStore } from '../../ports/chat-stores.ts';
import { found, type MemoryState } from './state.ts';

interface PostedRow {
  readonly tenantId: string;
  readonly threadId: string;
  readonly slot: string;
  posted: PostedMessage;
  claim: { readonly token: string; readonly until: number } | null;
}

const UNPOSTED: PostedMessage = { messageRef: null, contentHash: null, final: false };

export const createPostedFake = (memory: MemoryState, now: () => number): PostedMessageStore => {
  const rows = new Map<string, PostedRow>();
  const keyOf = (...parts: readonly string[]): string => parts.join(' ');
  const isClaimed = (row: PostedRow | undefined): boolean => (row?.claim?.until ?? 0) > now();
  const rowOf = (tenantId: string, threadId: string, slot: string): PostedRow => {
    const key = keyOf(tenantId, threadId, slot);
    const row = rows.get(key) ?? { tenantId, threadId, slot, posted: UNPOSTED, claim: null };
    rows.set(key, row);
    return row;
  };
  const free = (key: string, token: string): PostedRow | null => {
    const row = rows.get(key);
    if (!row || row.claim?.token !== token) return null;
    row.claim = null;
    return row;
  };

  return {
    async claim(tenantId, threadId, slot, leaseMs) {
      found(memory.of(tenantId).threads.get(threadId));
      const row = rowOf(tenantId, threadId, slot);
      if (isClaimed(row)) return { claimed: false };
      const abandoned = row.claim !== null;
      const token = memory.nextId();
      row.claim = { token, until: now() + leaseMs };
      return { claimed: true, token, posted: row.posted, abandoned };
    },
    async settle(tenantId, threadId, slot, token, { messageRef, contentHash, final }) {
      const row = rows.get(keyOf(tenantId, threadId, slot));
      if (row?.claim?.token !== token) return;
      row.posted = { messageRef, contentHash, final };
      row.claim = null;
    },
    async abandon(tenantId, threadId, slot, token) {
      const row = rows.get(keyOf(tenantId, threadId, slot));
      if (row?.claim?.token === token) row.claim = { token, until: 0 };
    },
    async release(tenantId, threadId, slot, token) {
      free(keyOf(tenantId, threadId, slot), token);
    },
    async adopt(tenantId, threadId, from, to, token) {
      const source = rows.get(keyOf(tenantId, threadId, from));
      const target = rows.get(keyOf(tenantId, threadId, to));
      if (!source?.posted.messageRef || target?.claim?.token !== token || target.posted.messageRef)
        return null;
      rows.delete(keyOf(tenantId, threadId, from));
      target.posted = source.posted;
      return target.posted;
    },
    threadsOf: async (tenantId, slot) =>
      [...rows.values()]
        .filter((row) => row.tenantId === tenantId && row.slot === slot && row.posted.messageRef !== null)
        .map((row) => row.threadId),
  };
};

export const createWordsFake = (memory: MemoryState): WrittenWordsStore => {
  const words = new Map<string, string>();
  return {
    async keep(tenantId, threadId, messageId, { memberId, text }) {
      found(memory.of(tenantId).threads.get(threadId));
      found(memory.of(tenantId).members.get(memberId));
      const key = `${tenantId} ${threadId} ${messageId}`;
      if (!words.has(key)) words.set(key, text);
    },
    textOf: async (tenantId, threadId, messageId) =>
      words.get(`${tenantId} ${threadId} ${messageId}`) ?? null,
  };
};
