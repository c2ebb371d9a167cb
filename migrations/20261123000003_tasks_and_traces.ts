import type { Knex } from 'knex';
import { isolate, oneOf } from './sql/isolate.ts';

const TASK_STATUSES = [
  'queued',
  'thinking',
  'executing',
  'waiting_input',
  'delegated',
  'completed',
  'failed',
  'cancelled',
];

const STEP_TYPES = [
  'dispatched',
  'memory_recall',
  'executing',
  'skill_call',
  'delegated',
  'approval_requested',
  'approval_granted',
  'approval_rejected',
  'approval_expired',
  'followed_up',
  'completed',
  'failed',
  'cancelled',
];

const TABLES = `
create table threads (
  id uuid not null default uuidv7(),
  tenant_id uuid not null references tenants (id),
  platform text not null constraint threads_platform ${oneOf('platform', ['slack', 'discord', 'console'])},
  workspace_id text not null,
  channel_id text not null,
  thread_key text not null,
  task_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, platform, workspace_id, channel_id, thread_key)
);

create table agent_tasks (
  id uuid not null,
  tenant_id uuid not null references tenants (id),
  number integer not null,
  workflow_id text not null,
  fingerprint text not null,
  parent_task_id uuid,
  group_id uuid,
  assigned_agent_id uuid,
  requested_by uuid not null,
  surface text not null constraint agent_tasks_surface
    ${oneOf('surface', ['slack', 'discord', 'console', 'api'])},
  objective text not null,
  task_type text not null constraint agent_tasks_task_type
    ${oneOf('task_type', ['general', 'runbook', 'action'])},
  runbook text,
  arguments jsonb,
  priority text not null constraint agent_tasks_priority
    ${oneOf('priority', ['low', 'normal', 'high', 'urgent'])},
  status text not null default 'queued' constraint agent_tasks_status ${oneOf('status', TASK_STATUSES)},
  requires_approval boolean not null default false,
  context jsonb not null default '[]',
  output text,
  error jsonb,
  confidence double precision constraint agent_tasks_confidence check (confidence between 0 and 1),
  tokens_used integer not null default 0,
  cost numeric(14, 6) default 0,
  budget jsonb,
  thread_ref jsonb,
  thread_id uuid generated always as ((thread_ref ->> 'threadId')::uuid) stored,
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, number),
  unique (tenant_id, workflow_id),
  foreign key (tenant_id, parent_task_id) references agent_tasks (tenant_id, id),
  foreign key (tenant_id, group_id) references agent_groups (tenant_id, id),
  foreign key (tenant_id, assigned_agent_id) references agents (tenant_id, id),
  foreign key (tenant_id, requested_by) references members (tenant_id, id),
  foreign key (tenant_id, thread_id) references threads (tenant_id, id)
) with (fillfactor = 70);
create index agent_tasks_running on agent_tasks (tenant_id, number)
  where status not in ('completed', 'failed', 'cancelled');
create index agent_tasks_by_requester on agent_tasks (tenant_id, requested_by, number);
create index agent_tasks_by_thread on agent_tasks (tenant_id, thread_id, number) where thread_id is not null;

alter table threads add foreign key (tenant_id, task_id) references agent_tasks (tenant_id, id);
alter table agent_memories add foreign key (tenant_id, source_task_id) references agent_tasks (tenant_id, id);

create table execution_traces (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  task_id uuid not null,
  step_type text not null constraint execution_traces_step_type ${oneOf('step_type', STEP_TYPES)},
  step_order integer not null constraint execution_traces_step_order check (step_order > 0),
  agent_id uuid,
  details jsonb not null default '{}',
  duration_ms integer,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, task_id, step_order),
  foreign key (tenant_id, task_id) references agent_tasks (tenant_id, id),
  foreign key (tenant_id, agent_id) references agents (tenant_id, id)
);

-- The whole of an output that is too long for its trace row.
create table step_outputs (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  task_id uuid not null,
  step_order integer not null,
  content text not null,
  byte_size integer not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, task_id, step_order),
  foreign key (tenant_id, task_id) references agent_tasks (tenant_id, id)
);

create table agent_messages (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  task_id uuid not null,
  message_key text not null,
  from_agent_id uuid,
  to_agent_id uuid,
  member_id uuid,
  from_name text not null,
  message_type text not null constraint agent_messages_message_type
    ${oneOf('message_type', ['follow_up', 'question', 'answer'])},
  content text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, task_id, message_key),
  foreign key (tenant_id, task_id) references agent_tasks (tenant_id, id),
  foreign key (tenant_id, from_agent_id) references agents (tenant_id, id),
  foreign key (tenant_id, to_agent_id) references agents (tenant_id, id),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);
`;

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(TABLES);
  await knex.raw(isolate('threads', ['select', 'insert', 'update']));
  await knex.raw(isolate('agent_tasks', ['select', 'insert', 'update']));
  await knex.raw(isolate('execution_traces', ['select', 'insert']));
  await knex.raw(isolate('step_outputs', ['select', 'insert']));
  await knex.raw(isolate('agent_messages', ['select', 'insert']));
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    alter table agent_memories drop constraint agent_memories_tenant_id_source_task_id_fkey;
    alter table threads drop constraint threads_tenant_id_task_id_fkey;
    drop table agent_messages, step_outputs, execution_traces, agent_tasks, threads;
  `);
};
