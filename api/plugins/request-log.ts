import fastifyPlugin from 'fastify-plugin';

const QUIET = ['/healthz', '/readyz', '/metrics'];

/** One line per request. The path without its query: a sign-in link is a secret. */
export const requestLog = fastifyPlugin(
  async (app) => {
    app.addHook('onResponse', async (request, reply) => {
      const path = request.url.split('?')[0];
      const fields = {
        method: request.method,
        path,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      };
      if (QUIET.includes(path ?? '')) request.log.debug(fields, 'request');
      else request.log.info(fields, 'request');
    });
  },
  { name: 'request-log' },
);
