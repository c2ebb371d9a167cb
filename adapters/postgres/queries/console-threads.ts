import type { Statement } from '../database.ts';

/** Longest title in characters. */
const TITLE = 80;

/** Threads with something this member ($2) may see, the one that changed last first. */
export const consoleThreads = (tenantId: string, memberId: string, limit: number): Statement => ({
  text: `
    select h.id as "threadId", h.platform, h.workspace_id as "workspaceId", h.channel_id as "channelId",
      h.thread_key as "threadKey", newest.updated_at as "lastMessageAt",
      left(coalesce(first.text, task.objective, ''), ${TITLE}) as title, task.status as "taskStatus"
    from threads h
    cross join lateral (
      select c.updated_at, c.revision from console_messages c
      where c.tenant_id = h.tenant_id and c.thread_id = h.id
        and (c.visible_to_member_id is null or c.visible_to_member_id = $2)
      order by c.revision desc limit 1
    ) newest
    left join lateral (
      select c.body ->> 'text' as text from console_messages c
      where c.tenant_id = h.tenant_id and c.thread_id = h.id and c.kind = 'text' and c.author_member_id is not null
        and (c.visible_to_member_id is null or c.visible_to_member_id = $2)
      order by c.seq limit 1
    ) first on true
    left join lateral (
      select t.status, t.objective from agent_tasks t
      where t.tenant_id = h.tenant_id and t.thread_id = h.id order by t.number desc limit 1
    ) task on true
    where h.tenant_id = $1 and h.platform = 'console'
    order by newest.revision desc limit $3`,
  values: [tenantId, memberId, limit],
});
