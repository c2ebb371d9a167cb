import type { Statement } from '../database.ts';
import { selectTask } from './task-row.ts';

const TASKS = selectTask(
  '(select * from agent_tasks where tenant_id = $1 and id in (place.running, place.last)) t',
);

/** The task running in the thread and the newest that ran there: one row when they are the same. */
export const threadTasks = (tenantId: string, threadId: string): Statement => ({
  name: 'thread_tasks',
  text: `with place as (
      select (select task_id from threads where tenant_id = $1 and id = $2) as running,
        (select id from agent_tasks where tenant_id = $1 and thread_id = $2 order by number desc limit 1) as last
    )
    select task.*, task.id is not distinct from place.running as running from place, lateral (${TASKS}) task
    order by task.number desc`,
  values: [tenantId, threadId],
});
