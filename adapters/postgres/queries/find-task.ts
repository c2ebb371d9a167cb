import type { Statement } from '../database.ts';
import { selectTask } from './task-row.ts';

const by = (column: 'id' | 'number' | 'workflow_id') => {
  const text = `${selectTask()} where t.tenant_id = $1 and t.${column} = $2`;
  return (tenantId: string, value: string | number): Statement => ({
    name: `task_by_${column}`,
    text,
    values: [tenantId, value],
  });
};

export const taskById = by('id');
export const taskByNumber = by('number');
export const taskByWorkflowId = by('workflow_id');
