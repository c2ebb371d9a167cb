import { AppError } from '../../../core/errors.ts';
import type { Page, TaskStore } from '../../../core/ports/stores.ts';
import type { Task } from '../../../core/task.ts';
import type { Database, Statement } from '../database.ts';
import { isDuplicate } from '../errors.ts';
import { taskById, taskByNumber, taskByWorkflowId } from '../queries/find-task.ts';
import { finishTask } from '../queries/finish-task.ts';
import { insertTask } from '../queries/insert-task.ts';
import { listTasks } from '../queries/list-tasks.ts';
import { recordSteps } from '../queries/record-steps.ts';
import { type TaskRow, toTask } from '../queries/task-row.ts';
import { isRowNumber, isUuid } from '../values.ts';
import { cursorNumber, toPage } from './pages.ts';

export const createTaskStore = (db: Database): TaskStore => {
  const one = async (tenantId: string, statement: Statement): Promise<Task | null> => {
    const [row] = await db.run<TaskRow>(tenantId, statement);
    return row ? toTask(row) : null;
  };
  return {
    async insert(request) {
      const { tenantId, workflowId } = request;
      try {
        const added = await one(tenantId, insertTask(request));
        if (added) return added;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
      const known = await one(tenantId, taskByWorkflowId(tenantId, workflowId));
      if (!known) throw new AppError('internal', {}, { cause: new Error('the id is another task') });
      return known;
    },
    byId: async (tenantId, id) => (isUuid(id) ? one(tenantId, taskById(tenantId, id)) : null),
    byNumber: async (tenantId, number) =>
      isRowNumber(number) ? one(tenantId, taskByNumber(tenantId, number)) : null,
    byWorkflowId: (tenantId, workflowId) => one(tenantId, taskByWorkflowId(tenantId, workflowId)),
    async list(tenantId, filter): Promise<Page<Task>> {
      const statement = listTasks(tenantId, filter, cursorNumber(filter.cursor));
      const rows = await db.run<TaskRow>(tenantId, statement);
      return toPage(rows.map(toTask), filter.limit, (task) => String(task.number));
    },
    async record(tenantId, taskId, steps, patch) {
      await db.run(tenantId, recordSteps(tenantId, taskId, steps, patch));
    },
    async finish(tenantId, taskId, steps, end) {
      await db.run(tenantId, finishTask(tenantId, taskId, steps, end));
    },
  };
};
