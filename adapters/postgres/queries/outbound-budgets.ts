import type { Statement } from '../database.ts';

export interface Place {
  /** How long one place in line takes. */
  readonly placeMs: number;
  /** So much of the line goes at once. */
  readonly atOnceMs: number;
  /** The line may be this long. */
  readonly longestMs: number;
}

/** Where the line ends, as of this row before the change. After a block the burst has to be earned again. */
const end = (row: string): string =>
  `greatest(${row}.tat, clock.now, ${row}.blocked_until + $4::float8 * interval '1 millisecond')`;

/**
 * One place in line by the database's clock, or nothing when the line is too long (generic cell rate algorithm). The
 * row lock puts all processes in one order. Gives how long the line was.
 */
export const reservePlace = (tenantId: string, key: string, place: Place): Statement => ({
  name: 'reserve_place',
  text: `with clock as materialized (select clock_timestamp() as now)
    insert into outbound_budgets as b (tenant_id, budget_key, tat)
    select $1, $2, now + $3::float8 * interval '1 millisecond' from clock
    on conflict (tenant_id, budget_key) do update set tat = (
      select case when ${end('b')} - clock.now > $5::float8 * interval '1 millisecond' then b.tat
        else ${end('b')} + $3::float8 * interval '1 millisecond' end from clock)
    returning new.tat is distinct from old.tat as taken,
      (select extract(epoch from ${end('old')} - clock.now) * 1000 from clock)::float8 as "lengthMs"`,
  values: [tenantId, key, place.placeMs, place.atOnceMs, place.longestMs],
});

export const blockBudget = (tenantId: string, key: string, forMs: number): Statement => ({
  text: `insert into outbound_budgets as b (tenant_id, budget_key, tat, blocked_until)
    select $1, $2, now, now + $3::float8 * interval '1 millisecond' from clock_timestamp() as now
    on conflict (tenant_id, budget_key) do update
      set blocked_until = greatest(b.blocked_until, excluded.blocked_until)`,
  values: [tenantId, key, forMs],
});
