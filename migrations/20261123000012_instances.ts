import type { Knex } from 'knex';
import { isolate, oneOf } from './sql/isolate.ts';

const STATUSES = ['provisioning', 'running', 'stopped', 'upgrading', 'error', 'destroying', 'destroyed'];
const SUBJECTS_BEFORE = ['approval', 'task', 'session', 'member', 'workspace'];

const INSTANCES = `
create table tenant_instances (
  id uuid not null default uuidv7(),
  tenant_id uuid not null references tenants (id),
  name text not null constraint tenant_instances_name check (name ~ '^[a-z]([a-z0-9-]{0,30}[a-z0-9]){0,1}$'),
  instance_type text not null constraint tenant_instances_type ${oneOf('instance_type', ['openclaw'])},
  version text not null,
  status text not null constraint tenant_instances_status ${oneOf('status', STATUSES)},
  internal_url text,
  helm_release text not null,
  k8s_namespace text not null,
  resource_config jsonb not null,
  -- What was applied last: what an upgrade is compared with, and what it goes back to.
  applied_values jsonb,
  health jsonb,
  error jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  -- Over all tenants: a release belongs to one instance.
  constraint tenant_instances_one_release unique (helm_release)
) with (fillfactor = 70);
create unique index tenant_instances_live_name on tenant_instances (tenant_id, name) where status <> 'destroyed';

create table instance_secrets (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  instance_id uuid not null,
  -- Grows with every new token.
  revision integer not null constraint instance_secrets_revision check (revision > 0),
  sealed_gateway_token text not null,
  sealed_device_key text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, instance_id),
  foreign key (tenant_id, instance_id) references tenant_instances (tenant_id, id)
);
`;

const subjects = (allowed: readonly string[], also = ''): string => `
alter table audit_events
  drop constraint audit_events_subject_type,
  add constraint audit_events_subject_type ${oneOf('subject_type', allowed)}${also};
`;

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(INSTANCES);
  await knex.raw(isolate('tenant_instances', ['select', 'insert', 'update']));
  await knex.raw(isolate('instance_secrets', ['select', 'insert', 'update', 'delete']));
  await knex.raw(subjects([...SUBJECTS_BEFORE, 'instance']));
};

/** What was audited stays audited. */
export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop table instance_secrets, tenant_instances;');
  await knex.raw(subjects(SUBJECTS_BEFORE, ' not valid'));
};
