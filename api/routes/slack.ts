import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import { type Text, text } from '../../core/text.ts';
import { sendPlainPage } from '../html.ts';
import { callerOf } from '../plugins/auth.ts';
import type { InstallOutcome, SlackWeb } from '../services.ts';
import { localeOf } from '../words.ts';

export interface SlackRouteOptions {
  readonly slack: SlackWeb;
}

/** Bytes. Slack's own deliveries are far smaller; a message shortcut carries a whole message. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** `POST /slack/events` for all that Slack sends, and "Add to Slack". */
export const slackRoutes: FastifyPluginAsync<SlackRouteOptions> = async (app, { slack }) => {
  const { receive, install } = slack;
  if (receive) await app.register(eventRoutes, { receive });
  if (install) await app.register(installRoutes, { install });
};

/** Its own scope: the signature is over the bytes as they came, so nothing may parse them before. */
const eventRoutes: FastifyPluginAsync<{ receive: NonNullable<SlackWeb['receive']> }> = async (
  app,
  { receive },
) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );
  app.post(
    '/slack/events',
    { config: { access: 'public' }, bodyLimit: BODY_LIMIT },
    async (request, reply) => {
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { status, body } = await receive({ headers: request.headers, rawBody });
      reply.code(status);
      if (body === null) return reply.type('text/plain').send('');
      return typeof body === 'string' ? reply.type('text/plain; charset=utf-8').send(body) : reply.send(body);
    },
  );
};

const installRoutes: FastifyPluginAsync<{ install: NonNullable<SlackWeb['install']> }> = async (
  app,
  { install },
) => {
  /** Only an admin gives a workspace to the organization; the library binds the state to this browser. */
  app.get('/slack/install', { config: { access: 'session' } }, async (request, reply) => {
    const { actor } = callerOf(request);
    if (actor.role !== 'admin') throw new AppError('forbidden');
    const { tenantId, memberId } = actor;
    request.log.info('a Slack installation begins');
    // From here on the library answers: our own error pages can't be sent any more.
    reply.hijack();
    try {
      await install.begin(request.raw, reply.raw, { tenantId, memberId });
    } catch (error) {
      request.log.error({ err: error }, 'Slack’s page could not be opened');
      if (!reply.raw.headersSent) reply.raw.writeHead(500);
      reply.raw.end();
    }
  });

  app.get('/slack/oauth_redirect', { config: { access: 'public' } }, async (request, reply) => {
    const outcome = await finish(install, request, reply);
    const [status, title, ...lines] = outcomePage(outcome);
    return sendPlainPage(reply, status, localeOf(request), title, lines);
  });
};

/** The library speaks with the raw response only to take its cookie away; the page is ours. */
const finish = (
  install: NonNullable<SlackWeb['install']>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<InstallOutcome> =>
  new Promise((resolve, reject) => {
    install.finish(request.raw, reply.raw, resolve).catch(reject);
  });

const outcomePage = (outcome: InstallOutcome): [number, Text, ...Text[]] => {
  if (outcome.ok) {
    const { workspace } = outcome;
    return [200, text('api.slack.installed', { workspace }), text('api.slack.installed.next')];
  }
  const { code } = outcome;
  const title = text('api.slack.not_installed');
  if (code === 'cancelled') return [400, title, text('api.slack.cancelled')];
  if (code === 'state') return [400, title, text('api.slack.state')];
  return [code === 'workspace_taken' ? 409 : 502, title, text(`error.${code}`)];
};
