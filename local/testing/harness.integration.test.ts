import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());

const ask = async (url: string, sql: string): Promise<unknown> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
};

describe('a test database', () => {
  it('has logins that bypass nothing', async () => {
    for (const url of [database.ownerUrl, database.appUrl]) {
      const row = await ask(
        url,
        'select rolsuper, rolbypassrls, current_database() as name from pg_roles where rolname = current_user',
      );
      expect(row).toEqual({ rolsuper: false, rolbypassrls: false, name: database.name });
    }
  });

  it('is gone after drop', async () => {
    const other = await cloneDatabase({ empty: true });
    await other.drop();
    await expect(ask(other.ownerUrl, 'select 1')).rejects.toThrow('does not exist');
  });
});
