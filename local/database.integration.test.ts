import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { existingDatabase } from './database.ts';
import { freePort } from './free-port.ts';
import { cloneDatabase, type TestDatabase } from './testing/database.ts';

let parent: string;
let folder: DataFolder;
let database: TestDatabase;

beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'countersign-database-'));
  folder = openDataFolder(join(parent, 'data'));
  database = await cloneDatabase({ empty: true });
});
afterEach(async () => {
  await database.drop();
  folder.release();
  rmSync(parent, { recursive: true, force: true });
});

const ask = async (url: string, sql: string): Promise<unknown> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

describe('an existing database', () => {
  it('is migrated, and gets a login for the app that owns nothing', async () => {
    const { appUrl } = await existingDatabase(folder, database.ownerUrl);
    const rights = `select pg_has_role('countersign_app', 'usage') as app, rolsuper, rolbypassrls,
      (select count(*)::int from pg_tables where tableowner = current_user) as owned
      from pg_roles where rolname = current_user`;
    expect(await ask(appUrl, rights)).toEqual([
      { app: true, rolsuper: false, rolbypassrls: false, owned: 0 },
    ]);
    expect(await ask(appUrl, 'select count(*)::int as n from agent_tasks')).toEqual([{ n: 0 }]);
    await ask(database.ownerUrl, `drop role ${new URL(appUrl).username}`);
  });

  it('is taken as it is the next time', async () => {
    const first = await existingDatabase(folder, database.ownerUrl);
    expect(await existingDatabase(folder, database.ownerUrl)).toEqual(first);
    await ask(database.ownerUrl, `drop role ${new URL(first.appUrl).username}`);
  });

  it('is named in one sentence when it does not answer', async () => {
    const url = `postgresql://somebody:secret@127.0.0.1:${await freePort()}/nothing`;
    const failure = existingDatabase(folder, url);
    await expect(failure).rejects.toMatchObject({ name: 'StartError' });
    await expect(failure).rejects.toThrow(
      /^The database of DATABASE_URL can't be reached \(.*ECONNREFUSED.*\): start it/,
    );
  });
});
