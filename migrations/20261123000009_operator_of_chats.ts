import type { Knex } from 'knex';
import { openToOperator } from './sql/isolate.ts';

/** An operator takes a workspace from a tenant, so that another one can have it. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(openToOperator('chat_installations'));
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop policy operator on chat_installations');
};
