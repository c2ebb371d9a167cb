import type { Knex } from 'knex';

/** Ids only: whoever listens reads the rows as its own tenant. */
const FUNCTIONS = `
create function announce_console_message() returns trigger language plpgsql as $$
begin
  perform pg_notify('countersign_console', json_build_object(
    'tenantId', new.tenant_id, 'threadId', new.thread_id, 'slot', new.slot,
    'visibleTo', new.visible_to_member_id)::text);
  return null;
end $$;

create function announce_trace_step() returns trigger language plpgsql as $$
begin
  perform pg_notify('countersign_trace', json_build_object(
    'tenantId', new.tenant_id, 'taskId', new.task_id, 'stepOrder', new.step_order)::text);
  return null;
end $$;

create function announce_task() returns trigger language plpgsql as $$
begin
  perform pg_notify('countersign_task', json_build_object(
    'tenantId', new.tenant_id, 'taskId', new.id)::text);
  return null;
end $$;

create function announce_approval() returns trigger language plpgsql as $$
begin
  perform pg_notify('countersign_approval', json_build_object(
    'tenantId', new.tenant_id, 'approvalId', new.id)::text);
  return null;
end $$;
`;

const TRIGGERS = `
create trigger announce after insert or update on console_messages
  for each row execute function announce_console_message();
create trigger announce after insert on execution_traces
  for each row execute function announce_trace_step();
create trigger announce_new after insert on agent_tasks
  for each row execute function announce_task();
create trigger announce_change after update on agent_tasks
  for each row when (old.status is distinct from new.status
    or old.assigned_agent_id is distinct from new.assigned_agent_id)
  execute function announce_task();
create trigger announce_new after insert on approvals
  for each row execute function announce_approval();
create trigger announce_change after update on approvals
  for each row when (old.status is distinct from new.status)
  execute function announce_approval();
create trigger announce after insert on approval_decisions
  for each row execute function announce_decision();
`;

const DECISION_FUNCTION = `
create function announce_decision() returns trigger language plpgsql as $$
begin
  perform pg_notify('countersign_approval', json_build_object(
    'tenantId', new.tenant_id, 'approvalId', new.approval_id)::text);
  return null;
end $$;
`;

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(FUNCTIONS + DECISION_FUNCTION);
  await knex.raw(TRIGGERS);
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    drop function announce_console_message, announce_trace_step, announce_task, announce_approval,
      announce_decision cascade
  `);
};
