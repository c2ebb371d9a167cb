import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Change } from '../../core/ports/stores.ts';
import { isTerminal } from '../../core/task.ts';
import type { TraceStep } from '../../core/trace.ts';
import { findTask } from '../lookup.ts';
import { type AuthOptions, callerOf, findCaller } from '../plugins/auth.ts';
import { resumeAfter } from '../plugins/event-streams.ts';
import { createPump } from '../pump.ts';
import { problems } from '../schemas/problem.ts';
import { taskParams } from '../schemas/task.ts';
import { toStepBody, traceQuery } from '../schemas/trace.ts';
import type { ApiServices } from '../services.ts';
import { localeOf } from '../words.ts';

const LAST_STEPS: readonly TraceStep['stepType'][] = ['completed', 'failed', 'cancelled'];
const isLast = (step: TraceStep): boolean => LAST_STEPS.includes(step.stepType);

/** Without a gap: a later step may be visible before an earlier one is. At the end there is nothing to wait for. */
const readySteps = (steps: readonly TraceStep[], after: number): readonly TraceStep[] => {
  if (steps.some(isLast)) return steps;
  const gap = steps.findIndex((step, index) => step.stepOrder !== after + 1 + index);
  return gap < 0 ? steps : steps.slice(0, gap);
};

export interface TraceStreamOptions {
  readonly services: ApiServices;
  readonly auth: AuthOptions;
}

/** Steps as they happen, pushed by the database's own announcements; the id of an event is its step's order. */
export const traceStreamRoutes: FastifyPluginAsyncZod<TraceStreamOptions> = async (app, options) => {
  const { stores, changes } = options.services;

  app.get(
    '/agent-tasks/:id/trace/stream',
    {
      config: { access: 'tasks:read' },
      schema: {
        tags: ['traces'],
        summary: 'The steps as server-sent events; ends after the last one',
        description:
          'Event `step`, its id is `step_order`. Send it back as `Last-Event-ID` to go on after it.',
        params: taskParams,
        querystring: traceQuery,
        response: {
          200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
          204: z.null().describe('Everything was sent already'),
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { tenantId, memberId } = callerOf(request).actor;
      const task = await findTask(stores, tenantId, request.params.id);
      let last = resumeAfter(request.headers['last-event-id'], request.query.after) ?? 0;
      const known = await stores.traces.list(tenantId, task.id, last);
      // 204 is how a client is told that there is nothing to connect again for.
      if (isTerminal(task.status) && known.length === 0) return reply.code(204).send(null);

      const locale = localeOf(request);
      const stillAllowed = async (): Promise<boolean> => {
        const caller = await findCaller(request, options.auth);
        return caller?.actor.memberId === memberId && caller.scopes.includes('tasks:read');
      };
      const stream = app.openEventStream(reply, { kind: 'trace', stillAllowed });
      const pump = createPump(async () => {
        const steps = readySteps(await stores.traces.list(tenantId, task.id, last), last);
        for (const step of steps) {
          stream.send({ event: 'step', id: step.stepOrder, data: toStepBody(step, locale) });
          last = step.stepOrder;
        }
        if (steps.some(isLast)) stream.end();
      });
      // A client that is cut off connects again and goes on; better than one that waits for nothing.
      const run = (): void => {
        pump.run().catch((error: unknown) => {
          request.log.warn({ err: error, task: task.id }, 'trace stream ended');
          stream.end();
        });
      };
      const concerns = (change: Change): boolean =>
        change.topic === 'resync' ||
        ((change.topic === 'trace' || change.topic === 'task') &&
          change.tenantId === tenantId &&
          change.taskId === task.id);
      const unsubscribe = changes.subscribe((change) => {
        if (concerns(change)) run();
      });
      stream.onEnd(unsubscribe);
      run();
      return reply;
    },
  );
};
