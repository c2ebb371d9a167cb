import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../adapters/postgres/migrate.ts';
import { type DataFolder, readJson, writePrivate } from './data-folder.ts';
import { postgresUrl, startEmbeddedPostgres } from './embedded-postgres.ts';
import { freePort } from './free-port.ts';
import { StartError } from './start-error.ts';
import type { Service } from './supervisor.ts';

export interface Database {
  /** Owns the tables and runs the migrations; no superuser. */
  readonly ownerUrl: string;
  /** What the processes get: a login in the role `countersign_app`. */
  readonly appUrl: string;
}

interface Secrets {
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
}

const NAME = 'countersign';
const OWNER = 'countersign_owner';

/** The embedded server as a service, and what is to be done when it answers. */
export const embeddedDatabase = async (
  folder: DataFolder,
): Promise<{ readonly service: Service; readonly prepare: () => Promise<Database> }> => {
  const secrets = readSecrets(folder);
  const port = await freePort();
  const service: Service = {
    name: 'postgres',
    graceMs: 2_500,
    start: () =>
      startEmbeddedPostgres(
        {
          folder: folder.file('postgres'),
          port,
          password: secrets.superuser,
          settings: {},
          temporary: false,
        },
        folder.file('logs', 'postgres.log'),
      ),
  };
  const ownerUrl = postgresUrl(OWNER, secrets.owner, port, NAME);
  const prepare = async (): Promise<Database> => {
    await withClient(postgresUrl('postgres', secrets.superuser, port, 'postgres'), async (client) => {
      await ensureLogin(client, OWNER, secrets.owner, 'createrole');
      const found = await client.query('select 1 from pg_database where datname = $1', [NAME]);
      if (found.rowCount === 0) await client.query(`create database ${NAME} owner ${OWNER}`);
    });
    return prepareDatabase(ownerUrl, secrets.app);
  };
  return { service, prepare };
};

/** `DATABASE_URL`: the owner of an existing database, who may make roles. */
export const existingDatabase = async (folder: DataFolder, ownerUrl: string): Promise<Database> => {
  try {
    await withClient(ownerUrl, (client) => client.query('select 1'));
  } catch (error) {
    throw new StartError(
      `The database of DATABASE_URL can't be reached (${messageOf(error)}): start it, or unset DATABASE_URL to use the embedded one.`,
    );
  }
  return prepareDatabase(ownerUrl, readSecrets(folder).app);
};

const prepareDatabase = async (ownerUrl: string, password: string): Promise<Database> => {
  await migrate(ownerUrl);
  const url = new URL(ownerUrl);
  // Roles belong to the whole server: the database's name keeps two installations on one server apart.
  const login = `countersign_app_${url.pathname.slice(1).replace(/[^a-z0-9_]/g, '_')}`;
  await withClient(ownerUrl, async (client) => {
    await ensureLogin(client, login, password, '');
    await client.query(`grant countersign_app to ${login}`);
  });
  url.username = login;
  url.password = encodeURIComponent(password);
  return { ownerUrl, appUrl: url.toString() };
};

const ensureLogin = async (
  client: pg.Client,
  name: string,
  password: string,
  rights: string,
): Promise<void> => {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  const verb = found.rowCount === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${name} login ${rights} password ${client.escapeLiteral(password)}`);
};

const withClient = async (url: string, run: (client: pg.Client) => Promise<unknown>): Promise<void> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
};

const readSecrets = (folder: DataFolder): Secrets => {
  const file = folder.file('secrets.json');
  const { superuser, owner, app } = readJson<Secrets>(file);
  if (superuser && owner && app) return { superuser, owner, app };
  const secret = (): string => randomBytes(24).toString('base64url');
  const made: Secrets = { superuser: secret(), owner: secret(), app: secret() };
  writePrivate(file, JSON.stringify(made));
  return made;
};

const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
};
