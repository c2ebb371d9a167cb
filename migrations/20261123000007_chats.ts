import type { Knex } from 'knex';
import { CURRENT_TENANT, isolate, oneOf } from './sql/isolate.ts';

const PLATFORMS = ['slack', 'discord', 'console'];

const platform = (table: string): string =>
  `platform text not null constraint ${table}_platform ${oneOf('platform', PLATFORMS)}`;

const PLACES = `
create table chat_installations (
  id uuid not null default uuidv7(),
  tenant_id uuid not null references tenants (id),
  ${platform('chat_installations')},
  workspace_id text not null constraint chat_installations_workspace_id check (workspace_id ~ '^\\S+$'),
  enterprise_id text,
  name text not null,
  app_id text,
  bot_user_id text not null,
  bot_id text,
  scopes text[] not null,
  sealed_token text,
  installed_by text,
  status text not null constraint chat_installations_status ${oneOf('status', ['active', 'revoked'])},
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, platform, workspace_id),
  -- Over all tenants: what a workspace sends belongs to one of them.
  constraint chat_installations_one_tenant unique (platform, workspace_id)
);

create table approver_groups (
  id uuid not null default uuidv7(),
  tenant_id uuid not null references tenants (id),
  name text not null constraint approver_groups_name check (name <> ''),
  source text not null constraint approver_groups_source
    check (source ~ '^(manual|slack_usergroup:\\S+|discord_role:\\S+)$'),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

create table approver_group_members (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  group_id uuid not null,
  member_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, member_id, group_id),
  foreign key (tenant_id, group_id) references approver_groups (tenant_id, id) on delete cascade,
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);
create index approver_group_members_by_group on approver_group_members (tenant_id, group_id);

create table link_codes (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  member_id uuid not null,
  code_hash text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, member_id),
  unique (tenant_id, code_hash),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);

alter table member_identities add constraint member_identities_one_user
  unique (tenant_id, member_id, platform, workspace_id);
`;

const MESSAGES = `
create table posted_messages (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  thread_id uuid not null,
  slot text not null constraint posted_messages_slot check (length(slot) <= 500),
  message_ref text,
  content_hash text,
  final boolean not null default false,
  -- Both or none: who writes it now, and for how long the others let them.
  lease_token uuid,
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, thread_id, slot),
  constraint posted_messages_lease check ((lease_token is null) = (lease_until is null)),
  foreign key (tenant_id, thread_id) references threads (tenant_id, id)
) with (fillfactor = 70);
create index posted_messages_by_slot on posted_messages (tenant_id, slot);

create table written_words (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  thread_id uuid not null,
  message_id text not null,
  member_id uuid not null,
  content text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, thread_id, message_id),
  foreign key (tenant_id, thread_id) references threads (tenant_id, id),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);

create table chat_inbox (
  id uuid not null default uuidv7(),
  tenant_id uuid not null references tenants (id),
  ${platform('chat_inbox')},
  identity text not null,
  -- Null once it was dealt with.
  payload jsonb,
  received_at timestamptz not null,
  lease_until timestamptz not null,
  attempts integer not null,
  done_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, platform, identity)
);
create index chat_inbox_open on chat_inbox (platform, lease_until) where done_at is null;
create index chat_inbox_by_age on chat_inbox (received_at);

-- The line before an outside service. tat: theoretical arrival time, when the next place would be due at an even pace.
create table outbound_budgets (
  id uuid not null default uuidv7(),
  tenant_id uuid not null references tenants (id),
  budget_key text not null,
  tat timestamptz not null,
  blocked_until timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, budget_key)
) with (fillfactor = 50);
`;

const SWEEPING = "current_setting('app.scope', true) = 'inbox'";

/** Before a tenant is known, a row is found by saying which workspaces it may be, with blanks between them. */
const POLICIES = `
create policy presented on chat_installations for select to countersign_app
  using (tenant_id = ${CURRENT_TENANT} or platform || '/' || workspace_id
    = any (string_to_array(nullif(current_setting('app.presented_workspace', true), ''), ' ')));
create policy sweeping on chat_inbox to countersign_app using (${SWEEPING}) with check (${SWEEPING});
`;

const GRANTS = `
grant update (settings) on tenants to countersign_app;
grant insert on members to countersign_app;
grant update (role) on members to countersign_app;
grant insert, delete on member_identities to countersign_app;
`;

const REVOKES = `
revoke update (settings) on tenants from countersign_app;
revoke insert on members from countersign_app;
revoke update (role) on members from countersign_app;
revoke insert, delete on member_identities from countersign_app;
`;

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(PLACES);
  await knex.raw(MESSAGES);
  await knex.raw(isolate('chat_installations', ['select', 'insert', 'update']));
  await knex.raw(isolate('approver_groups', ['select', 'insert', 'update', 'delete']));
  await knex.raw(isolate('approver_group_members', ['select', 'insert', 'delete']));
  await knex.raw(isolate('link_codes', ['select', 'insert', 'update', 'delete']));
  await knex.raw(isolate('posted_messages', ['select', 'insert', 'update', 'delete']));
  await knex.raw(isolate('written_words', ['select', 'insert']));
  await knex.raw(isolate('chat_inbox', ['select', 'insert', 'update', 'delete']));
  await knex.raw(isolate('outbound_budgets', ['select', 'insert', 'update']));
  await knex.raw(POLICIES);
  await knex.raw(GRANTS);
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    drop table outbound_budgets, chat_inbox, written_words, posted_messages, link_codes, approver_group_members,
      approver_groups, chat_installations;
    alter table member_identities drop constraint member_identities_one_user;
  `);
  await knex.raw(REVOKES);
};
