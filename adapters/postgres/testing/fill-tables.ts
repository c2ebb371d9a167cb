import { randomInt, randomUUID } from 'node:crypto';
import type pg from 'pg';

export interface ForeignKey {
  /** Column beside tenant_id. */
  readonly column: string;
  readonly references: string;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly foreignKeys: readonly ForeignKey[];
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** First value of the check constraint that lists this column's values. */
  readonly allowed: string | null;
}

export type Row = Readonly<Record<string, unknown>>;

const COLUMNS = `
  select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type,
    a.attnotnull and d.oid is null as required,
    (select (regexp_match(pg_get_constraintdef(k.oid), '^CHECK \\(\\(' || a.attname || ' = ANY .ARRAY\\[''([^'']+)'''))[1]
      from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any(k.conkey) limit 1) as allowed
  from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d
    on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'knex%' and a.attnum > 0
    and not a.attisdropped and a.attgenerated = ''
  order by c.relname, a.attnum`;

const FOREIGN_KEYS = `
  select k.conrelid::regclass::text as table, a.attname as column, k.confrelid::regclass::text as references
  from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey)
  where k.contype = 'f' and k.connamespace = 'public'::regnamespace and a.attname <> 'tenant_id'
    and a.attgenerated = ''
  order by 1, 2`;

export const readTables = async (client: pg.Client): Promise<readonly Table[]> => {
  const columns = (await client.query<Column & { table: string }>(COLUMNS)).rows;
  const keys = (await client.query<ForeignKey & { table: string }>(FOREIGN_KEYS)).rows;
  return [...new Set(columns.map((column) => column.table))].map((name) => ({
    name,
    columns: columns.filter((column) => column.table === name),
    foreignKeys: keys.filter((key) => key.table === name),
  }));
};

/** What a check constraint wants and its text does not tell in a simple way. */
const SPECIAL: Readonly<Record<string, () => string>> = {
  'approvals.risk': () => '{"level":"low"}',
  'approver_groups.source': () => 'manual',
  'tenant_instances.instance_type': () => 'openclaw',
  'tenant_instances.name': () => `i${randomInt(1, 1_000_000)}`,
};

const sampleOf = (table: string, column: Column): unknown => {
  const special = SPECIAL[`${table}.${column.name}`];
  if (special !== undefined) return special();
  if (column.allowed !== null) return column.allowed;
  if (column.type === 'uuid' || column.type === 'text') return randomUUID();
  if (column.type === 'jsonb' || column.type.endsWith('[]')) return '{}';
  if (column.type.startsWith('timestamp')) return new Date(Date.now() + 3_600_000);
  if (column.type === 'boolean') return false;
  return column.type === 'double precision' ? 0.5 : randomInt(1, 1_000_000);
};

/** A row that the table takes: what it must have, and whatever it refers to. */
export const newRow = (table: Table, tenantId: string, ids: ReadonlyMap<string, string>): Row => {
  const row: Record<string, unknown> = {};
  for (const column of table.columns) {
    const key = table.foreignKeys.find((one) => one.column === column.name);
    if (column.name === 'tenant_id') row.tenant_id = tenantId;
    else if (column.name === 'id') row.id = table.name === 'tenants' ? tenantId : randomUUID();
    else if (key) {
      const id = ids.get(key.references);
      if (id) row[column.name] = id;
    } else if (column.required) row[column.name] = sampleOf(table.name, column);
  }
  return row;
};

export const insertRow = async (client: pg.Client, table: string, row: Row): Promise<void> => {
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  await client.query(
    `insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`,
    Object.values(row),
  );
};

/** One row in every table, those that are referred to first. Gives the ids by table. */
export const fillTables = async (
  client: pg.Client,
  tables: readonly Table[],
  tenantId: string,
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>();
  const required = (table: Table, column: string): boolean =>
    table.columns.some((one) => one.name === column && one.required);
  const left = new Set(tables);
  const ready = (table: Table): boolean =>
    table.name === 'tenants' ||
    (ids.has('tenants') &&
      table.foreignKeys.every((key) => ids.has(key.references) || !required(table, key.column)));
  while (left.size > 0) {
    const table = [...left].find(ready);
    if (!table) throw new Error(`a circle of required references: ${[...left].map((one) => one.name)}`);
    left.delete(table);
    const row = newRow(table, tenantId, ids);
    await insertRow(client, table.name, row);
    ids.set(table.name, String(row.id));
  }
  return ids;
};
