import type { Platform } from '../../../core/member.ts';
import type { InboxEntry } from '../../../core/ports/chat-stores.ts';
import type { Statement } from '../database.ts';
import { toJsonOrNull } from '../values.ts';

/** Nobody deals with it; `attempts` counts how often somebody began. */
const FREE = 'done_at is null and lease_until <= clock_timestamp()';

/** What another transaction wrote since this one began looks `busy`: somebody is at it. */
export const takeFromInbox = (
  { tenantId, platform, identity, payload }: Omit<InboxEntry, 'receivedAt' | 'attempts'>,
  leaseMs: number,
): Statement => ({
  name: 'take_from_inbox',
  text: `with taken as (
      insert into chat_inbox as i (tenant_id, platform, identity, payload, received_at, lease_until, attempts)
      select $1, $2, $3, $4, now, now + $5::float8 * interval '1 millisecond', 1 from clock_timestamp() as now
      on conflict (tenant_id, platform, identity) do update
        set lease_until = excluded.lease_until, attempts = i.attempts + 1
        where i.done_at is null and i.lease_until <= clock_timestamp()
      returning id
    )
    select case when exists (select from taken) then 'new'
      when exists (select from chat_inbox
        where tenant_id = $1 and platform = $2 and identity = $3 and done_at is not null) then 'done'
      else 'busy' end as state`,
  values: [tenantId, platform, identity, toJsonOrNull(payload), leaseMs],
});

export const finishInInbox = (tenantId: string, platform: Platform, identity: string): Statement => ({
  name: 'finish_in_inbox',
  text: `update chat_inbox set done_at = clock_timestamp(), payload = null
    where tenant_id = $1 and platform = $2 and identity = $3 and done_at is null`,
  values: [tenantId, platform, identity],
});

export const giveBackToInbox = (tenantId: string, platform: Platform, identity: string): Statement => ({
  text: `update chat_inbox
    set lease_until = clock_timestamp() + least(300, 2 ^ greatest(0, least(attempts - 2, 9)) - 1) * interval '1 second'
    where tenant_id = $1 and platform = $2 and identity = $3 and done_at is null`,
  values: [tenantId, platform, identity],
});

export interface SweepOptions {
  readonly leaseMs: number;
  readonly limit: number;
  readonly maxAttempts: number;
}

/** Of all tenants, for a transaction of the scope `inbox`. Several sweeps at once share them. */
export const takeAbandoned = (
  platform: Platform,
  { leaseMs, limit, maxAttempts }: SweepOptions,
): Statement => ({
  text: `with due as (
      select tenant_id, id from chat_inbox where platform = $1 and ${FREE} and attempts < $4
      order by received_at limit $3 for update skip locked
    ), taken as (
      update chat_inbox i set attempts = i.attempts + 1,
        lease_until = clock_timestamp() + $2::float8 * interval '1 millisecond'
      from due where i.tenant_id = due.tenant_id and i.id = due.id returning i.*
    )
    select tenant_id as "tenantId", platform, identity, payload, received_at as "receivedAt", attempts
    from taken order by received_at, id`,
  values: [platform, leaseMs, limit, maxAttempts],
});

export const forgetInbox = (before: string): Statement => ({
  text: 'delete from chat_inbox where received_at < $1',
  values: [before],
});
