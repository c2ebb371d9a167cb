import type { Knex } from 'knex';
import { isolate, oneOf } from './sql/isolate.ts';

const SURFACES = ['slack', 'discord', 'console', 'api'];
const STATUSES = ['pending', 'approved', 'rejected', 'changes_requested', 'expired', 'withdrawn'];

const TABLES = `
create table approvals (
  id uuid not null,
  tenant_id uuid not null references tenants (id),
  number integer not null,
  task_id uuid,
  requested_by uuid not null,
  subject jsonb not null,
  digest text not null,
  policy_version integer not null,
  requirement jsonb not null,
  risk jsonb not null constraint approvals_risk ${oneOf("risk ->> 'level'", ['low', 'medium', 'high'])},
  evidence jsonb not null,
  why text,
  status text not null default 'pending' constraint approvals_status ${oneOf('status', STATUSES)},
  thread_ref jsonb,
  expires_at timestamptz not null,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, task_id) references agent_tasks (tenant_id, id),
  foreign key (tenant_id, requested_by) references members (tenant_id, id)
);
create index approvals_by_task on approvals (tenant_id, task_id, number) where task_id is not null;
create index approvals_pending on approvals (tenant_id, number) where status = 'pending';

create table approval_decisions (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  approval_id uuid not null,
  member_id uuid not null,
  verdict text not null constraint approval_decisions_verdict ${oneOf('verdict', ['approve', 'reject'])},
  reason text,
  digest text not null,
  surface text not null constraint approval_decisions_surface ${oneOf('surface', SURFACES)},
  on_behalf_of uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, approval_id, member_id, digest),
  foreign key (tenant_id, approval_id) references approvals (tenant_id, id),
  foreign key (tenant_id, member_id) references members (tenant_id, id),
  foreign key (tenant_id, on_behalf_of) references members (tenant_id, id)
);

create table audit_events (
  id uuid not null default uuidv7(),
  tenant_id uuid not null references tenants (id),
  member_id uuid,
  action text not null,
  subject_type text not null constraint audit_events_subject_type
    ${oneOf('subject_type', ['approval', 'task', 'session'])},
  subject_id text not null,
  outcome text not null,
  surface text not null constraint audit_events_surface ${oneOf('surface', SURFACES)},
  details jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);
create index audit_events_by_subject on audit_events (tenant_id, subject_type, subject_id, id);
`;

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(TABLES);
  await knex.raw(isolate('approvals', ['select', 'insert', 'update']));
  await knex.raw(isolate('approval_decisions', ['select', 'insert']));
  await knex.raw(isolate('audit_events', ['select', 'insert']));
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop table audit_events, approval_decisions, approvals');
};
