import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { findTask } from '../lookup.ts';
import { callerOf } from '../plugins/auth.ts';
import { pageOf } from '../schemas/common.ts';
import { problems } from '../schemas/problem.ts';
import { taskParams } from '../schemas/task.ts';
import {
  outputParams,
  tenantTraceStep,
  toStepBody,
  traceQuery,
  traceStep,
  tracesQuery,
} from '../schemas/trace.ts';
import type { ApiServices } from '../services.ts';
import { localeOf } from '../words.ts';

const tags = ['traces'];

/** What happened, step by step. */
export const traceRoutes: FastifyPluginAsyncZod<{ services: ApiServices }> = async (app, { services }) => {
  const { stores } = services;

  app.get(
    '/agent-tasks/:id/trace',
    {
      config: { access: 'tasks:read' },
      schema: {
        tags,
        summary: 'The steps of a task, in order',
        params: taskParams,
        querystring: traceQuery,
        response: { 200: z.object({ items: z.array(traceStep) }), ...problems },
      },
    },
    async (request) => {
      const { tenantId } = callerOf(request).actor;
      const { id } = await findTask(stores, tenantId, request.params.id);
      const steps = await stores.traces.list(tenantId, id, request.query.after);
      const locale = localeOf(request);
      return { items: steps.map((step) => toStepBody(step, locale)) };
    },
  );

  app.get(
    '/agent-tasks/:id/trace/:step_order/output',
    {
      config: { access: 'tasks:read' },
      schema: {
        tags,
        summary: 'The whole output of a step',
        params: outputParams,
        response: {
          200: { description: 'As it came', content: { 'text/plain': { schema: z.string() } } },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { tenantId } = callerOf(request).actor;
      const { id } = await findTask(stores, tenantId, request.params.id);
      const order = request.params.step_order;
      const stored = await stores.traces.readOutput(tenantId, id, order);
      const output = stored ?? (await shortOutput(stores.traces, tenantId, id, order));
      if (output === undefined) throw new AppError('not_found');
      return reply.type('text/plain; charset=utf-8').send(output);
    },
  );

  app.get(
    '/traces',
    {
      config: { access: 'tasks:read' },
      schema: {
        tags,
        summary: 'Steps of all tasks of the organization, newest first',
        querystring: tracesQuery,
        response: { 200: pageOf(tenantTraceStep), ...problems },
      },
    },
    async (request) => {
      const { tenantId } = callerOf(request).actor;
      const { task, cursor, limit } = request.query;
      const taskId = task === undefined ? undefined : (await findTask(stores, tenantId, task)).id;
      const page = await stores.traces.listForTenant(tenantId, {
        limit,
        ...(taskId === undefined ? {} : { taskId }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      const locale = localeOf(request);
      return {
        items: page.items.map((row) => ({ id: row.id, task_id: row.taskId, ...toStepBody(row, locale) })),
        next_cursor: page.nextCursor,
      };
    },
  );
};

/** A short output is in the row itself. */
const shortOutput = async (
  traces: ApiServices['stores']['traces'],
  tenantId: string,
  taskId: string,
  order: number,
): Promise<string | undefined> => {
  const step = (await traces.list(tenantId, taskId, order - 1)).find((row) => row.stepOrder === order);
  return step?.details.output;
};
