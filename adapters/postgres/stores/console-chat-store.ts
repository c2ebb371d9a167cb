import type { ConsoleChatStore, ConsoleThread } from '../../../core/ports/stores.ts';
import type { ThreadRef } from '../../../core/task.ts';
import type { Database, Statement } from '../database.ts';
import { type ConsoleMessageRow, toConsoleMessage } from '../queries/console-message-row.ts';
import {
  consoleMessageAt,
  consoleMessagesAfter,
  consoleMessagesOf,
  latestConsoleRevision,
  putConsoleMessage,
} from '../queries/console-messages.ts';
import { consoleThreads } from '../queries/console-threads.ts';
import { isUuid } from '../values.ts';

type ThreadRow = ThreadRef & Omit<ConsoleThread, 'thread'>;

const toConsoleThread = ({ title, lastMessageAt, taskStatus, ...thread }: ThreadRow): ConsoleThread => ({
  thread,
  title,
  lastMessageAt,
  taskStatus,
});

export const createConsoleChatStore = (db: Database): ConsoleChatStore => {
  const read = async (tenantId: string, statement: Statement) =>
    (await db.run<ConsoleMessageRow>(tenantId, statement)).map(toConsoleMessage);
  return {
    async put(tenantId, message) {
      await db.run(tenantId, putConsoleMessage(tenantId, message));
    },
    messages: async (tenantId, memberId, threadId) =>
      isUuid(threadId) ? read(tenantId, consoleMessagesOf(tenantId, memberId, threadId)) : [],
    async message(tenantId, memberId, threadId, slot) {
      if (!isUuid(threadId)) return null;
      const [message] = await read(tenantId, consoleMessageAt(tenantId, memberId, threadId, slot));
      return message ?? null;
    },
    changedSince: (tenantId, memberId, after) =>
      read(tenantId, consoleMessagesAfter(tenantId, memberId, after)),
    async latestRevision(tenantId) {
      const [row] = await db.run<{ value: number }>(tenantId, latestConsoleRevision(tenantId));
      return Number(row?.value ?? 0);
    },
    async threads(tenantId, memberId, limit) {
      const rows = await db.run<ThreadRow>(tenantId, consoleThreads(tenantId, memberId, limit));
      return rows.map(toConsoleThread);
    },
  };
};
