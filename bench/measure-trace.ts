import pg from 'pg';
import { readTrace } from '../adapters/postgres/queries/read-traces.ts';
import type { BenchStack } from './bench-stack.ts';
import { inTurns, median, timed } from './rounds.ts';
import { runTask } from './tasks.ts';

export interface TraceReading {
  readonly rows: number;
  /** Milliseconds a read, one median a round. */
  readonly store: readonly number[];
  /** The SELECT alone, on connections that belong to this tenant for good. */
  readonly select: readonly number[];
  /** The SELECT in a transaction that says whose it is, as row-level security asks: statement after statement. */
  readonly transaction: readonly number[];
  readonly http: readonly number[];
}

/** The same rows four ways, one read at a time, over pools of the same size to the same server. */
export const measureTrace = async (
  stack: BenchStack,
  { runbook, reads, rounds }: { runbook: string; reads: number; rounds: number },
): Promise<TraceReading> => {
  const { tenantId } = stack.people.requester;
  const task = await runTask(stack, { runbook });
  const pool = new pg.Pool({ connectionString: stack.appUrl, max: 10 });
  const owned = new pg.Pool({
    connectionString: stack.appUrl,
    max: 10,
    options: `-c app.tenant_id=${tenantId}`,
  });
  const statement = readTrace(tenantId, task.id, 0);
  const query = { name: 'read_trace', text: statement.text, values: [...statement.values] };
  const inTransaction = async (): Promise<unknown> => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query({ text: 'select set_config($1, $2, true)', values: ['app.tenant_id', tenantId] });
      const { rows } = await client.query(query);
      await client.query('commit');
      return rows;
    } finally {
      client.release();
    }
  };
  const path = `/api/v1/agent-tasks/${task.id}/trace`;
  const medianOf = (read: () => Promise<unknown>) => async (): Promise<number> => {
    const times: number[] = [];
    for (let n = 0; n < reads; n += 1) times.push(await timed(read));
    return median(times);
  };
  try {
    const { rowCount } = await owned.query(query);
    const arms = {
      store: medianOf(() => stack.stores.traces.list(tenantId, task.id)),
      select: medianOf(() => owned.query(query)),
      transaction: medianOf(inTransaction),
      http: medianOf(() => stack.http.get('requester', path)),
    };
    await inTurns(1, arms);
    return { rows: rowCount ?? 0, ...(await inTurns(rounds, arms)) };
  } finally {
    await pool.end();
    await owned.end();
  }
};
