import pg from 'pg';

/** Everything the migrations made, from the catalog: the same text whoever owns it and on every run. */
export const describeSchema = async (ownerUrl: string): Promise<string> => {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  try {
    const parts: string[] = [HEADER];
    for (const query of [FUNCTIONS, TABLES, INDEXES, POLICIES, GRANTS, TRIGGERS]) {
      const { rows } = await client.query<{ line: string }>(query);
      parts.push(rows.map((row) => row.line).join('\n'));
    }
    return `${parts.join('\n\n')}\n`;
  } finally {
    await client.end();
  }
};

const HEADER = '-- Generated from the migrations; the tests compare it. Never edit it by hand.';

const OURS = "n.nspname = 'public' and c.relname not like 'knex\\_%'";

const FUNCTIONS = `
  select pg_get_functiondef(p.oid) || ';' as line from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = 'public' order by p.proname`;

const TABLES = `
  select format(E'create table %s (\\n%s\\n)%s;', c.relname, string_agg(part.line, E',\\n' order by part.place),
      coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '')) || case when c.relrowsecurity
      then format(E'\\nalter table %s enable row level security;', c.relname) else '' end
      || case when c.relforcerowsecurity
      then format(E'\\nalter table %s force row level security;', c.relname) else '' end as line
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select '1' || lpad(a.attnum::text, 4, '0') as place,
      format('  %s %s', a.attname, format_type(a.atttypid, a.atttypmod))
        || case when a.attgenerated = 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
           when d.oid is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end
        || case when a.attnotnull then ' not null' else '' end as line
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    union all
    select '2' || k.contype::text || k.conname, format('  constraint %s %s', k.conname, pg_get_constraintdef(k.oid))
    from pg_constraint k where k.conrelid = c.oid and k.contype <> 'n'
  ) part
  where ${OURS} and c.relkind = 'r' group by c.oid, c.relname order by c.relname`;

const INDEXES = `
  select pg_get_indexdef(i.indexrelid) || ';' as line from pg_index i
  join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class x on x.oid = i.indexrelid
  where ${OURS} and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  order by c.relname, x.relname`;

/** The owner has another name in every installation. */
const POLICIES = `
  select format('create policy %s on %s for %s to %s using (%s)%s;', p.policyname, p.tablename, lower(p.cmd),
      array_to_string(array(select case when r = pg_get_userbyid(c.relowner) then '<owner>' else r end
        from unnest(p.roles) as r), ', '), p.qual, coalesce(' with check (' || p.with_check || ')', '')) as line
  from pg_policies p join pg_namespace n on n.nspname = p.schemaname
  join pg_class c on c.relnamespace = n.oid and c.relname = p.tablename
  where ${OURS} order by p.tablename, p.policyname`;

const GRANTS = `
  select format('grant %s on %s to %s;', g.rights, g.name, g.grantee) as line from (
    select string_agg(lower(privilege_type), ', ' order by privilege_type) as rights, table_name as name, grantee
    from information_schema.role_table_grants
    where table_schema = 'public' and grantee = 'countersign_app' group by table_name, grantee
    union all
    select string_agg(format('%s (%s)', lower(p.privilege_type), p.column_name), ', '
      order by p.privilege_type, p.column_name), p.table_name, p.grantee
    from information_schema.column_privileges p
    where p.table_schema = 'public' and p.grantee = 'countersign_app' and not exists (
      select from information_schema.role_table_grants g where g.table_schema = p.table_schema
        and g.table_name = p.table_name and g.grantee = p.grantee and g.privilege_type = p.privilege_type)
    group by p.table_name, p.grantee
  ) g order by g.name, g.rights`;

const TRIGGERS = `
  select pg_get_triggerdef(t.oid) || ';' as line from pg_trigger t
  join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
  where ${OURS} and not t.tgisinternal order by c.relname, t.tgname`;
