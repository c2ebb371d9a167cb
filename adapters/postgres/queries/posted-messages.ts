import type { PostedMessage } from '../../../core/ports/chat-stores.ts';
import type { Statement } from '../database.ts';

export interface SlotPlace {
  readonly tenantId: string;
  readonly threadId: string;
  readonly slot: string;
}

/** No row while somebody else has it. */
export const claimSlot = (
  { tenantId, threadId, slot }: SlotPlace,
  token: string,
  leaseMs: number,
): Statement => ({
  name: 'claim_slot',
  text: `insert into posted_messages as p (tenant_id, thread_id, slot, lease_token, lease_until)
    values ($1, $2, $3, $4, clock_timestamp() + $5::float8 * interval '1 millisecond')
    on conflict (tenant_id, thread_id, slot) do update
      set lease_token = excluded.lease_token, lease_until = excluded.lease_until
      where p.lease_token is null or p.lease_until <= clock_timestamp()
    returning message_ref as "messageRef", content_hash as "contentHash", final,
      old.lease_token is not null as abandoned`,
  values: [tenantId, threadId, slot, token, leaseMs],
});

export const settleSlot = (
  { tenantId, threadId, slot }: SlotPlace,
  token: string,
  { messageRef, contentHash, final }: PostedMessage,
): Statement => ({
  name: 'settle_slot',
  text: `update posted_messages
    set message_ref = $5, content_hash = $6, final = $7, lease_token = null, lease_until = null
    where tenant_id = $1 and thread_id = $2 and slot = $3 and lease_token = $4`,
  values: [tenantId, threadId, slot, token, messageRef, contentHash, final],
});

export const abandonSlot = ({ tenantId, threadId, slot }: SlotPlace, token: string): Statement => ({
  text: `update posted_messages set lease_until = clock_timestamp()
    where tenant_id = $1 and thread_id = $2 and slot = $3 and lease_token = $4`,
  values: [tenantId, threadId, slot, token],
});

export const releaseSlot = ({ tenantId, threadId, slot }: SlotPlace, token: string): Statement => ({
  name: 'release_slot',
  text: `update posted_messages set lease_token = null, lease_until = null
    where tenant_id = $1 and thread_id = $2 and slot = $3 and lease_token = $4`,
  values: [tenantId, threadId, slot, token],
});

/** The message of one slot becomes the one of another that is claimed with this token and has none. */
export const adoptSlot = (
  { tenantId, threadId, slot }: SlotPlace,
  from: string,
  token: string,
): Statement => ({
  name: 'adopt_slot',
  text: `with gone as (
      delete from posted_messages where tenant_id = $1 and thread_id = $2 and slot = $4 and message_ref is not null
        and exists (select from posted_messages t where t.tenant_id = $1 and t.thread_id = $2 and t.slot = $3
          and t.lease_token = $5 and t.message_ref is null)
      returning message_ref, content_hash, final
    )
    update posted_messages t set message_ref = gone.message_ref, content_hash = gone.content_hash, final = gone.final
    from gone where t.tenant_id = $1 and t.thread_id = $2 and t.slot = $3 and t.lease_token = $5
    returning t.message_ref as "messageRef", t.content_hash as "contentHash", t.final`,
  values: [tenantId, threadId, slot, from, token],
});

export const threadsOfSlot = (tenantId: string, slot: string): Statement => ({
  name: 'threads_of_slot',
  text: `select thread_id as "threadId" from posted_messages
    where tenant_id = $1 and slot = $2 and message_ref is not null order by id`,
  values: [tenantId, slot],
});
