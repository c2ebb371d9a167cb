import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import pg from 'pg';
import { onParentGone, reportReady } from '../adapters/supervisor/parent.ts';
import type { InsertRow } from './bare-workflows.ts';

/** A worker as one would write it in ten minutes: one queue, one activity, one insert. */
export const BARE_QUEUE = 'bench-bare';
export const BARE_TABLE = 'bench_decisions';

const main = async (): Promise<void> => {
  const pool = new pg.Pool({ connectionString: process.env.BENCH_DATABASE_URL, max: 4 });
  await pool.query(`create table if not exists ${BARE_TABLE}
    (id text primary key, verdict text not null, at timestamptz not null default now())`);
  const connection = await NativeConnection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '' });
  const activities: InsertRow = {
    insertRow: async ({ id, verdict }) => {
      await pool.query({
        name: 'insert_row',
        text: `insert into ${BARE_TABLE} (id, verdict) values ($1, $2)`,
        values: [id, verdict],
      });
    },
  };
  const worker = await Worker.create({
    connection,
    taskQueue: BARE_QUEUE,
    workflowsPath: fileURLToPath(new URL('./bare-workflows.ts', import.meta.url)),
    activities,
    shutdownGraceTime: '1s',
  });
  const running = worker.run();
  const stop = async (): Promise<void> => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running;
    await connection.close();
    await pool.end();
  };
  process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
  onParentGone(stop);
  reportReady();
  await running;
};

if (import.meta.main) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
}
