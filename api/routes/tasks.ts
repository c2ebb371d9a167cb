import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { identityOf } from '../idempotency.ts';
import { findTask } from '../lookup.ts';
import { callerOf } from '../plugins/auth.ts';
import { pageOf } from '../schemas/common.ts';
import { problems } from '../schemas/problem.ts';
import {
  agentMessage,
  cancelBody,
  followUpAnswer,
  followUpBody,
  newTask,
  task,
  taskParams,
  taskQuery,
  toMessageBody,
  toRequest,
  toTaskBody,
} from '../schemas/task.ts';
import type { ApiServices } from '../services.ts';
import { localeOf } from '../words.ts';

const tags = ['tasks'];
const idempotencyHeader = z.looseObject({
  'idempotency-key': z
    .string()
    .optional()
    .describe('The same key and body again is the same task; another body is refused with 422'),
});

/** Tasks: what is asked for, what became of it, and the words that reach it. States change in the workflow only. */
export const taskRoutes: FastifyPluginAsyncZod<{ services: ApiServices }> = async (app, { services }) => {
  const { stores, ids } = services;

  app.post(
    '/agent-tasks',
    {
      config: { access: 'tasks:write' },
      schema: {
        tags,
        summary: 'Start a task; answers once it is durably started',
        headers: idempotencyHeader,
        body: newTask,
        response: { 202: task, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { agent, group, priority } = request.body;
      const { task: row, created } = await services.submitTask({
        actor: caller.actor,
        surface: caller.surface,
        platform: 'api',
        identity: identityOf(request.headers['idempotency-key'], caller, ids),
        request: toRequest(request.body),
        ...(agent === undefined ? {} : { agent }),
        ...(group === undefined ? {} : { group }),
        ...(priority === undefined ? {} : { priority }),
      });
      request.log.info({ task: row.id, created }, 'task submitted');
      const body = toTaskBody(row, localeOf(request));
      reply.code(202).header('location', body.links.self);
      if (!created) reply.header('idempotent-replayed', 'true');
      return body;
    },
  );

  app.get(
    '/agent-tasks',
    {
      config: { access: 'tasks:read' },
      schema: {
        tags,
        summary: 'Tasks, newest first',
        querystring: taskQuery,
        response: { 200: pageOf(task), ...problems },
      },
    },
    async (request) => {
      const { actor } = callerOf(request);
      const { status, agent, priority, requested_by: by, cursor, limit } = request.query;
      const page = await stores.tasks.list(actor.tenantId, {
        limit,
        ...(status === undefined ? {} : { status }),
        ...(agent === undefined ? {} : { agent }),
        ...(priority === undefined ? {} : { priority }),
        ...(by === undefined ? {} : { requestedBy: by === 'me' ? actor.memberId : by }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      const locale = localeOf(request);
      return { items: page.items.map((row) => toTaskBody(row, locale)), next_cursor: page.nextCursor };
    },
  );

  app.get(
    '/agent-tasks/:id',
    {
      config: { access: 'tasks:read' },
      schema: { tags, summary: 'One task', params: taskParams, response: { 200: task, ...problems } },
    },
    async (request) => {
      const row = await findTask(stores, callerOf(request).actor.tenantId, request.params.id);
      return toTaskBody(row, localeOf(request));
    },
  );

  app.get(
    '/agent-tasks/:id/messages',
    {
      config: { access: 'tasks:read' },
      schema: {
        tags,
        summary: 'What people and the agent wrote to each other, oldest first',
        params: taskParams,
        response: { 200: z.object({ items: z.array(agentMessage) }), ...problems },
      },
    },
    async (request) => {
      const { tenantId } = callerOf(request).actor;
      const { id } = await findTask(stores, tenantId, request.params.id);
      return { items: (await stores.agentMessages.list(tenantId, id)).map(toMessageBody) };
    },
  );

  app.post(
    '/agent-tasks/:id/cancel',
    {
      config: { access: 'tasks:write' },
      schema: {
        tags,
        summary: 'Stop a task at once',
        params: taskParams,
        body: cancelBody,
        response: { 202: task, ...problems },
      },
    },
    async (request, reply) => {
      const { actor, surface } = callerOf(request);
      const { id: taskId } = await findTask(stores, actor.tenantId, request.params.id);
      const reason = request.body?.reason || null;
      const { task: row } = await services.stopTask({ actor, taskId, reason, surface });
      request.log.info({ task: taskId }, 'task stopped');
      reply.code(202);
      return toTaskBody(row, localeOf(request));
    },
  );

  app.post(
    '/agent-tasks/:id/follow-up',
    {
      config: { access: 'tasks:write' },
      schema: {
        tags,
        summary: 'Words for a running task; after its end they start a new one with its context',
        params: taskParams,
        headers: idempotencyHeader,
        body: followUpBody,
        response: { 202: followUpAnswer, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { actor, surface } = caller;
      const { id: taskId } = await findTask(stores, actor.tenantId, request.params.id);
      const key = request.headers['idempotency-key'] ?? request.body.message_id;
      const { task: row, startedNew } = await services.followUpTask({
        actor,
        taskId,
        messageId: identityOf(key, caller, ids),
        text: request.body.text,
        surface,
        platform: 'api',
      });
      reply.code(202);
      return { task: toTaskBody(row, localeOf(request)), started_new: startedNew };
    },
  );
};
