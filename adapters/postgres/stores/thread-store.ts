import { AppError } from '../../../core/errors.ts';
import type { ThreadStore } from '../../../core/ports/stores.ts';
import { isTerminal, type ThreadRef } from '../../../core/task.ts';
import type { Database } from '../database.ts';
import { type TaskRow, toTask } from '../queries/task-row.ts';
import { threadTasks } from '../queries/thread-tasks.ts';
import { ensureThread, findThread, setThreadTask, threadById } from '../queries/threads.ts';
import { isUuid } from '../values.ts';

export const createThreadStore = (db: Database): ThreadStore => ({
  async ensure(tenantId, place) {
    const statement = ensureThread(tenantId, place);
    const [thread] = await db.run<ThreadRef>(tenantId, statement);
    if (thread) return thread;
    // Another transaction made it in the same moment: now it can be seen.
    const [made] = await db.run<ThreadRef>(tenantId, statement);
    if (!made) throw new AppError('internal');
    return made;
  },
  async find(tenantId, place) {
    return (await db.run<ThreadRef>(tenantId, findThread(tenantId, place)))[0] ?? null;
  },
  async byId(tenantId, threadId) {
    if (!isUuid(threadId)) return null;
    return (await db.run<ThreadRef>(tenantId, threadById(tenantId, threadId)))[0] ?? null;
  },
  async setTask(tenantId, threadId, taskId) {
    await db.run(tenantId, setThreadTask(tenantId, threadId, taskId));
  },
  async tasks(tenantId, threadId) {
    if (!isUuid(threadId)) return { running: null, last: null };
    const rows = await db.run<TaskRow & { readonly running: boolean }>(
      tenantId,
      threadTasks(tenantId, threadId),
    );
    const tasks = rows.map(toTask);
    const running = tasks.find((task, index) => rows[index]?.running && !isTerminal(task.status)) ?? null;
    return { running, last: tasks[0] ?? null };
  },
});
