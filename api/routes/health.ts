import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiServices } from '../services.ts';

const state = z.enum(['ok', 'unavailable']);
const readiness = z.object({
  status: z.enum(['ready', 'not_ready']),
  checks: z.object({ database: state, workflows: state }),
});

/** A probe must be answered before whoever asks gives up. Milliseconds. */
const CHECK_MS = 2_500;

/** `healthz`: this process runs. `readyz`: it can do its work, so send it requests. */
export const healthRoutes: FastifyPluginAsyncZod<{ services: ApiServices }> = async (app, { services }) => {
  app.get(
    '/healthz',
    {
      config: { access: 'public' },
      schema: {
        tags: ['service'],
        summary: 'Is the process alive?',
        security: [],
        response: { 200: z.object({ status: z.literal('ok') }) },
      },
    },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/readyz',
    {
      config: { access: 'public' },
      schema: {
        tags: ['service'],
        summary: 'Do the services it needs answer?',
        security: [],
        response: { 200: readiness, 503: readiness },
      },
    },
    async (_request, reply) => {
      const [database, workflows] = await Promise.all([
        check(() => services.stores.ping()),
        check(services.pingWorkflows),
      ]);
      const ready = database === 'ok' && workflows === 'ok';
      reply.code(ready ? 200 : 503);
      return { status: ready ? ('ready' as const) : ('not_ready' as const), checks: { database, workflows } };
    },
  );
};

const check = (ping: () => Promise<void>): Promise<'ok' | 'unavailable'> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve('unavailable'), CHECK_MS);
    const done = (result: 'ok' | 'unavailable') => (): void => {
      clearTimeout(timer);
      resolve(result);
    };
    ping().then(done('ok'), done('unavailable'));
  });
