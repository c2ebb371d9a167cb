import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { Instance } from '../../core/instance.ts';
import { INSTANCE_SKILL } from '../../core/instance-actions.ts';
import type { Arguments } from '../../core/skill.ts';
import { isTerminal, type Task } from '../../core/task.ts';
import { identityOf } from '../idempotency.ts';
import { callerOf } from '../plugins/auth.ts';
import {
  instance,
  instanceParams,
  logsAnswer,
  logsQuery,
  newInstance,
  operationAnswer,
  toInstanceBody,
  upgradeBody,
} from '../schemas/instance.ts';
import { problems } from '../schemas/problem.ts';
import { toTaskBody } from '../schemas/task.ts';
import type { ApiServices } from '../services.ts';
import { localeOf } from '../words.ts';

const tags = ['instances'];
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
/** A worker that does not answer within this time is not waited for. Milliseconds. */
const LOGS_MS = 20_000;
const LOOK_MS = 100;

/** By id or name; another tenant's, one that was destroyed and nonsense all throw the same `not_found`. */
const findInstance = async (
  { stores }: ApiServices,
  tenantId: string,
  reference: string,
): Promise<Instance> => {
  const found = UUID.test(reference)
    ? await stores.instances.byId(tenantId, reference)
    : await stores.instances.byName(tenantId, reference);
  if (!found || found.status === 'destroyed') throw new AppError('not_found');
  return found;
};

/** Every change is a task, as if it were typed: the same rules, steps, approval and trace. */
const submit = async (
  services: ApiServices,
  request: FastifyRequest,
  action: string,
  args: Arguments,
): Promise<{ readonly task: Task; readonly created: boolean }> => {
  const caller = callerOf(request);
  if (caller.actor.role !== 'admin') {
    throw new AppError('admin_only', { action: `${INSTANCE_SKILL}.${action}` });
  }
  return services.submitTask({
    actor: caller.actor,
    surface: caller.surface,
    platform: 'api',
    identity: identityOf(request.headers['idempotency-key'], caller, services.ids),
    request: { kind: 'action', skill: INSTANCE_SKILL, action, arguments: args },
  });
};

const operate = async (
  services: ApiServices,
  request: FastifyRequest,
  reply: FastifyReply,
  action: string,
  args: Arguments,
): Promise<z.infer<typeof operationAnswer>> => {
  const { task, created } = await submit(services, request, action, args);
  request.log.info({ task: task.id, created, action }, 'instance operation submitted');
  const body = toTaskBody(task, localeOf(request));
  reply.code(202).header('location', body.links.self);
  if (!created) reply.header('idempotent-replayed', 'true');
  return { task: body };
};

const untilEnded = async ({ stores }: ApiServices, { tenantId, id }: Task): Promise<Task> => {
  const deadline = Date.now() + LOGS_MS;
  for (;;) {
    const task = await stores.tasks.byId(tenantId, id);
    if (task && isTerminal(task.status)) return task;
    if (Date.now() >= deadline) throw new AppError('workflow_service_unavailable');
    await pause(LOOK_MS);
  }
};

const readLines = async (services: ApiServices, task: Task): Promise<readonly string[]> => {
  if (task.error) throw new AppError(task.error.code, task.error.params);
  const steps = await services.stores.traces.list(task.tenantId, task.id);
  const call = steps.find(({ stepType }) => stepType === 'skill_call');
  const whole = call?.details.cut
    ? await services.stores.traces.readOutput(task.tenantId, task.id, call.stepOrder)
    : call?.details.output;
  return whole ? whole.split('\n') : [];
};

/** Instances: what there is, and every operation as a task. */
export const instanceRoutes: FastifyPluginAsyncZod<{ services: ApiServices }> = async (app, { services }) => {
  app.get(
    '/instances',
    {
      config: { access: 'tasks:read' },
      schema: {
        tags,
        summary: 'Instances of this organization, oldest first',
        response: { 200: z.object({ items: z.array(instance) }), ...problems },
      },
    },
    async (request) => {
      const rows = await services.stores.instances.list(callerOf(request).actor.tenantId);
      return { items: rows.map((row) => toInstanceBody(row, localeOf(request))) };
    },
  );

  app.post(
    '/instances',
    {
      config: { access: 'tasks:write' },
      schema: {
        tags,
        summary: 'Deploy an instance; its five steps are those of the task',
        body: newInstance,
        response: { 202: operationAnswer, ...problems },
      },
    },
    (request, reply) => operate(services, request, reply, 'deploy', request.body),
  );

  app.get(
    '/instances/:id',
    {
      config: { access: 'tasks:read' },
      schema: {
        tags,
        summary: 'One instance',
        params: instanceParams,
        response: { 200: instance, ...problems },
      },
    },
    async (request) => {
      const row = await findInstance(services, callerOf(request).actor.tenantId, request.params.id);
      return toInstanceBody(row, localeOf(request));
    },
  );

  app.delete(
    '/instances/:id',
    {
      config: { access: 'tasks:write' },
      schema: {
        tags,
        summary: 'Destroy an instance, once it was approved',
        params: instanceParams,
        response: { 202: operationAnswer, ...problems },
      },
    },
    async (request, reply) => {
      const { name } = await findInstance(services, callerOf(request).actor.tenantId, request.params.id);
      return operate(services, request, reply, 'destroy', { name });
    },
  );

  for (const action of ['stop', 'start', 'restart', 'rotate'] as const) {
    app.post(
      `/instances/:id/${action}`,
      {
        config: { access: 'tasks:write' },
        schema: {
          tags,
          summary: SUMMARIES[action],
          params: instanceParams,
          response: { 202: operationAnswer, ...problems },
        },
      },
      async (request, reply) => {
        const { name } = await findInstance(services, callerOf(request).actor.tenantId, request.params.id);
        return operate(services, request, reply, action, { name });
      },
    );
  }

  app.post(
    '/instances/:id/upgrade',
    {
      config: { access: 'tasks:write' },
      schema: {
        tags,
        summary: 'Upgrade an instance, once it was approved; goes back by itself when that does not work',
        params: instanceParams,
        body: upgradeBody,
        response: { 202: operationAnswer, ...problems },
      },
    },
    async (request, reply) => {
      const { name } = await findInstance(services, callerOf(request).actor.tenantId, request.params.id);
      return operate(services, request, reply, 'upgrade', { name, version: request.body.version });
    },
  );

  app.get(
    '/instances/:id/logs',
    {
      config: { access: 'tasks:write' },
      schema: {
        tags,
        summary: 'The last lines an instance wrote; who read them is in the trace',
        params: instanceParams,
        querystring: logsQuery,
        response: { 200: logsAnswer, ...problems },
      },
    },
    async (request) => {
      const { name } = await findInstance(services, callerOf(request).actor.tenantId, request.params.id);
      const { task } = await submit(services, request, 'logs', { name, lines: request.query.lines });
      const ended = await untilEnded(services, task);
      return { lines: [...(await readLines(services, ended))], task: toTaskBody(ended, localeOf(request)) };
    },
  );
};

const SUMMARIES = {
  stop: 'Stop an instance; its state is kept',
  start: 'Start a stopped instance',
  restart: 'Restart an instance after what it does has finished',
  rotate: 'Give an instance a new gateway token',
} as const;
