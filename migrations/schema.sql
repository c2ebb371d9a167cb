-- Generated from the migrations; the tests compare it. Never edit it by hand.

CREATE OR REPLACE FUNCTION public.announce_approval()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('countersign_approval', json_build_object(
    'tenantId', new.tenant_id, 'approvalId', new.id)::text);
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.announce_console_message()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('countersign_console', json_build_object(
    'tenantId', new.tenant_id, 'threadId', new.thread_id, 'slot', new.slot,
    'visibleTo', new.visible_to_member_id)::text);
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.announce_decision()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('countersign_approval', json_build_object(
    'tenantId', new.tenant_id, 'approvalId', new.approval_id)::text);
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.announce_task()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('countersign_task', json_build_object(
    'tenantId', new.tenant_id, 'taskId', new.id)::text);
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.announce_trace_step()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('countersign_trace', json_build_object(
    'tenantId', new.tenant_id, 'taskId', new.task_id, 'stepOrder', new.step_order)::text);
  return null;
end $function$
;

create table agent_groups (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  name text not null,
  strategy text default 'best_match'::text not null,
  escalation_rules jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  constraint agent_groups_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint agent_groups_pkey PRIMARY KEY (tenant_id, id),
  constraint agent_groups_tenant_id_name_key UNIQUE (tenant_id, name)
);
alter table agent_groups enable row level security;
alter table agent_groups force row level security;
create table agent_memories (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  agent_id uuid not null,
  memory_type text not null,
  content text not null,
  importance double precision not null,
  source text not null,
  source_task_id uuid,
  trust text not null,
  access_count integer default 0 not null,
  last_accessed_at timestamp with time zone,
  content_vector tsvector generated always as ((to_tsvector('english'::regconfig, content) || to_tsvector('spanish'::regconfig, content))) stored not null,
  content_digest text generated always as (md5(content)) stored not null,
  created_at timestamp with time zone default now() not null,
  constraint agent_memories_importance CHECK (((importance >= (0)::double precision) AND (importance <= (1)::double precision))),
  constraint agent_memories_trust CHECK ((trust = ANY (ARRAY['trusted'::text, 'quarantined'::text]))),
  constraint agent_memories_tenant_id_agent_id_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES agents(tenant_id, id),
  constraint agent_memories_tenant_id_source_task_id_fkey FOREIGN KEY (tenant_id, source_task_id) REFERENCES agent_tasks(tenant_id, id),
  constraint agent_memories_pkey PRIMARY KEY (tenant_id, id),
  constraint agent_memories_tenant_id_agent_id_content_digest_trust_key UNIQUE (tenant_id, agent_id, content_digest, trust)
);
alter table agent_memories enable row level security;
alter table agent_memories force row level security;
create table agent_messages (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  task_id uuid not null,
  message_key text not null,
  from_agent_id uuid,
  to_agent_id uuid,
  member_id uuid,
  from_name text not null,
  message_type text not null,
  content text not null,
  created_at timestamp with time zone default now() not null,
  constraint agent_messages_message_type CHECK ((message_type = ANY (ARRAY['follow_up'::text, 'question'::text, 'answer'::text]))),
  constraint agent_messages_tenant_id_from_agent_id_fkey FOREIGN KEY (tenant_id, from_agent_id) REFERENCES agents(tenant_id, id),
  constraint agent_messages_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES members(tenant_id, id),
  constraint agent_messages_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES agent_tasks(tenant_id, id),
  constraint agent_messages_tenant_id_to_agent_id_fkey FOREIGN KEY (tenant_id, to_agent_id) REFERENCES agents(tenant_id, id),
  constraint agent_messages_pkey PRIMARY KEY (tenant_id, id),
  constraint agent_messages_tenant_id_task_id_message_key_key UNIQUE (tenant_id, task_id, message_key)
);
alter table agent_messages enable row level security;
alter table agent_messages force row level security;
create table agent_relationships (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  group_id uuid not null,
  from_agent_id uuid not null,
  to_agent_id uuid not null,
  relationship_type text not null,
  created_at timestamp with time zone default now() not null,
  constraint agent_relationships_relationship_type CHECK ((relationship_type = ANY (ARRAY['supervises'::text, 'delegates_to'::text, 'collaborates_with'::text]))),
  constraint agent_relationships_tenant_id_from_agent_id_fkey FOREIGN KEY (tenant_id, from_agent_id) REFERENCES agents(tenant_id, id),
  constraint agent_relationships_tenant_id_group_id_fkey FOREIGN KEY (tenant_id, group_id) REFERENCES agent_groups(tenant_id, id),
  constraint agent_relationships_tenant_id_to_agent_id_fkey FOREIGN KEY (tenant_id, to_agent_id) REFERENCES agents(tenant_id, id),
  constraint agent_relationships_pkey PRIMARY KEY (tenant_id, id),
  constraint agent_relationships_tenant_id_group_id_from_agent_id_to_age_key UNIQUE (tenant_id, group_id, from_agent_id, to_agent_id, relationship_type)
);
alter table agent_relationships enable row level security;
alter table agent_relationships force row level security;
create table agent_skills (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  agent_id uuid not null,
  skill_name text not null,
  proficiency double precision default 0.5 not null,
  times_used integer default 0 not null,
  success_rate double precision,
  last_used_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint agent_skills_proficiency CHECK (((proficiency >= (0)::double precision) AND (proficiency <= (1)::double precision))),
  constraint agent_skills_success_rate CHECK (((success_rate >= (0)::double precision) AND (success_rate <= (1)::double precision))),
  constraint agent_skills_times_used CHECK ((times_used >= 0)),
  constraint agent_skills_tenant_id_agent_id_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES agents(tenant_id, id),
  constraint agent_skills_pkey PRIMARY KEY (tenant_id, id),
  constraint agent_skills_tenant_id_agent_id_skill_name_key UNIQUE (tenant_id, agent_id, skill_name)
);
alter table agent_skills enable row level security;
alter table agent_skills force row level security;
create table agent_tasks (
  id uuid not null,
  tenant_id uuid not null,
  number integer not null,
  workflow_id text not null,
  fingerprint text not null,
  parent_task_id uuid,
  group_id uuid,
  assigned_agent_id uuid,
  requested_by uuid not null,
  surface text not null,
  objective text not null,
  task_type text not null,
  runbook text,
  arguments jsonb,
  priority text not null,
  status text default 'queued'::text not null,
  requires_approval boolean default false not null,
  context jsonb default '[]'::jsonb not null,
  output text,
  error jsonb,
  confidence double precision,
  tokens_used integer default 0 not null,
  cost numeric(14,6) default 0,
  budget jsonb,
  thread_ref jsonb,
  thread_id uuid generated always as (((thread_ref ->> 'threadId'::text))::uuid) stored,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint agent_tasks_confidence CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint agent_tasks_priority CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text]))),
  constraint agent_tasks_status CHECK ((status = ANY (ARRAY['queued'::text, 'thinking'::text, 'executing'::text, 'waiting_input'::text, 'delegated'::text, 'completed'::text, 'failed'::text, 'cancelled'::text]))),
  constraint agent_tasks_surface CHECK ((surface = ANY (ARRAY['slack'::text, 'discord'::text, 'console'::text, 'api'::text]))),
  constraint agent_tasks_task_type CHECK ((task_type = ANY (ARRAY['general'::text, 'runbook'::text, 'action'::text]))),
  constraint agent_tasks_tenant_id_assigned_agent_id_fkey FOREIGN KEY (tenant_id, assigned_agent_id) REFERENCES agents(tenant_id, id),
  constraint agent_tasks_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint agent_tasks_tenant_id_group_id_fkey FOREIGN KEY (tenant_id, group_id) REFERENCES agent_groups(tenant_id, id),
  constraint agent_tasks_tenant_id_parent_task_id_fkey FOREIGN KEY (tenant_id, parent_task_id) REFERENCES agent_tasks(tenant_id, id),
  constraint agent_tasks_tenant_id_requested_by_fkey FOREIGN KEY (tenant_id, requested_by) REFERENCES members(tenant_id, id),
  constraint agent_tasks_tenant_id_thread_id_fkey FOREIGN KEY (tenant_id, thread_id) REFERENCES threads(tenant_id, id),
  constraint agent_tasks_pkey PRIMARY KEY (tenant_id, id),
  constraint agent_tasks_tenant_id_number_key UNIQUE (tenant_id, number),
  constraint agent_tasks_tenant_id_workflow_id_key UNIQUE (tenant_id, workflow_id)
) with (fillfactor=70);
alter table agent_tasks enable row level security;
alter table agent_tasks force row level security;
create table agents (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  name text not null,
  description text default ''::text not null,
  capabilities text[] default '{}'::text[] not null,
  backend text not null,
  llm_config_id uuid,
  trust_level smallint default 0 not null,
  status text default 'active'::text not null,
  created_at timestamp with time zone default now() not null,
  constraint agents_backend CHECK ((backend = ANY (ARRAY['model'::text, 'openclaw'::text, 'adk'::text, 'runbook'::text]))),
  constraint agents_status CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text]))),
  constraint agents_trust_level CHECK (((trust_level >= 0) AND (trust_level <= 3))),
  constraint agents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint agents_pkey PRIMARY KEY (tenant_id, id),
  constraint agents_tenant_id_name_key UNIQUE (tenant_id, name)
);
alter table agents enable row level security;
alter table agents force row level security;
create table api_keys (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  member_id uuid not null,
  name text not null,
  prefix text not null,
  hash text not null,
  scopes text[] not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint api_keys_scopes CHECK ((scopes <@ ARRAY['tasks:read'::text, 'tasks:write'::text, 'approvals:read'::text, 'approvals:decide'::text])),
  constraint api_keys_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES members(tenant_id, id),
  constraint api_keys_pkey PRIMARY KEY (tenant_id, id),
  constraint api_keys_tenant_id_hash_key UNIQUE (tenant_id, hash)
);
alter table api_keys enable row level security;
alter table api_keys force row level security;
create table approval_decisions (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  approval_id uuid not null,
  member_id uuid not null,
  verdict text not null,
  reason text,
  digest text not null,
  surface text not null,
  on_behalf_of uuid,
  created_at timestamp with time zone default now() not null,
  constraint approval_decisions_surface CHECK ((surface = ANY (ARRAY['slack'::text, 'discord'::text, 'console'::text, 'api'::text]))),
  constraint approval_decisions_verdict CHECK ((verdict = ANY (ARRAY['approve'::text, 'reject'::text]))),
  constraint approval_decisions_tenant_id_approval_id_fkey FOREIGN KEY (tenant_id, approval_id) REFERENCES approvals(tenant_id, id),
  constraint approval_decisions_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES members(tenant_id, id),
  constraint approval_decisions_tenant_id_on_behalf_of_fkey FOREIGN KEY (tenant_id, on_behalf_of) REFERENCES members(tenant_id, id),
  constraint approval_decisions_pkey PRIMARY KEY (tenant_id, id),
  constraint approval_decisions_tenant_id_approval_id_member_id_digest_key UNIQUE (tenant_id, approval_id, member_id, digest)
);
alter table approval_decisions enable row level security;
alter table approval_decisions force row level security;
create table approvals (
  id uuid not null,
  tenant_id uuid not null,
  number integer not null,
  task_id uuid,
  requested_by uuid not null,
  subject jsonb not null,
  digest text not null,
  policy_version integer not null,
  requirement jsonb not null,
  risk jsonb not null,
  evidence jsonb not null,
  why text,
  status text default 'pending'::text not null,
  thread_ref jsonb,
  expires_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint approvals_risk CHECK (((risk ->> 'level'::text) = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text]))),
  constraint approvals_status CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'changes_requested'::text, 'expired'::text, 'withdrawn'::text]))),
  constraint approvals_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint approvals_tenant_id_requested_by_fkey FOREIGN KEY (tenant_id, requested_by) REFERENCES members(tenant_id, id),
  constraint approvals_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES agent_tasks(tenant_id, id),
  constraint approvals_pkey PRIMARY KEY (tenant_id, id),
  constraint approvals_tenant_id_number_key UNIQUE (tenant_id, number)
);
alter table approvals enable row level security;
alter table approvals force row level security;
create table approver_group_members (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  group_id uuid not null,
  member_id uuid not null,
  created_at timestamp with time zone default now() not null,
  constraint approver_group_members_tenant_id_group_id_fkey FOREIGN KEY (tenant_id, group_id) REFERENCES approver_groups(tenant_id, id) ON DELETE CASCADE,
  constraint approver_group_members_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES members(tenant_id, id),
  constraint approver_group_members_pkey PRIMARY KEY (tenant_id, id),
  constraint approver_group_members_tenant_id_member_id_group_id_key UNIQUE (tenant_id, member_id, group_id)
);
alter table approver_group_members enable row level security;
alter table approver_group_members force row level security;
create table approver_groups (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  name text not null,
  source text not null,
  created_at timestamp with time zone default now() not null,
  constraint approver_groups_name CHECK ((name <> ''::text)),
  constraint approver_groups_source CHECK ((source ~ '^(manual|slack_usergroup:\S+|discord_role:\S+)$'::text)),
  constraint approver_groups_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint approver_groups_pkey PRIMARY KEY (tenant_id, id),
  constraint approver_groups_tenant_id_name_key UNIQUE (tenant_id, name)
);
alter table approver_groups enable row level security;
alter table approver_groups force row level security;
create table audit_events (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  member_id uuid,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  outcome text not null,
  surface text not null,
  details jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  constraint audit_events_subject_type CHECK ((subject_type = ANY (ARRAY['approval'::text, 'task'::text, 'session'::text, 'member'::text, 'workspace'::text, 'instance'::text]))),
  constraint audit_events_surface CHECK ((surface = ANY (ARRAY['slack'::text, 'discord'::text, 'console'::text, 'api'::text]))),
  constraint audit_events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint audit_events_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES members(tenant_id, id),
  constraint audit_events_pkey PRIMARY KEY (tenant_id, id)
);
alter table audit_events enable row level security;
alter table audit_events force row level security;
create table catalogue_entries (
  id uuid default uuidv7() not null,
  kind text not null,
  name text not null,
  body jsonb not null,
  digest text not null,
  created_at timestamp with time zone default now() not null,
  constraint catalogue_entries_kind CHECK ((kind = ANY (ARRAY['runbook'::text, 'action'::text]))),
  constraint catalogue_entries_pkey PRIMARY KEY (kind, name)
);
alter table catalogue_entries enable row level security;
alter table catalogue_entries force row level security;
create table chat_inbox (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  platform text not null,
  identity text not null,
  payload jsonb,
  received_at timestamp with time zone not null,
  lease_until timestamp with time zone not null,
  attempts integer not null,
  done_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint chat_inbox_platform CHECK ((platform = ANY (ARRAY['slack'::text, 'discord'::text, 'console'::text]))),
  constraint chat_inbox_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint chat_inbox_pkey PRIMARY KEY (tenant_id, id),
  constraint chat_inbox_tenant_id_platform_identity_key UNIQUE (tenant_id, platform, identity)
);
alter table chat_inbox enable row level security;
alter table chat_inbox force row level security;
create table chat_installations (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  platform text not null,
  workspace_id text not null,
  enterprise_id text,
  name text not null,
  app_id text,
  bot_user_id text not null,
  bot_id text,
  scopes text[] not null,
  sealed_token text,
  installed_by text,
  status text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint chat_installations_platform CHECK ((platform = ANY (ARRAY['slack'::text, 'discord'::text, 'console'::text]))),
  constraint chat_installations_status CHECK ((status = ANY (ARRAY['active'::text, 'revoked'::text]))),
  constraint chat_installations_workspace_id CHECK ((workspace_id ~ '^\S+$'::text)),
  constraint chat_installations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint chat_installations_pkey PRIMARY KEY (tenant_id, id),
  constraint chat_installations_one_tenant UNIQUE (platform, workspace_id),
  constraint chat_installations_tenant_id_platform_workspace_id_key UNIQUE (tenant_id, platform, workspace_id)
);
alter table chat_installations enable row level security;
alter table chat_installations force row level security;
create table console_messages (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  thread_id uuid not null,
  slot text not null,
  seq bigint not null,
  revision bigint not null,
  author_member_id uuid,
  kind text not null,
  body jsonb not null,
  visible_to_member_id uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint console_messages_kind CHECK ((kind = ANY (ARRAY['text'::text, 'card'::text, 'notice'::text, 'form'::text]))),
  constraint console_messages_slot CHECK ((length(slot) <= 500)),
  constraint console_messages_tenant_id_author_member_id_fkey FOREIGN KEY (tenant_id, author_member_id) REFERENCES members(tenant_id, id),
  constraint console_messages_tenant_id_thread_id_fkey FOREIGN KEY (tenant_id, thread_id) REFERENCES threads(tenant_id, id),
  constraint console_messages_tenant_id_visible_to_member_id_fkey FOREIGN KEY (tenant_id, visible_to_member_id) REFERENCES members(tenant_id, id),
  constraint console_messages_pkey PRIMARY KEY (tenant_id, id),
  constraint console_messages_tenant_id_revision_key UNIQUE (tenant_id, revision),
  constraint console_messages_tenant_id_thread_id_slot_key UNIQUE (tenant_id, thread_id, slot)
);
alter table console_messages enable row level security;
alter table console_messages force row level security;
create table console_sessions (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  member_id uuid not null,
  kind text not null,
  hash text not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint console_sessions_kind CHECK ((kind = ANY (ARRAY['link'::text, 'session'::text]))),
  constraint console_sessions_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES members(tenant_id, id),
  constraint console_sessions_pkey PRIMARY KEY (tenant_id, id),
  constraint console_sessions_tenant_id_hash_key UNIQUE (tenant_id, hash)
);
alter table console_sessions enable row level security;
alter table console_sessions force row level security;
create table execution_traces (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  task_id uuid not null,
  step_type text not null,
  step_order integer not null,
  agent_id uuid,
  details jsonb default '{}'::jsonb not null,
  duration_ms integer,
  created_at timestamp with time zone default now() not null,
  constraint execution_traces_step_order CHECK ((step_order > 0)),
  constraint execution_traces_step_type CHECK ((step_type = ANY (ARRAY['dispatched'::text, 'memory_recall'::text, 'executing'::text, 'skill_call'::text, 'delegated'::text, 'approval_requested'::text, 'approval_granted'::text, 'approval_rejected'::text, 'approval_expired'::text, 'followed_up'::text, 'completed'::text, 'failed'::text, 'cancelled'::text]))),
  constraint execution_traces_tenant_id_agent_id_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES agents(tenant_id, id),
  constraint execution_traces_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES agent_tasks(tenant_id, id),
  constraint execution_traces_pkey PRIMARY KEY (tenant_id, id),
  constraint execution_traces_tenant_id_task_id_step_order_key UNIQUE (tenant_id, task_id, step_order)
);
alter table execution_traces enable row level security;
alter table execution_traces force row level security;
create table instance_secrets (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  instance_id uuid not null,
  revision integer not null,
  sealed_gateway_token text not null,
  sealed_device_key text not null,
  created_at timestamp with time zone default now() not null,
  constraint instance_secrets_revision CHECK ((revision > 0)),
  constraint instance_secrets_tenant_id_instance_id_fkey FOREIGN KEY (tenant_id, instance_id) REFERENCES tenant_instances(tenant_id, id),
  constraint instance_secrets_pkey PRIMARY KEY (tenant_id, id),
  constraint instance_secrets_tenant_id_instance_id_key UNIQUE (tenant_id, instance_id)
);
alter table instance_secrets enable row level security;
alter table instance_secrets force row level security;
create table link_codes (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  member_id uuid not null,
  code_hash text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone default now() not null,
  constraint link_codes_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES members(tenant_id, id),
  constraint link_codes_pkey PRIMARY KEY (tenant_id, id),
  constraint link_codes_tenant_id_code_hash_key UNIQUE (tenant_id, code_hash),
  constraint link_codes_tenant_id_member_id_key UNIQUE (tenant_id, member_id)
);
alter table link_codes enable row level security;
alter table link_codes force row level security;
create table member_identities (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  member_id uuid not null,
  platform text not null,
  workspace_id text not null,
  platform_user_id text not null,
  created_at timestamp with time zone default now() not null,
  constraint member_identities_platform CHECK ((platform = ANY (ARRAY['slack'::text, 'discord'::text, 'console'::text]))),
  constraint member_identities_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES members(tenant_id, id),
  constraint member_identities_pkey PRIMARY KEY (tenant_id, id),
  constraint member_identities_one_user UNIQUE (tenant_id, member_id, platform, workspace_id),
  constraint member_identities_tenant_id_platform_workspace_id_platform__key UNIQUE (tenant_id, platform, workspace_id, platform_user_id)
);
alter table member_identities enable row level security;
alter table member_identities force row level security;
create table members (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  display_name text not null,
  email text,
  role text not null,
  locale text default 'en'::text not null,
  out_of_office jsonb,
  created_at timestamp with time zone default now() not null,
  constraint members_locale CHECK ((locale = ANY (ARRAY['en'::text, 'es'::text]))),
  constraint members_role CHECK ((role = ANY (ARRAY['requester'::text, 'approver'::text, 'admin'::text]))),
  constraint members_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint members_pkey PRIMARY KEY (tenant_id, id)
);
alter table members enable row level security;
alter table members force row level security;
create table outbound_budgets (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  budget_key text not null,
  tat timestamp with time zone not null,
  blocked_until timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint outbound_budgets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint outbound_budgets_pkey PRIMARY KEY (tenant_id, id),
  constraint outbound_budgets_tenant_id_budget_key_key UNIQUE (tenant_id, budget_key)
) with (fillfactor=50);
alter table outbound_budgets enable row level security;
alter table outbound_budgets force row level security;
create table posted_messages (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  thread_id uuid not null,
  slot text not null,
  message_ref text,
  content_hash text,
  final boolean default false not null,
  lease_token uuid,
  lease_until timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint posted_messages_lease CHECK (((lease_token IS NULL) = (lease_until IS NULL))),
  constraint posted_messages_slot CHECK ((length(slot) <= 500)),
  constraint posted_messages_tenant_id_thread_id_fkey FOREIGN KEY (tenant_id, thread_id) REFERENCES threads(tenant_id, id),
  constraint posted_messages_pkey PRIMARY KEY (tenant_id, id),
  constraint posted_messages_tenant_id_thread_id_slot_key UNIQUE (tenant_id, thread_id, slot)
) with (fillfactor=70);
alter table posted_messages enable row level security;
alter table posted_messages force row level security;
create table step_outputs (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  task_id uuid not null,
  step_order integer not null,
  content text not null,
  byte_size integer not null,
  created_at timestamp with time zone default now() not null,
  constraint step_outputs_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES agent_tasks(tenant_id, id),
  constraint step_outputs_pkey PRIMARY KEY (tenant_id, id),
  constraint step_outputs_tenant_id_task_id_step_order_key UNIQUE (tenant_id, task_id, step_order)
);
alter table step_outputs enable row level security;
alter table step_outputs force row level security;
create table tenant_counters (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  counter text not null,
  value bigint not null,
  created_at timestamp with time zone default now() not null,
  constraint tenant_counters_counter CHECK ((counter = ANY (ARRAY['task'::text, 'approval'::text, 'console_revision'::text]))),
  constraint tenant_counters_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint tenant_counters_pkey PRIMARY KEY (tenant_id, counter)
) with (fillfactor=50);
alter table tenant_counters enable row level security;
alter table tenant_counters force row level security;
create table tenant_instances (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  name text not null,
  instance_type text not null,
  version text not null,
  status text not null,
  internal_url text,
  helm_release text not null,
  k8s_namespace text not null,
  resource_config jsonb not null,
  applied_values jsonb,
  health jsonb,
  error jsonb,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint tenant_instances_name CHECK ((name ~ '^[a-z]([a-z0-9-]{0,30}[a-z0-9]){0,1}$'::text)),
  constraint tenant_instances_status CHECK ((status = ANY (ARRAY['provisioning'::text, 'running'::text, 'stopped'::text, 'upgrading'::text, 'error'::text, 'destroying'::text, 'destroyed'::text]))),
  constraint tenant_instances_type CHECK ((instance_type = 'openclaw'::text)),
  constraint tenant_instances_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint tenant_instances_pkey PRIMARY KEY (tenant_id, id),
  constraint tenant_instances_one_release UNIQUE (helm_release)
) with (fillfactor=70);
alter table tenant_instances enable row level security;
alter table tenant_instances force row level security;
create table tenants (
  id uuid default uuidv7() not null,
  name text not null,
  slug text not null,
  locale text default 'en'::text not null,
  default_llm_config_id uuid,
  settings jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  constraint tenants_locale CHECK ((locale = ANY (ARRAY['en'::text, 'es'::text]))),
  constraint tenants_pkey PRIMARY KEY (id),
  constraint tenants_slug_key UNIQUE (slug)
);
alter table tenants enable row level security;
alter table tenants force row level security;
create table threads (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  platform text not null,
  workspace_id text not null,
  channel_id text not null,
  thread_key text not null,
  task_id uuid,
  created_at timestamp with time zone default now() not null,
  constraint threads_platform CHECK ((platform = ANY (ARRAY['slack'::text, 'discord'::text, 'console'::text]))),
  constraint threads_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint threads_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES agent_tasks(tenant_id, id),
  constraint threads_pkey PRIMARY KEY (tenant_id, id),
  constraint threads_tenant_id_platform_workspace_id_channel_id_thread_k_key UNIQUE (tenant_id, platform, workspace_id, channel_id, thread_key)
);
alter table threads enable row level security;
alter table threads force row level security;
create table written_words (
  id uuid default uuidv7() not null,
  tenant_id uuid not null,
  thread_id uuid not null,
  message_id text not null,
  member_id uuid not null,
  content text not null,
  created_at timestamp with time zone default now() not null,
  constraint written_words_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES members(tenant_id, id),
  constraint written_words_tenant_id_thread_id_fkey FOREIGN KEY (tenant_id, thread_id) REFERENCES threads(tenant_id, id),
  constraint written_words_pkey PRIMARY KEY (tenant_id, id),
  constraint written_words_tenant_id_thread_id_message_id_key UNIQUE (tenant_id, thread_id, message_id)
);
alter table written_words enable row level security;
alter table written_words force row level security;

CREATE INDEX agent_memories_newest ON public.agent_memories USING btree (tenant_id, agent_id, created_at DESC);
CREATE INDEX agent_tasks_by_requester ON public.agent_tasks USING btree (tenant_id, requested_by, number);
CREATE INDEX agent_tasks_by_thread ON public.agent_tasks USING btree (tenant_id, thread_id, number) WHERE (thread_id IS NOT NULL);
CREATE INDEX agent_tasks_running ON public.agent_tasks USING btree (tenant_id, number) WHERE (status <> ALL (ARRAY['completed'::text, 'failed'::text, 'cancelled'::text]));
CREATE INDEX api_keys_by_hash ON public.api_keys USING btree (hash);
CREATE INDEX approvals_by_task ON public.approvals USING btree (tenant_id, task_id, number) WHERE (task_id IS NOT NULL);
CREATE INDEX approvals_pending ON public.approvals USING btree (tenant_id, number) WHERE (status = 'pending'::text);
CREATE INDEX approver_group_members_by_group ON public.approver_group_members USING btree (tenant_id, group_id);
CREATE INDEX audit_events_by_subject ON public.audit_events USING btree (tenant_id, subject_type, subject_id, id);
CREATE INDEX chat_inbox_by_age ON public.chat_inbox USING btree (received_at);
CREATE INDEX chat_inbox_open ON public.chat_inbox USING btree (platform, lease_until) WHERE (done_at IS NULL);
CREATE INDEX console_messages_by_thread ON public.console_messages USING btree (tenant_id, thread_id, revision);
CREATE INDEX console_sessions_by_hash ON public.console_sessions USING btree (hash);
CREATE INDEX posted_messages_by_slot ON public.posted_messages USING btree (tenant_id, slot);
CREATE UNIQUE INDEX tenant_instances_live_name ON public.tenant_instances USING btree (tenant_id, name) WHERE (status <> 'destroyed'::text);

create policy operator on agent_groups for all to <owner> using (true) with check (true);
create policy tenant on agent_groups for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on agent_memories for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on agent_messages for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy operator on agent_relationships for all to <owner> using (true) with check (true);
create policy tenant on agent_relationships for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy operator on agent_skills for all to <owner> using (true) with check (true);
create policy tenant on agent_skills for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on agent_tasks for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy operator on agents for all to <owner> using (true) with check (true);
create policy tenant on agents for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy operator on api_keys for all to <owner> using (true) with check (true);
create policy presented on api_keys for select to countersign_app using (((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid) OR (hash = NULLIF(current_setting('app.presented_hash'::text, true), ''::text))));
create policy tenant on api_keys for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on approval_decisions for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on approvals for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on approver_group_members for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on approver_groups for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on audit_events for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy publishing on catalogue_entries for all to countersign_app using ((current_setting('app.scope'::text, true) = 'catalogue'::text)) with check ((current_setting('app.scope'::text, true) = 'catalogue'::text));
create policy readable on catalogue_entries for select to countersign_app using ((((NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid IS NOT NULL) OR (current_setting('app.scope'::text, true) = 'catalogue'::text)));
create policy sweeping on chat_inbox for all to countersign_app using ((current_setting('app.scope'::text, true) = 'inbox'::text)) with check ((current_setting('app.scope'::text, true) = 'inbox'::text));
create policy tenant on chat_inbox for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy operator on chat_installations for all to <owner> using (true) with check (true);
create policy presented on chat_installations for select to countersign_app using (((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid) OR (((platform || '/'::text) || workspace_id) = ANY (string_to_array(NULLIF(current_setting('app.presented_workspace'::text, true), ''::text), ' '::text)))));
create policy tenant on chat_installations for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on console_messages for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy operator on console_sessions for all to <owner> using (true) with check (true);
create policy presented on console_sessions for select to countersign_app using (((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid) OR (hash = NULLIF(current_setting('app.presented_hash'::text, true), ''::text))));
create policy tenant on console_sessions for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on execution_traces for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on instance_secrets for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on link_codes for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy operator on member_identities for all to <owner> using (true) with check (true);
create policy tenant on member_identities for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy operator on members for all to <owner> using (true) with check (true);
create policy tenant on members for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on outbound_budgets for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on posted_messages for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on step_outputs for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on tenant_counters for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on tenant_instances for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy operator on tenants for all to <owner> using (true) with check (true);
create policy tenant on tenants for all to countersign_app using ((id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on threads for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));
create policy tenant on written_words for all to countersign_app using ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)) with check ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

grant select on agent_groups to countersign_app;
grant insert, select, update on agent_memories to countersign_app;
grant insert, select on agent_messages to countersign_app;
grant select on agent_relationships to countersign_app;
grant insert, select, update on agent_skills to countersign_app;
grant insert, select, update on agent_tasks to countersign_app;
grant select on agents to countersign_app;
grant select on api_keys to countersign_app;
grant update (last_used_at) on api_keys to countersign_app;
grant insert, select on approval_decisions to countersign_app;
grant insert, select, update on approvals to countersign_app;
grant delete, insert, select on approver_group_members to countersign_app;
grant delete, insert, select, update on approver_groups to countersign_app;
grant insert, select on audit_events to countersign_app;
grant delete, insert, select, update on catalogue_entries to countersign_app;
grant delete, insert, select, update on chat_inbox to countersign_app;
grant insert, select, update on chat_installations to countersign_app;
grant insert, select, update on console_messages to countersign_app;
grant delete, insert, select, update on console_sessions to countersign_app;
grant insert, select on execution_traces to countersign_app;
grant delete, insert, select, update on instance_secrets to countersign_app;
grant delete, insert, select, update on link_codes to countersign_app;
grant delete, insert, select on member_identities to countersign_app;
grant insert, select on members to countersign_app;
grant update (role) on members to countersign_app;
grant insert, select, update on outbound_budgets to countersign_app;
grant delete, insert, select, update on posted_messages to countersign_app;
grant insert, select on step_outputs to countersign_app;
grant insert, select, update on tenant_counters to countersign_app;
grant insert, select, update on tenant_instances to countersign_app;
grant select on tenants to countersign_app;
grant update (settings) on tenants to countersign_app;
grant insert, select, update on threads to countersign_app;
grant insert, select on written_words to countersign_app;

CREATE TRIGGER announce_change AFTER UPDATE ON public.agent_tasks FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) OR (old.assigned_agent_id IS DISTINCT FROM new.assigned_agent_id))) EXECUTE FUNCTION announce_task();
CREATE TRIGGER announce_new AFTER INSERT ON public.agent_tasks FOR EACH ROW EXECUTE FUNCTION announce_task();
CREATE TRIGGER announce AFTER INSERT ON public.approval_decisions FOR EACH ROW EXECUTE FUNCTION announce_decision();
CREATE TRIGGER announce_change AFTER UPDATE ON public.approvals FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION announce_approval();
CREATE TRIGGER announce_new AFTER INSERT ON public.approvals FOR EACH ROW EXECUTE FUNCTION announce_approval();
CREATE TRIGGER announce AFTER INSERT OR UPDATE ON public.console_messages FOR EACH ROW EXECUTE FUNCTION announce_console_message();
CREATE TRIGGER announce AFTER INSERT ON public.execution_traces FOR EACH ROW EXECUTE FUNCTION announce_trace_step();
