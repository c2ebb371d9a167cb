import type { TaskFilter } from '../../../core/ports/stores.ts';
import type { Statement } from '../database.ts';
import { selectTask } from './task-row.ts';

/** One more than the page, to know whether there is a next one. `before`: the number after which the page begins. */
export const listTasks = (tenantId: string, filter: TaskFilter, before: number | null): Statement => {
  const values: unknown[] = [tenantId];
  const conditions = ['t.tenant_id = $1'];
  const add = (condition: (place: string) => string, value: unknown): void => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  if (filter.status) add((place) => `t.status = any(${place})`, filter.status);
  if (filter.agent !== undefined) add((place) => `a.name = ${place}`, filter.agent);
  if (filter.priority) add((place) => `t.priority = ${place}`, filter.priority);
  if (filter.requestedBy) add((place) => `t.requested_by = ${place}`, filter.requestedBy);
  if (before !== null) add((place) => `t.number < ${place}`, before);
  values.push(filter.limit + 1);
  return {
    text: `${selectTask()} where ${conditions.join(' and ')} order by t.number desc limit $${values.length}`,
    values,
  };
};
