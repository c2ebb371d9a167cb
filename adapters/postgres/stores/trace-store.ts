import type { TraceStore } from '../../../core/ports/stores.ts';
import type { Database } from '../database.ts';
import { listTraces, readTrace } from '../queries/read-traces.ts';
import { readOutput, readOutputs, saveOutput } from '../queries/step-outputs.ts';
import { type TraceRow, toTraceStep } from '../queries/trace-rows.ts';
import { isUuid } from '../values.ts';
import { cursorId, toPage } from './pages.ts';

export const createTraceStore = (db: Database): TraceStore => ({
  async list(tenantId, taskId, after = 0) {
    if (!isUuid(taskId)) return [];
    const rows = await db.run<TraceRow>(tenantId, readTrace(tenantId, taskId, after));
    return rows.map(toTraceStep);
  },
  async listForTenant(tenantId, { taskId, cursor, limit }) {
    if (taskId !== undefined && !isUuid(taskId)) return { items: [], nextCursor: null };
    const rows = await db.run<TraceRow & { readonly id: string; readonly task_id: string }>(
      tenantId,
      listTraces(tenantId, taskId ?? null, cursorId(cursor), limit + 1),
    );
    const steps = rows.map((row) => ({ ...toTraceStep(row), id: row.id, taskId: row.task_id }));
    return toPage(steps, limit, (step) => step.id);
  },
  async saveOutput(tenantId, taskId, stepOrder, content) {
    await db.run(tenantId, saveOutput(tenantId, taskId, stepOrder, content));
  },
  async readOutput(tenantId, taskId, stepOrder) {
    if (!isUuid(taskId)) return null;
    const statement = readOutput(tenantId, taskId, stepOrder);
    const [row] = await db.run<{ readonly content: string }>(tenantId, statement);
    return row?.content ?? null;
  },
  async readOutputs(tenantId, taskId) {
    if (!isUuid(taskId)) return new Map();
    const statement = readOutputs(tenantId, taskId);
    const rows = await db.run<{ readonly step_order: number; readonly content: string }>(tenantId, statement);
    return new Map(rows.map((row) => [row.step_order, row.content]));
  },
});
