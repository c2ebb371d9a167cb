import { existsSync, mkdtempSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { buildConsole, consoleIsStale } from '../console-build.ts';
import { postgresUrl, startEmbeddedPostgres } from '../embedded-postgres.ts';
import { freePort } from '../free-port.ts';
import type { OwnedProcess } from '../owned-process.ts';
import { resolveTemporal } from '../temporal-binary.ts';
import { startTemporalServer } from '../temporal-server.ts';
import { serveSharedCluster } from './cluster-server.ts';
import { APP_LOGIN, type DatabaseServer, OWNER_LOGIN, TEMPLATE_DATABASE } from './database-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseServer: DatabaseServer;
    temporalAddress: string;
    clusterAddress: string;
  }
}

/** One server of each kind for all projects of a run; the last project to end stops it. */
interface Shared<T> {
  users: number;
  readonly value: Promise<{ readonly facts: T; stop(): Promise<void> }>;
}

const shared = (globalThis as Record<symbol, unknown>)[Symbol.for('countersign.test-servers')] as
  | Map<string, Shared<unknown>>
  | undefined;
const servers = shared ?? new Map<string, Shared<unknown>>();
(globalThis as Record<symbol, unknown>)[Symbol.for('countersign.test-servers')] = servers;

const use = async <T>(
  name: string,
  start: () => Promise<{ readonly facts: T; stop(): Promise<void> }>,
): Promise<{ readonly facts: T; release(): Promise<void> }> => {
  const server = (servers.get(name) as Shared<T> | undefined) ?? { users: 0, value: start() };
  servers.set(name, server);
  server.users += 1;
  const { facts, stop } = await server.value;
  const release = async (): Promise<void> => {
    server.users -= 1;
    if (server.users > 0) return;
    servers.delete(name);
    await stop();
  };
  return { facts, release };
};

/** Postgres with the migrated template database; for the project `e2e` also Temporal's server and the built page. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const database = await use('postgres', startDatabaseServer);
  project.provide('databaseServer', database.facts);
  if (project.name !== 'e2e') return database.release;
  const temporal = await use('temporal', startTemporal);
  const cluster = await use('cluster', serveSharedCluster);
  // Here and not by the first stack that a test starts: others beside it must not see the page being swapped.
  if (await consoleIsStale()) await buildConsole(join(tmpdir(), 'countersign-console-build.log'));
  project.provide('temporalAddress', temporal.facts);
  project.provide('clusterAddress', cluster.facts);
  return async () => {
    await cluster.release();
    await temporal.release();
    await database.release();
  };
}

const MIGRATE = new URL('../../adapters/postgres/migrate.ts', import.meta.url).pathname;

const startDatabaseServer = async (): Promise<{ facts: DatabaseServer; stop(): Promise<void> }> => {
  const root = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  // As root, Postgres runs as another user, who must be able to enter.
  await chmod(root, 0o755);
  const port = await freePort();
  const password = 'test';
  const server = startEmbeddedPostgres({
    folder: join(root, 'postgres'),
    port,
    password,
    temporary: true,
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '300',
      autovacuum: 'off',
    },
  });
  await server.ready;
  const superUrl = postgresUrl('postgres', password, port, 'postgres');
  const facts: DatabaseServer = {
    superUrl,
    ownerUrl: postgresUrl(OWNER_LOGIN, password, port, TEMPLATE_DATABASE),
    appUrl: postgresUrl(APP_LOGIN, password, port, TEMPLATE_DATABASE),
  };
  try {
    await prepareTemplate(facts, password);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    facts,
    stop: async () => {
      await server.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
};

/** The owner is no superuser, as in production: row-level security must be what keeps tenants apart. */
const prepareTemplate = async (server: DatabaseServer, password: string): Promise<void> => {
  const admin = new pg.Client(server.superUrl);
  await admin.connect();
  try {
    await admin.query(`create role ${OWNER_LOGIN} login createrole createdb password '${password}'`);
    await admin.query(`create role ${APP_LOGIN} login password '${password}'`);
    await admin.query(`create database ${TEMPLATE_DATABASE} owner ${OWNER_LOGIN}`);
    if (!existsSync(MIGRATE)) return;
    const { migrate } = (await import(MIGRATE)) as { migrate(url: string): Promise<unknown> };
    await migrate(server.ownerUrl);
    await admin.query(`grant countersign_app to ${APP_LOGIN}`);
  } finally {
    await admin.end();
  }
};

const startTemporal = async (): Promise<{ facts: string; stop(): Promise<void> }> => {
  const found = await resolveTemporal({ env: process.env, say: (line) => process.stderr.write(`${line}\n`) });
  if (found.kind === 'server') return { facts: found.address, stop: async () => undefined };
  const port = await freePort();
  const server: OwnedProcess = startTemporalServer({
    binary: found.path,
    port,
    dbFile: null,
    pidFile: null,
    namespaces: [],
  });
  await server.ready;
  return { facts: `127.0.0.1:${port}`, stop: () => server.stop() };
};
