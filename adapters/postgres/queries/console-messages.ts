import type { ConsoleMessage } from '../../../core/ports/stores.ts';
import type { Statement } from '../database.ts';
import { toJson } from '../values.ts';
import { SELECT_CONSOLE_MESSAGE } from './console-message-row.ts';

/**
 * The counter's row lock is held until the commit, so revisions become visible in their order: whoever has seen N has
 * seen all below N. A body that is the same takes no revision, writes nothing and announces nothing.
 */
const PUT = `
with same as (
  select from console_messages where tenant_id = $1 and thread_id = $2 and slot = $3 and body = $6::jsonb
    and visible_to_member_id is not distinct from $7::uuid
), counted as (
  insert into tenant_counters as c (tenant_id, counter, value)
  select $1, 'console_revision', 1 where not exists (select from same)
  on conflict (tenant_id, counter) do update set value = c.value + 1
  returning value
)
insert into console_messages as c (tenant_id, thread_id, slot, author_member_id, kind, body, visible_to_member_id, seq,
  revision)
select $1, $2, $3, $4, $5, $6, $7, value, value from counted
on conflict (tenant_id, thread_id, slot) do update set author_member_id = excluded.author_member_id,
  kind = excluded.kind, body = excluded.body, visible_to_member_id = excluded.visible_to_member_id,
  revision = excluded.revision, updated_at = now()
  where (c.body, c.visible_to_member_id) is distinct from (excluded.body, excluded.visible_to_member_id)`;

export const putConsoleMessage = (
  tenantId: string,
  message: Pick<ConsoleMessage, 'threadId' | 'slot' | 'author' | 'body' | 'visibleTo'>,
): Statement => ({
  name: 'put_console_message',
  text: PUT,
  values: [
    tenantId,
    message.threadId,
    message.slot,
    message.author.kind === 'member' ? message.author.memberId : null,
    message.body.kind,
    toJson(message.body),
    message.visibleTo,
  ],
});

export const consoleMessagesOf = (tenantId: string, memberId: string, threadId: string): Statement => ({
  name: 'console_messages_of',
  text: `${SELECT_CONSOLE_MESSAGE} and c.thread_id = $3 order by c.seq`,
  values: [tenantId, memberId, threadId],
});

export const consoleMessageAt = (
  tenantId: string,
  memberId: string,
  threadId: string,
  slot: string,
): Statement => ({
  name: 'console_message_at',
  text: `${SELECT_CONSOLE_MESSAGE} and c.thread_id = $3 and c.slot = $4`,
  values: [tenantId, memberId, threadId, slot],
});

/** The counter a committed write left: all messages up to it can be seen. */
export const latestConsoleRevision = (tenantId: string): Statement => ({
  name: 'latest_console_revision',
  text: `select value from tenant_counters where tenant_id = $1 and counter = 'console_revision'`,
  values: [tenantId],
});

export const consoleMessagesAfter = (tenantId: string, memberId: string, after: number): Statement => ({
  name: 'console_messages_after',
  text: `${SELECT_CONSOLE_MESSAGE} and c.revision > $3 order by c.revision limit 500`,
  values: [tenantId, memberId, after],
});
