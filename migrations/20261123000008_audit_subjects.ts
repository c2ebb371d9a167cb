import type { Knex } from 'knex';
import { oneOf } from './sql/isolate.ts';

const BEFORE = ['approval', 'task', 'session'];
const NOW = [...BEFORE, 'member', 'workspace'];

const allow = (subjects: readonly string[], also = ''): string => `
alter table audit_events
  drop constraint audit_events_subject_type,
  add constraint audit_events_subject_type ${oneOf('subject_type', subjects)}${also};
`;

/** Who was linked, made or given a role, and which workspace was connected, are audited too. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(allow(NOW));
};

/** What was audited stays audited. */
export const down = async (knex: Knex): Promise<void> => {
  await knex.raw(allow(BEFORE, ' not valid'));
};
