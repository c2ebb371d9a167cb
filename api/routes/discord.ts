import type { FastifyPluginAsync } from 'fastify';
import type { DiscordWeb } from '../services.ts';

/** Bytes. Discord's own deliveries are far smaller. */
const BODY_LIMIT = 1024 * 1024;

/** `POST /discord/interactions`. Its own scope: the signature is over the bytes as they came, so nothing may parse them before. */
export const discordRoutes: FastifyPluginAsync<{ readonly discord: DiscordWeb }> = async (
  app,
  { discord },
) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );
  app.post(
    '/discord/interactions',
    { config: { access: 'public' }, bodyLimit: BODY_LIMIT },
    async (request, reply) => {
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { status, body } = await discord.receive({ headers: request.headers, rawBody });
      reply.code(status);
      if (body === null) return reply.type('text/plain').send('');
      return typeof body === 'string' ? reply.type('text/plain; charset=utf-8').send(body) : reply.send(body);
    },
  );
};
