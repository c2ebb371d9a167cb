import knex, { type Knex } from 'knex';
import pg from 'pg';
import type { Log } from '../../core/ports/runtime.ts';
import { toAppError } from './errors.ts';
import { types } from './values.ts';

/** One SQL statement of `queries/`. A name lets each connection parse and plan it once. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What a transaction says of itself: row-level security reads it, and it is forgotten at the end. */
type Setting = 'app.tenant_id' | 'app.presented_hash' | 'app.presented_workspace' | 'app.scope';
export type Settings = Readonly<Partial<Record<Setting, string>>>;

/** An open transaction of one tenant. */
export interface Scope {
  query<Row>(statement: Statement): Promise<Row[]>;
  /** From here on the transaction is this tenant's: for those who find the tenant inside it. */
  enter(tenantId: string): Promise<void>;
}

export interface Database {
  /** One statement as this tenant, in one round trip. */
  run<Row>(tenantId: string, statement: Statement): Promise<Row[]>;
  /** Several statements as this tenant, in one transaction. */
  withTenant<T>(tenantId: string, fn: (scope: Scope) => Promise<T>): Promise<T>;
  /** The same before the tenant is known, or for what belongs to none. */
  withSettings<T>(settings: Settings, fn: (scope: Scope) => Promise<T>): Promise<T>;
  /** The same for Objection: models are never bound globally, every query takes this handle. */
  withModels<T>(tenantId: string, fn: (trx: Knex.Transaction) => PromiseLike<T>): Promise<T>;
  /** Throws AppError `store_unavailable` unless the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Address with the app's login. */
  readonly url: string;
  /** Most connections at a time; 10 unless told. */
  readonly maxConnections?: number;
  readonly log?: Log;
}

const ACQUIRE_MS = 5_000;
const STATEMENT_MS = 10_000;
/** Longer than the server's own limit: only a server that hangs reaches it. */
const ANSWER_MS = 15_000;

const createPool = ({ url, maxConnections = 10, log }: DatabaseOptions): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: ACQUIRE_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    // Statements of one transaction are sent without waiting for the answer to the one before.
    pipeline: true,
    types,
  });
  pool.on('error', (error) => log?.warn({ err: error }, 'an idle database connection was lost'));
  // A connection in use that breaks fails its statements; the event alone must not end the process.
  pool.on('connect', (client) => {
    client.on('error', (error) => log?.debug({ err: error }, 'a database connection was lost'));
  });
  return pool;
};

/** Knex writes to the terminal unless it is told where; what it throws reaches us anyway. */
const quiet = (log: Log | undefined): Knex.Logger => {
  const note = (message: unknown): void => log?.debug({ message: String(message) }, 'knex');
  return { warn: note, error: note, debug: note, deprecate: note };
};

const setting = (name: Setting, value: string): Statement => ({
  name: 'set_config',
  text: 'select set_config($1, $2, true)',
  values: [name, value],
});

const send = <Row>(client: pg.PoolClient, { name, text, values }: Statement): Promise<Row[]> =>
  client
    .query({ ...(name ? { name } : {}), text, values: values as unknown[] })
    .then((result) => result.rows as Row[]);

/** Waits for all, then tells the first error: nothing is left on the wire when the connection goes back. */
const settle = async <T extends readonly Promise<unknown>[]>(promises: T): Promise<void> => {
  const results = await Promise.allSettled(promises);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
};

export const createDatabase = (options: DatabaseOptions): Database => {
  const pool = createPool(options);
  const models = knex({ client: 'pg', connectionPool: pool, log: quiet(options.log) } as Knex.Config);

  const withClient = async <T>(fn: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    try {
      const client = await pool.connect();
      let failure: unknown;
      try {
        return await fn(client);
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        // After any failure the connection's state is unknown only when it broke; the pool sees that itself.
        client.release(isBroken(failure));
      }
    } catch (error) {
      throw toAppError(error);
    }
  };

  const transaction = <T>(settings: Settings, fn: (scope: Scope) => Promise<T>): Promise<T> =>
    withClient(async (client) => {
      const opening = open(client, settings);
      try {
        const result = await fn({
          query: (statement) => send(client, statement),
          enter: async (tenantId) => {
            await send(client, setting('app.tenant_id', tenantId));
          },
        });
        await settle(opening);
        await client.query('commit');
        return result;
      } catch (error) {
        await settle(opening).catch(() => undefined);
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    });

  return {
    run: <Row>(tenantId: string, statement: Statement) =>
      withClient(async (client) => {
        const [answer, sent] = inOneWrite(client, () => {
          const opening = open(client, { 'app.tenant_id': tenantId });
          const rows = send<Row>(client, statement);
          // A commit after a failed statement is a rollback.
          return [rows, [...opening, rows, client.query('commit')]] as const;
        });
        await settle(sent);
        return answer;
      }),
    withTenant: (tenantId, fn) => transaction({ 'app.tenant_id': tenantId }, fn),
    withSettings: transaction,
    async withModels(tenantId, fn) {
      try {
        return await models.transaction(async (trx) => {
          // Sent, not waited for: the first query follows right behind.
          const entering = trx.raw('select set_config(?, ?, true)', ['app.tenant_id', tenantId]).then();
          entering.catch(() => undefined);
          const result = await fn(trx);
          await entering;
          return result;
        });
      } catch (error) {
        throw toAppError(error);
      }
    },
    ping: () => withClient(async (client) => void (await client.query('select 1'))),
    async close() {
      await models.destroy();
      await pool.end();
    },
  };
};

interface Corked {
  readonly connection?: { readonly stream?: { cork(): void; uncork(): void } };
}

/** The library writes each statement to the socket by itself; a third of a busy process' time went into that. */
const inOneWrite = <T>(client: pg.PoolClient, write: () => T): T => {
  const stream = (client as unknown as Corked).connection?.stream;
  stream?.cork();
  try {
    return write();
  } finally {
    stream?.uncork();
  }
};

/** Not waited for: what follows is sent right behind it. Its errors are the errors of what follows, too. */
const open = (client: pg.PoolClient, settings: Settings): Promise<unknown>[] => {
  const opening: Promise<unknown>[] = [client.query('begin')];
  for (const [name, value] of Object.entries(settings)) {
    opening.push(send(client, setting(name as Setting, value)));
  }
  for (const promise of opening) promise.catch(() => undefined);
  return opening;
};

const isBroken = (failure: unknown): boolean => {
  const translated = toAppError(failure);
  return translated !== failure && !(failure as { code?: string }).code?.startsWith('40');
};
