import type { ThreadRef } from '../../../core/task.ts';
import type { Statement } from '../database.ts';

const COLUMNS = `id as "threadId", platform, workspace_id as "workspaceId", channel_id as "channelId",
  thread_key as "threadKey"`;

/** No row when another transaction adds the same place just now: ask again. */
export const ensureThread = (tenantId: string, place: Omit<ThreadRef, 'threadId'>): Statement => ({
  name: 'ensure_thread',
  text: `with known as (
      select * from threads where tenant_id = $1 and platform = $2 and workspace_id = $3 and channel_id = $4
        and thread_key = $5
    ), added as (
      insert into threads (tenant_id, platform, workspace_id, channel_id, thread_key)
      select $1, $2, $3, $4, $5 where not exists (select from known) on conflict do nothing returning *
    )
    select ${COLUMNS} from known union all select ${COLUMNS} from added`,
  values: [tenantId, place.platform, place.workspaceId, place.channelId, place.threadKey],
});

export const findThread = (tenantId: string, place: Omit<ThreadRef, 'threadId'>): Statement => ({
  name: 'find_thread',
  text: `select ${COLUMNS} from threads where tenant_id = $1 and platform = $2 and workspace_id = $3
    and channel_id = $4 and thread_key = $5`,
  values: [tenantId, place.platform, place.workspaceId, place.channelId, place.threadKey],
});

export const threadById = (tenantId: string, threadId: string): Statement => ({
  text: `select ${COLUMNS} from threads where tenant_id = $1 and id = $2`,
  values: [tenantId, threadId],
});

/** A task that ended before its thread was told is not put back into it. */
export const setThreadTask = (tenantId: string, threadId: string, taskId: string | null): Statement => ({
  text: `update threads set task_id = $3::uuid where tenant_id = $1 and id = $2
    and ($3::uuid is null or exists (select from agent_tasks where tenant_id = $1 and id = $3
      and status not in ('completed', 'failed', 'cancelled')))`,
  values: [tenantId, threadId, taskId],
});
