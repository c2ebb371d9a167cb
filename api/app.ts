import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { auth } from './plugins/auth.ts';
import { consoleFiles } from './plugins/console-files.ts';
import { eventStreams } from './plugins/event-streams.ts';
import { hostCheck } from './plugins/host-check.ts';
import { metrics } from './plugins/metrics.ts';
import { openApi } from './plugins/openapi.ts';
import { problems, refusalOf } from './plugins/problems.ts';
import { promptClose } from './plugins/prompt-close.ts';
import { requestLog } from './plugins/request-log.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { refuse } from './problem.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { consoleRoutes } from './routes/console.ts';
import { consoleStreamRoutes } from './routes/console-stream.ts';
import { discordRoutes } from './routes/discord.ts';
import { healthRoutes } from './routes/health.ts';
import { instanceRoutes } from './routes/instances.ts';
import { signInRoutes } from './routes/signin.ts';
import { slackRoutes } from './routes/slack.ts';
import { taskRoutes } from './routes/tasks.ts';
import { traceStreamRoutes } from './routes/trace-stream.ts';
import { traceRoutes } from './routes/traces.ts';
import type { ApiServices, ApiSettings } from './services.ts';
import { sessionCookie } from './session-cookie.ts';
import { validateInput } from './validation.ts';

/** Bytes; the longest objective with its arguments fits many times over. */
const BODY_LIMIT = 256 * 1024;
const HEARTBEAT_MS = 15_000;
const GRACE_MS = 1_200;

/** The whole interface over ports. Listens nowhere yet. */
export const createApp = async (services: ApiServices, settings: ApiSettings): Promise<FastifyInstance> => {
  const { version, local, publicUrl } = settings;
  const app = fastify({
    loggerInstance: settings.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => services.ids.next(),
    bodyLimit: BODY_LIMIT,
    // A HEAD that runs a GET would use up a sign-in link.
    exposeHeadRoutes: false,
    // An address that can't be read never reaches the plugins.
    frameworkErrors: (error, request, reply) => refuse(request, reply, refusalOf(error, request)),
    routerOptions: { maxParamLength: 200 },
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validateInput);
  app.setSerializerCompiler(serializerCompiler);

  const session = sessionCookie(publicUrl);
  const { resolveActor, stores } = services;
  const authOptions = {
    credentials: stores.credentials,
    resolveActor,
    cookieName: session.name,
    publicUrl,
  };
  await app.register(promptClose, { graceMs: GRACE_MS });
  await app.register(securityHeaders);
  await app.register(problems);
  await app.register(requestLog);
  if (local) await app.register(hostCheck, { publicUrl });
  await app.register(cookie);
  await app.register(auth, authOptions);
  await app.register(metrics, { version, withProcess: settings.processMetrics ?? false });
  await app.register(eventStreams, { heartbeatMs: settings.heartbeatMs ?? HEARTBEAT_MS });
  await app.register(openApi, { version });

  await app.register(healthRoutes, { services });
  await app.register(signInRoutes, { services, cookie: session, auth: authOptions });
  const v1 = { prefix: '/api/v1', services };
  await app.register(taskRoutes, v1);
  await app.register(traceRoutes, v1);
  await app.register(traceStreamRoutes, { ...v1, auth: authOptions });
  await app.register(approvalRoutes, v1);
  await app.register(instanceRoutes, v1);
  const page = { prefix: '/console/api', services };
  await app.register(consoleRoutes, { ...page, local, cookie: session });
  await app.register(consoleStreamRoutes, { ...page, auth: authOptions });
  if (settings.discord) await app.register(discordRoutes, { discord: settings.discord });
  if (settings.slack) await app.register(slackRoutes, { slack: settings.slack });
  await app.register(consoleFiles, { folder: settings.consoleFolder });
  return app;
};
