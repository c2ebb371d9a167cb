import type { Statement } from '../database.ts';
import { toText } from '../values.ts';

export const saveOutput = (
  tenantId: string,
  taskId: string,
  stepOrder: number,
  content: string,
): Statement => ({
  text: `insert into step_outputs (tenant_id, task_id, step_order, content, byte_size) values ($1, $2, $3, $4, $5)
    on conflict (tenant_id, task_id, step_order) do nothing`,
  values: [tenantId, taskId, stepOrder, toText(content), Buffer.byteLength(content)],
});

export const readOutput = (tenantId: string, taskId: string, stepOrder: number): Statement => ({
  text: 'select content from step_outputs where tenant_id = $1 and task_id = $2 and step_order = $3',
  values: [tenantId, taskId, stepOrder],
});

export const readOutputs = (tenantId: string, taskId: string): Statement => ({
  name: 'read_outputs',
  text: 'select step_order, content from step_outputs where tenant_id = $1 and task_id = $2',
  values: [tenantId, taskId],
});
