import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { OWNER_LOGIN, TEMPLATE_DATABASE } from './database-server.ts';

export interface TestDatabase {
  /** Login that owns the tables and runs the migrations; no superuser. */
  readonly ownerUrl: string;
  /** Login of the app: member of `countersign_app`, owns nothing, bypasses nothing. */
  readonly appUrl: string;
  readonly name: string;
  /** Closes every connection to it and removes it. */
  drop(): Promise<void>;
}

export interface CloneOptions {
  /** True: an empty database owned by the owner, with no migration run. */
  readonly empty?: boolean;
}

/** A migrated database of its own for a test file, copied from the template in a fraction of a second. */
export const cloneDatabase = async (options: CloneOptions = {}): Promise<TestDatabase> => {
  const server = inject('databaseServer');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = options.empty ? 'template1' : TEMPLATE_DATABASE;
  await asSuperuser((client) =>
    client.query(`create database ${name} template ${template} owner ${OWNER_LOGIN} strategy file_copy`),
  );
  const at = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).toString();
  return {
    name,
    ownerUrl: at(server.ownerUrl),
    appUrl: at(server.appUrl),
    drop: () => asSuperuser((client) => client.query(`drop database if exists ${name} with (force)`)),
  };
};

const asSuperuser = async (run: (client: pg.Client) => Promise<unknown>): Promise<void> => {
  const client = new pg.Client(inject('databaseServer').superUrl);
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
};
