import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENT_BACKENDS, AGENT_STATUSES, RELATIONSHIP_TYPES } from '../../core/agent.ts';
import { APPROVAL_STATUSES, RISK_LEVELS, VERDICTS } from '../../core/approval.ts';
import { INSTANCE_STATUSES } from '../../core/instance.ts';
import { LOCALES, PLATFORMS, ROLES, SURFACES } from '../../core/member.ts';
import { API_SCOPES } from '../../core/ports/stores.ts';
import { PRIORITIES, TASK_STATUSES, TASK_TYPES } from '../../core/task.ts';
import { STEP_TYPES } from '../../core/trace.ts';
import { cloneDatabase, type TestDatabase } from '../../local/testing/database.ts';
import { migrate, migrateDown } from './migrate.ts';
import { describeSchema } from './testing/describe-schema.ts';
import { ask } from './testing/harness.ts';

const SCHEMA_FILE = fileURLToPath(new URL('../../migrations/schema.sql', import.meta.url));

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase({ empty: true });
});
afterAll(() => database.drop());

describe('migrations', () => {
  it('go up, all the way down, and up to the same again; several at once are one', async () => {
    const { ownerUrl } = database;
    await Promise.all([migrate(ownerUrl), migrate(ownerUrl), migrate(ownerUrl)]);
    const first = await describeSchema(ownerUrl);
    await migrateDown(ownerUrl);
    const left = await ask(
      ownerUrl,
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S', 'v')
       and relname not like 'knex%' union all
       select proname from pg_proc where pronamespace = 'public'::regnamespace`,
    );
    expect(left).toEqual([]);
    await migrate(ownerUrl);
    expect(await describeSchema(ownerUrl)).toBe(first);
  });

  it('carry on after a migrator was killed with the lock row taken', async () => {
    await migrate(database.ownerUrl);
    await ask(database.ownerUrl, 'update knex_migrations_lock set is_locked = 1');
    await migrate(database.ownerUrl);
  });

  it('are what schema.sql says (renew it with: npx vitest run --project integration migrate -u)', async () => {
    await migrate(database.ownerUrl);
    await expect(await describeSchema(database.ownerUrl)).toMatchFileSnapshot(SCHEMA_FILE);
  });
});

const ENUMS: Readonly<Record<string, readonly string[]>> = {
  tenant_instances_status: INSTANCE_STATUSES,
  agent_messages_message_type: ['follow_up', 'question', 'answer'],
  agent_relationships_relationship_type: RELATIONSHIP_TYPES,
  agent_tasks_priority: PRIORITIES,
  agent_tasks_status: TASK_STATUSES,
  agent_tasks_surface: SURFACES,
  agent_tasks_task_type: TASK_TYPES,
  agents_backend: AGENT_BACKENDS,
  agents_status: AGENT_STATUSES,
  api_keys_scopes: API_SCOPES,
  approval_decisions_surface: SURFACES,
  approval_decisions_verdict: VERDICTS,
  approvals_risk: RISK_LEVELS,
  approvals_status: APPROVAL_STATUSES,
  audit_events_surface: SURFACES,
  chat_inbox_platform: PLATFORMS,
  chat_installations_platform: PLATFORMS,
  execution_traces_step_type: STEP_TYPES,
  member_identities_platform: PLATFORMS,
  members_locale: LOCALES,
  members_role: ROLES,
  tenants_locale: LOCALES,
  threads_platform: PLATFORMS,
};

/** Columns whose values the core does not list: they are the database's own. */
const OWN = [
  'agent_memories_trust',
  'audit_events_subject_type',
  'catalogue_entries_kind',
  'chat_installations_status',
  'console_messages_kind',
  'console_sessions_kind',
  'tenant_counters_counter',
];

describe('enums', () => {
  it("are the core's, every one of them", async () => {
    await migrate(database.ownerUrl);
    const rows = await ask<{ name: string; definition: string }>(
      database.ownerUrl,
      `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
       where contype = 'c' and connamespace = 'public'::regnamespace and pg_get_constraintdef(oid) ~ 'ARRAY\\['
       order by conname`,
    );
    const found = rows
      .filter((row) => !OWN.includes(row.name))
      .map((row) => [row.name, [...row.definition.matchAll(/'([a-z_:]+)'::text/g)].map((match) => match[1])]);
    const sorted = (entries: readonly (readonly [unknown, unknown])[]) =>
      Object.fromEntries(
        entries.map(([name, values]) => [
          name,
          (values as readonly string[]).filter((value) => value !== 'level').toSorted(),
        ]),
      );
    expect(sorted(found as [string, string[]][])).toEqual(sorted(Object.entries(ENUMS)));
  });
});
