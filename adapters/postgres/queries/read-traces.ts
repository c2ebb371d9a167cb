import type { Statement } from '../database.ts';
import { TRACE_COLUMNS } from './trace-rows.ts';

export const readTrace = (tenantId: string, taskId: string, after: number): Statement => ({
  name: 'read_trace',
  text: `select ${TRACE_COLUMNS} from execution_traces
    where tenant_id = $1 and task_id = $2 and step_order > $3 order by step_order`,
  values: [tenantId, taskId, after],
});

/** Ids are sortable by time, so the key is the order. */
export const listTraces = (
  tenantId: string,
  taskId: string | null,
  before: string | null,
  limit: number,
): Statement => ({
  text: `select id, task_id, ${TRACE_COLUMNS} from execution_traces
    where tenant_id = $1 and ($2::uuid is null or task_id = $2) and ($3::uuid is null or id < $3)
    order by id desc limit $4`,
  values: [tenantId, taskId, before, limit],
});
