import fastifyPlugin from 'fastify-plugin';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  streamOpened(stream: 'console' | 'trace'): void;
  streamClosed(stream: 'console' | 'trace'): void;
}

declare module 'fastify' {
  interface FastifyInstance {
    metrics: Metrics;
  }
}

export interface MetricsOptions {
  readonly version: string;
  /** Memory, event loop and the like, of this process. */
  readonly withProcess: boolean;
}

/** `GET /metrics` for Prometheus. Labels are routes and counts: no tenant, no id, no words. */
export const metrics = fastifyPlugin<MetricsOptions>(
  async (app, { version, withProcess }) => {
    const registry = new Registry();
    if (withProcess) collectDefaultMetrics({ register: registry });
    const registers = [registry];
    const duration = new Histogram({
      name: 'countersign_http_request_duration_seconds',
      help: 'From the first byte of a request to the last of its answer; streams are not counted',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    const clients = new Gauge({
      name: 'countersign_sse_clients',
      help: 'Open event streams',
      labelNames: ['stream'],
      registers,
    });
    new Gauge({
      name: 'countersign_build_info',
      help: 'Always 1; the version is in the label',
      labelNames: ['version'],
      registers,
    }).set({ version }, 1);
    for (const stream of ['console', 'trace']) clients.set({ stream }, 0);

    app.decorate('metrics', {
      registry,
      streamOpened: (stream) => clients.inc({ stream }),
      streamClosed: (stream) => clients.dec({ stream }),
    });

    app.addHook('onResponse', async (request, reply) => {
      if (String(reply.getHeader('content-type')).startsWith('text/event-stream')) return;
      const route = request.routeOptions.url ?? 'none';
      duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    });

    app.get('/metrics', { schema: { hide: true }, config: { access: 'public' } }, async (_request, reply) => {
      reply.type(registry.contentType);
      return registry.metrics();
    });
  },
  { name: 'metrics' },
);
