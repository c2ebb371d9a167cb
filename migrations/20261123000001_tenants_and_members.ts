import type { Knex } from 'knex';
import { CURRENT_TENANT, isolate, oneOf, openToOperator } from './sql/isolate.ts';

const LOCALES = ['en', 'es'];

/** Roles belong to the server, not to the database: another installation may have made it, or be making it now. */
const APP_ROLE = `
do $$ begin
  if not exists (select from pg_roles where rolname = 'countersign_app') then
    create role countersign_app nologin noinherit;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
`;

const TABLES = `
create table tenants (
  id uuid primary key default uuidv7(),
  name text not null,
  slug text not null unique,
  locale text not null default 'en' constraint tenants_locale ${oneOf('locale', LOCALES)},
  default_llm_config_id uuid,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

-- The last number given out, per tenant and kind. Its row lock puts writers in the order in which they commit.
create table tenant_counters (
  id uuid not null default uuidv7(),
  tenant_id uuid not null references tenants (id),
  counter text not null constraint tenant_counters_counter
    ${oneOf('counter', ['task', 'approval', 'console_revision'])},
  value bigint not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, counter)
) with (fillfactor = 50);

create table members (
  id uuid not null default uuidv7(),
  tenant_id uuid not null references tenants (id),
  display_name text not null,
  email text,
  role text not null constraint members_role ${oneOf('role', ['requester', 'approver', 'admin'])},
  locale text not null default 'en' constraint members_locale ${oneOf('locale', LOCALES)},
  out_of_office jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

create table member_identities (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  member_id uuid not null,
  platform text not null constraint member_identities_platform
    ${oneOf('platform', ['slack', 'discord', 'console'])},
  workspace_id text not null,
  platform_user_id text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, platform, workspace_id, platform_user_id),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);

-- What a key may do is its scopes within the role of its member, as that role is when the key is used.
create table api_keys (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  member_id uuid not null,
  name text not null,
  prefix text not null,
  hash text not null,
  scopes text[] not null constraint api_keys_scopes
    check (scopes <@ array['tasks:read', 'tasks:write', 'approvals:read', 'approvals:decide']),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, hash),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);
create index api_keys_by_hash on api_keys (hash);

create table console_sessions (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  member_id uuid not null,
  kind text not null constraint console_sessions_kind ${oneOf('kind', ['link', 'session'])},
  hash text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, hash),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);
create index console_sessions_by_hash on console_sessions (hash);
`;

/** Before a tenant is known, a row is found by presenting the hash of its secret; never changed that way. */
const foundByHash = (table: string): string => `
create policy presented on ${table} for select to countersign_app
  using (tenant_id = ${CURRENT_TENANT} or hash = nullif(current_setting('app.presented_hash', true), ''));
`;

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(APP_ROLE);
  await knex.raw('grant usage on schema public to countersign_app');
  await knex.raw(TABLES);
  await knex.raw(isolate('tenants', ['select'], 'id'));
  await knex.raw(isolate('tenant_counters', ['select', 'insert', 'update']));
  await knex.raw(isolate('members', ['select']));
  await knex.raw(isolate('member_identities', ['select']));
  await knex.raw(isolate('api_keys', ['select']));
  await knex.raw('grant update (last_used_at) on api_keys to countersign_app');
  await knex.raw(isolate('console_sessions', ['select', 'insert', 'update', 'delete']));
  await knex.raw(foundByHash('api_keys'));
  await knex.raw(foundByHash('console_sessions'));
  for (const table of ['tenants', 'members', 'member_identities', 'api_keys', 'console_sessions']) {
    await knex.raw(openToOperator(table));
  }
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw(
    'drop table console_sessions, api_keys, member_identities, members, tenant_counters, tenants',
  );
  await knex.raw('revoke usage on schema public from countersign_app');
};
