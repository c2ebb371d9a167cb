import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../local/testing/database.ts';
import { fillTables, insertRow, newRow, readTables, type Table } from './testing/fill-tables.ts';

/** Belong to no tenant: the list of tenants itself, and what the worker can run. */
const NOT_OF_A_TENANT = ['tenants', 'catalogue_entries'];
/** Not of a tenant, on purpose: what a workspace sends, and a release, belongs to one of them. */
const OVER_ALL_TENANTS = [
  'chat_installations.chat_installations_one_tenant',
  'tenant_instances.tenant_instances_one_release',
];
const DENIED = '42501';

let database: TestDatabase;
/** Sees everything, to fill the tables and to look at what became of them. */
let god: pg.Client;
let app: pg.Client;
let tables: readonly Table[];
const mine = randomUUID();
const theirs = randomUUID();
let theirIds: ReadonlyMap<string, string>;
let myIds: ReadonlyMap<string, string>;

beforeAll(async () => {
  database = await cloneDatabase();
  const superUrl = new URL(inject('databaseServer').superUrl);
  superUrl.pathname = `/${database.name}`;
  god = new pg.Client(superUrl.toString());
  app = new pg.Client(database.appUrl);
  await god.connect();
  await app.connect();
  tables = await readTables(god);
  const tenantTables = tables.filter((table) => table.name !== 'catalogue_entries');
  myIds = await fillTables(god, tenantTables, mine);
  theirIds = await fillTables(god, tenantTables, theirs);
});
afterAll(async () => {
  await app.end();
  await god.end();
  await database.drop();
});

const keyOf = (table: Table): string => (table.name === 'tenants' ? 'id' : 'tenant_id');

/** What this does as the app with this tenant (null: none): its rows, or the code of the refusal. Never kept. */
const attempt = async (
  tenantId: string | null,
  run: (client: pg.Client) => Promise<pg.QueryResult | undefined>,
): Promise<number | string> => {
  await app.query('begin');
  try {
    if (tenantId !== null) await app.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
    const result = await run(app);
    return result?.rowCount ?? 0;
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await app.query('rollback');
  }
};

const each = async (check: (table: Table) => Promise<void>): Promise<void> => {
  const walked = tables.filter((table) => table.name !== 'catalogue_entries');
  expect(walked.length).toBeGreaterThan(15);
  for (const table of walked) await check(table);
};

const fingerprint = async (tenantId: string): Promise<string> => {
  const parts: string[] = [];
  for (const table of tables.filter((one) => one.name !== 'catalogue_entries')) {
    const text = `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from ${table.name} t
      where ${keyOf(table)} = $1`;
    parts.push(`${table.name} ${(await god.query(text, [tenantId])).rows[0].sum}`);
  }
  return parts.join('\n');
};

describe('a tenant, on every table', () => {
  it("reads and counts its own rows and nobody else's", () =>
    each(async (table) => {
      const all = await attempt(mine, (client) => client.query(`select * from ${table.name}`));
      expect([table.name, all]).toEqual([table.name, 1]);
      const other = await attempt(mine, (client) =>
        client.query(`select * from ${table.name} where ${keyOf(table)} = $1 or id = $2`, [
          theirs,
          theirIds.get(table.name),
        ]),
      );
      expect([table.name, other]).toEqual([table.name, 0]);
    }));

  it('changes and deletes nothing of another, and gives nothing away', async () => {
    const before = await fingerprint(theirs);
    await each(async (table) => {
      const id = theirIds.get(table.name);
      const column = table.columns.find((one) => !['id', 'tenant_id'].includes(one.name))?.name ?? 'id';
      const update = await attempt(mine, (client) =>
        client.query(`update ${table.name} set ${column} = ${column} where id = $1`, [id]),
      );
      expect([table.name, update]).toEqual([table.name, expect.toBeOneOf([0, DENIED])]);
      const remove = await attempt(mine, (client) =>
        client.query(`delete from ${table.name} where id = $1`, [id]),
      );
      expect([table.name, remove]).toEqual([table.name, expect.toBeOneOf([0, DENIED])]);
      const give = await attempt(mine, (client) =>
        client.query(`update ${table.name} set ${keyOf(table)} = $1`, [theirs]),
      );
      expect([table.name, give]).toEqual([table.name, DENIED]);
    });
    expect(await fingerprint(theirs)).toBe(before);
  });

  it('writes nothing into another', () =>
    each(async (table) => {
      const row = newRow(table, table.name === 'tenants' ? randomUUID() : theirs, theirIds);
      const answer = await attempt(mine, async (client) => {
        await insertRow(client, table.name, row);
        return undefined;
      });
      expect([table.name, answer]).toEqual([table.name, DENIED]);
    }));

  it('refers to nothing of another', () =>
    each(async (table) => {
      for (const key of table.foreignKeys) {
        const row = { ...newRow(table, mine, myIds), [key.column]: theirIds.get(key.references) };
        const answer = await attempt(mine, async (client) => {
          await insertRow(client, table.name, row);
          return undefined;
        });
        const place = `${table.name}.${key.column}`;
        expect([place, answer]).toEqual([place, expect.toBeOneOf(['23503', DENIED])]);
      }
    }));

  it.each([null, ''])('that was not named (%j) reads and writes nothing', (tenantId) =>
    each(async (table) => {
      const read = await attempt(tenantId, (client) => client.query(`select * from ${table.name}`));
      expect([table.name, read]).toEqual([table.name, 0]);
      const insert = await attempt(tenantId, async (client) => {
        await insertRow(client, table.name, newRow(table, mine, myIds));
        return undefined;
      });
      expect([table.name, insert]).toEqual([table.name, DENIED]);
      for (const verb of [`update ${table.name} set id = id`, `delete from ${table.name}`]) {
        const answer = await attempt(tenantId, (client) => client.query(verb));
        expect([verb, answer]).toEqual([verb, expect.toBeOneOf([0, DENIED])]);
      }
    }),
  );

  it('is found by a presented hash, and only read that way', async () => {
    for (const table of ['api_keys', 'console_sessions']) {
      const id = theirIds.get(table);
      const { hash } = (await god.query(`select hash from ${table} where id = $1`, [id])).rows[0];
      const presenting = (sql: string) =>
        attempt(null, async (client) => {
          await client.query("select set_config('app.presented_hash', $1, true)", [hash]);
          return client.query(sql);
        });
      expect(await presenting(`select from ${table}`)).toBe(1);
      expect(await presenting(`delete from ${table}`)).toBeOneOf([0, DENIED]);
      expect(await presenting(`update ${table} set created_at = now()`)).toBeOneOf([0, DENIED]);
    }
  });
});

describe('chats', () => {
  const within = (name: string, value: string, sql: string) =>
    attempt(null, async (client) => {
      await client.query('select set_config($1, $2, true)', [name, value]);
      return client.query(sql);
    });

  it('find an installation by the workspace they present, and only read it that way', async () => {
    const id = theirIds.get('chat_installations');
    const { platform, workspace_id } = (
      await god.query('select platform, workspace_id from chat_installations where id = $1', [id])
    ).rows[0];
    const presenting = (presented: string, sql: string) => within('app.presented_workspace', presented, sql);
    const here = `${platform}/${workspace_id}`;
    expect(await presenting(here, 'select from chat_installations')).toBe(1);
    expect(await presenting(`${platform}/other ${here}`, 'select from chat_installations')).toBe(1);
    for (const other of ['', ' ', workspace_id, `${platform}/`, `other/${workspace_id}`]) {
      expect([other, await presenting(other, 'select from chat_installations')]).toEqual([other, 0]);
    }
    expect(await presenting(here, 'update chat_installations set name = name')).toBe(0);
    expect(await presenting(here, 'delete from chat_installations')).toBe(DENIED);
  });

  it('are swept over all tenants by who says so, and nothing else is open to them', async () => {
    const sweeping = (sql: string) => within('app.scope', 'inbox', sql);
    expect(await sweeping('select from chat_inbox')).toBe(2);
    expect(await sweeping('update chat_inbox set attempts = attempts + 1')).toBe(2);
    expect(await within('app.scope', 'catalogue', 'select from chat_inbox')).toBe(0);
    for (const { name } of tables) {
      if (name !== 'chat_inbox') expect([name, await sweeping(`select from ${name}`)]).toEqual([name, 0]);
    }
  });
});

describe('the catalogue', () => {
  it('is read by a tenant only and written by who publishes it only', async () => {
    const insert = (scope: string) =>
      attempt(mine, async (client) => {
        await client.query("select set_config('app.scope', $1, true)", [scope]);
        return client.query(
          "insert into catalogue_entries (kind, name, body, digest) values ('runbook', 'x', '{}', 'd')",
        );
      });
    expect(await insert('')).toBe(DENIED);
    expect(await insert('catalogue')).toBe(1);
    await god.query(
      "insert into catalogue_entries (kind, name, body, digest) values ('runbook', 'y', '{}', 'd')",
    );
    const read = (tenantId: string | null) =>
      attempt(tenantId, (client) => client.query('select from catalogue_entries'));
    expect(await read(mine)).toBe(1);
    expect(await read(null)).toBe(0);
    expect(await attempt(mine, (client) => client.query('delete from catalogue_entries'))).toBe(0);
  });
});

describe('the schema', () => {
  const names = async (sql: string): Promise<readonly string[]> =>
    (await god.query<{ name: string }>(sql)).rows.map((row) => row.name);

  it('has row-level security enabled and forced on every table', async () => {
    const open = await names(`select relname as name from pg_class where relnamespace = 'public'::regnamespace
      and relkind in ('r', 'p') and relname not like 'knex%' and not (relrowsecurity and relforcerowsecurity)`);
    expect(open).toEqual([]);
    const views =
      await names(`select relname as name from pg_class where relnamespace = 'public'::regnamespace
      and relkind in ('v', 'm')`);
    expect(views).toEqual([]);
  });

  it('has the tenant in every primary, unique and foreign key', async () => {
    const without = await names(`
      select c.relname || '.' || k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.connamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f') and c.relname not like 'knex%'
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum = any(k.conkey)
          and a.attname = 'tenant_id')
        and c.relname <> all ('{${NOT_OF_A_TENANT.join(',')}}')
      union all
      select c.relname || '.' || x.relname from pg_index i join pg_class c on c.oid = i.indrelid
      join pg_class x on x.oid = i.indexrelid
      where c.relnamespace = 'public'::regnamespace and i.indisunique and c.relname not like 'knex%'
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum = any(i.indkey)
          and a.attname = 'tenant_id')
        and c.relname <> all ('{${NOT_OF_A_TENANT.join(',')}}')`);
    expect(new Set(without)).toEqual(new Set(OVER_ALL_TENANTS));
  });

  it('gives the app a role that owns nothing, bypasses nothing and may not change the schema', async () => {
    const { rows } = await app.query(`
      select r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,
        has_schema_privilege(current_user, 'public', 'create') as creates,
        (select count(*)::int from pg_class where relowner = r.oid) as owns
      from pg_roles r where r.rolname in (current_user, 'countersign_app')`);
    const nothing = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false };
    expect(rows).toEqual([
      { ...nothing, creates: false, owns: 0 },
      { ...nothing, creates: false, owns: 0 },
    ]);
    const sets = await attempt(mine, (client) => client.query('set local row_security = off'));
    expect(sets).toBeTypeOf('number');
    const unguarded = await attempt(mine, async (client) => {
      await client.query('set local row_security = off');
      return client.query('select from agent_tasks');
    });
    expect(unguarded).toBe(DENIED);
    for (const sql of ['truncate agent_tasks', 'alter table agent_tasks disable row level security']) {
      expect(await attempt(mine, (client) => client.query(sql))).toBe(DENIED);
    }
  });

  it("keeps the owner out of the tenants' work", async () => {
    const owner = new pg.Client(database.ownerUrl);
    await owner.connect();
    for (const table of [
      'agent_tasks',
      'execution_traces',
      'step_outputs',
      'approvals',
      'console_messages',
    ]) {
      const { rowCount } = await owner.query(`select from ${table}`);
      expect([table, rowCount]).toEqual([table, 0]);
    }
    await owner.end();
  });
});
