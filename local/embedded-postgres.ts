import { fileURLToPath } from 'node:url';
import { type OwnedProcess, PROCESS_INPUT, startOwnedProcess } from './owned-process.ts';
import { postgresPrefix } from './root-user.ts';

export interface PostgresProcessInput {
  /** Holds the cluster; belongs to the user that Postgres runs as. */
  readonly folder: string;
  readonly port: number;
  /** Of the superuser `postgres`. */
  readonly password: string;
  readonly settings: Readonly<Record<string, string>>;
  /** The data is deleted when the server stops. */
  readonly temporary: boolean;
}

const POSTGRES_MAIN = fileURLToPath(new URL('./postgres-process.ts', import.meta.url));

export const postgresUrl = (user: string, password: string, port: number, database: string): string =>
  `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

/** A real Postgres from npm; its cluster is made in the folder on first use. Becomes ready, or ends with the reason in its last lines. */
export const startEmbeddedPostgres = (input: PostgresProcessInput, logFile?: string): OwnedProcess =>
  startOwnedProcess({
    main: POSTGRES_MAIN,
    prefix: postgresPrefix(input.folder),
    env: { ...process.env, [PROCESS_INPUT]: JSON.stringify(input) },
    ...(logFile ? { logFile } : {}),
  });
