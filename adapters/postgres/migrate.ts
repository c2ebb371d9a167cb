import { fileURLToPath } from 'node:url';
import knex, { type Knex } from 'knex';
import pg from 'pg';

const DIRECTORY = fileURLToPath(new URL('../../migrations', import.meta.url));

/** One migrator at a time, whatever process it is in; the server frees the lock when its connection ends. */
const LOCK = 'countersign/migrations';

/** Brings the database of this URL (its owner's) up to date. Repeating it does nothing. */
export const migrate = (ownerUrl: string): Promise<void> =>
  withMigrator(ownerUrl, async (db) => {
    await db.migrate.latest();
  });

/** Takes back every migration. All data is lost. */
export const migrateDown = (ownerUrl: string): Promise<void> =>
  withMigrator(ownerUrl, async (db) => {
    await db.migrate.rollback(undefined, true);
  });

const withMigrator = async (ownerUrl: string, run: (db: Knex) => Promise<void>): Promise<void> => {
  const guard = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
  await guard.connect();
  const db = knex({
    client: 'pg',
    connection: ownerUrl,
    pool: { min: 0, max: 2 },
    migrations: { directory: DIRECTORY, loadExtensions: ['.ts'] },
  });
  try {
    await refuseOldServer(guard);
    await guard.query('select pg_advisory_lock(hashtext($1))', [LOCK]);
    // Knex's own lock is a row that a killed process leaves behind; ours is held by the connection.
    await db.migrate.forceFreeMigrationsLock();
    await run(db);
  } finally {
    await db.destroy();
    await guard.end();
  }
};

const refuseOldServer = async (client: pg.Client): Promise<void> => {
  const found = await client.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  const version = Number(found.rows[0]?.version);
  if (version < 180_000) throw new Error('PostgreSQL 18 or newer is needed');
};
