import type { CatalogueStore, ConsoleChatStore, ConsoleMessage, ConsoleThread } from '../../ports/stores.ts';
import type { MemoryState } from './state.ts';

const CHANGED_LIMIT = 500;
const TITLE = 80;

export const createCatalogueFake = (memory: MemoryState): CatalogueStore => ({
  async read(tenantId) {
    memory.of(tenantId);
    return memory.catalogue;
  },
  async replace({ runbooks, actions }) {
    memory.catalogue = structuredClone({
      runbooks: runbooks.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      actions: actions.toSorted((a, b) => (`${a.skill}.${a.action}` < `${b.skill}.${b.action}` ? -1 : 1)),
    });
  },
});

export const createConsoleChatFake = (memory: MemoryState): ConsoleChatStore => {
  const visible = (tenantId: string, memberId: string): readonly ConsoleMessage[] =>
    [...memory.of(tenantId).consoleMessages.values()].filter(
      (message) => message.visibleTo === null || message.visibleTo === memberId,
    );
  const bySeq = (a: ConsoleMessage, b: ConsoleMessage): number => a.seq - b.seq;

  return {
    async put(tenantId, message) {
      const state = memory.of(tenantId);
      const { threadId, slot, visibleTo } = message;
      const key = `${threadId}/${slot}`;
      const before = state.consoleMessages.get(key);
      const same =
        JSON.stringify([before?.body, before?.visibleTo]) === JSON.stringify([message.body, visibleTo]);
      if (before && same) return;
      state.revision += 1;
      const now = memory.now();
      state.consoleMessages.set(key, {
        ...structuredClone(message),
        seq: before?.seq ?? state.revision,
        revision: state.revision,
        createdAt: before?.createdAt ?? now,
        updatedAt: now,
      });
      memory.announce({ topic: 'console', tenantId, threadId, slot, visibleTo });
    },
    messages: async (tenantId, memberId, threadId) =>
      visible(tenantId, memberId)
        .filter((message) => message.threadId === threadId)
        .sort(bySeq),
    message: async (tenantId, memberId, threadId, slot) =>
      visible(tenantId, memberId).find((message) => message.threadId === threadId && message.slot === slot) ??
      null,
    changedSince: async (tenantId, memberId, after) =>
      visible(tenantId, memberId)
        .filter((message) => message.revision > after)
        .sort((a, b) => a.revision - b.revision)
        .slice(0, CHANGED_LIMIT),
    latestRevision: async (tenantId) => memory.of(tenantId).revision,
    async threads(tenantId, memberId, limit) {
      const state = memory.of(tenantId);
      const rows = [...state.threads.values()].flatMap((thread): (ConsoleThread & { newest: number })[] => {
        const mine = visible(tenantId, memberId).filter((message) => message.threadId === thread.threadId);
        const newest = mine.toSorted((a, b) => b.revision - a.revision)[0];
        if (!newest || thread.platform !== 'console') return [];
        const said = mine
          .filter((message) => message.author.kind === 'member')
          .sort(bySeq)
          .find((message) => message.body.kind === 'text')?.body;
        const task = [...state.tasks.values()]
          .filter((row) => row.thread?.threadId === thread.threadId)
          .sort((a, b) => b.number - a.number)[0];
        const title = said?.kind === 'text' ? said.text : (task?.objective ?? '');
        return [
          {
            thread,
            title: title.slice(0, TITLE),
            lastMessageAt: newest.updatedAt,
            taskStatus: task?.status ?? null,
            newest: newest.revision,
          },
        ];
      });
      return rows
        .sort((a, b) => b.newest - a.newest)
        .slice(0, limit)
        .map(({ newest: _newest, ...row }) => row);
    },
  };
};
