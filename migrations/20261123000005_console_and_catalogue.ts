import type { Knex } from 'knex';
import { CURRENT_TENANT, isolate, oneOf } from './sql/isolate.ts';

const TABLES = `
create table console_messages (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  thread_id uuid not null,
  slot text not null constraint console_messages_slot check (length(slot) <= 500),
  seq bigint not null,
  revision bigint not null,
  author_member_id uuid,
  kind text not null constraint console_messages_kind ${oneOf('kind', ['text', 'card', 'notice', 'form'])},
  body jsonb not null,
  visible_to_member_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, thread_id, slot),
  unique (tenant_id, revision),
  foreign key (tenant_id, thread_id) references threads (tenant_id, id),
  foreign key (tenant_id, author_member_id) references members (tenant_id, id),
  foreign key (tenant_id, visible_to_member_id) references members (tenant_id, id)
);
create index console_messages_by_thread on console_messages (tenant_id, thread_id, revision);

-- What the worker can run, for help and completion. It is the same for every tenant.
create table catalogue_entries (
  id uuid not null default uuidv7(),
  kind text not null constraint catalogue_entries_kind ${oneOf('kind', ['runbook', 'action'])},
  name text not null,
  body jsonb not null,
  digest text not null,
  created_at timestamptz not null default now(),
  primary key (kind, name)
);
alter table catalogue_entries enable row level security;
alter table catalogue_entries force row level security;
`;

const PUBLISHING = "current_setting('app.scope', true) = 'catalogue'";

/** Read inside some tenant; written only by a transaction that says that it publishes the catalogue. */
const CATALOGUE_POLICIES = `
create policy readable on catalogue_entries for select to countersign_app
  using (${CURRENT_TENANT} is not null or ${PUBLISHING});
create policy publishing on catalogue_entries to countersign_app using (${PUBLISHING}) with check (${PUBLISHING});
grant select, insert, update, delete on catalogue_entries to countersign_app;
`;

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(TABLES);
  await knex.raw(isolate('console_messages', ['select', 'insert', 'update']));
  await knex.raw(CATALOGUE_POLICIES);
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop table catalogue_entries, console_messages');
};
