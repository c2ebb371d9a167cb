import type { Knex } from 'knex';
import { isolate, oneOf, openToOperator } from './sql/isolate.ts';

const TABLES = `
create table agents (
  id uuid not null default uuidv7(),
  tenant_id uuid not null references tenants (id),
  name text not null,
  description text not null default '',
  capabilities text[] not null default '{}',
  backend text not null constraint agents_backend
    ${oneOf('backend', ['model', 'openclaw', 'adk', 'runbook'])},
  llm_config_id uuid,
  trust_level smallint not null default 0 constraint agents_trust_level check (trust_level between 0 and 3),
  status text not null default 'active' constraint agents_status ${oneOf('status', ['active', 'paused'])},
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

create table agent_groups (
  id uuid not null default uuidv7(),
  tenant_id uuid not null references tenants (id),
  name text not null,
  strategy text not null default 'best_match',
  escalation_rules jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

-- An agent is in a group when a relationship of that group names it.
create table agent_relationships (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  group_id uuid not null,
  from_agent_id uuid not null,
  to_agent_id uuid not null,
  relationship_type text not null constraint agent_relationships_relationship_type
    ${oneOf('relationship_type', ['supervises', 'delegates_to', 'collaborates_with'])},
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, group_id, from_agent_id, to_agent_id, relationship_type),
  foreign key (tenant_id, group_id) references agent_groups (tenant_id, id),
  foreign key (tenant_id, from_agent_id) references agents (tenant_id, id),
  foreign key (tenant_id, to_agent_id) references agents (tenant_id, id)
);

create table agent_skills (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  agent_id uuid not null,
  skill_name text not null,
  proficiency double precision not null default 0.5 constraint agent_skills_proficiency
    check (proficiency between 0 and 1),
  times_used integer not null default 0 constraint agent_skills_times_used check (times_used >= 0),
  success_rate double precision constraint agent_skills_success_rate check (success_rate between 0 and 1),
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, agent_id, skill_name),
  foreign key (tenant_id, agent_id) references agents (tenant_id, id)
);

-- Words are stemmed in both languages people write in; the query drops the stop words of either. An index over the
-- words would not be used: row-level security has the tenant compared before any operator of text search.
create table agent_memories (
  id uuid not null default uuidv7(),
  tenant_id uuid not null,
  agent_id uuid not null,
  memory_type text not null,
  content text not null,
  importance double precision not null constraint agent_memories_importance check (importance between 0 and 1),
  source text not null,
  source_task_id uuid,
  trust text not null constraint agent_memories_trust ${oneOf('trust', ['trusted', 'quarantined'])},
  access_count integer not null default 0,
  last_accessed_at timestamptz,
  content_vector tsvector not null
    generated always as (to_tsvector('english', content) || to_tsvector('spanish', content)) stored,
  content_digest text not null generated always as (md5(content)) stored,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, agent_id, content_digest, trust),
  foreign key (tenant_id, agent_id) references agents (tenant_id, id)
);
create index agent_memories_newest on agent_memories (tenant_id, agent_id, created_at desc);
`;

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(TABLES);
  await knex.raw(isolate('agents', ['select']));
  await knex.raw(isolate('agent_groups', ['select']));
  await knex.raw(isolate('agent_relationships', ['select']));
  await knex.raw(isolate('agent_skills', ['select', 'insert', 'update']));
  await knex.raw(isolate('agent_memories', ['select', 'insert', 'update']));
  for (const table of ['agents', 'agent_groups', 'agent_relationships', 'agent_skills']) {
    await knex.raw(openToOperator(table));
  }
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop table agent_memories, agent_skills, agent_relationships, agent_groups, agents');
};
