import { randomBytes } from 'node:crypto';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { text } from '../../core/text.ts';
import { sendPlainPage } from '../html.ts';
import { type AuthOptions, findCaller, hashSecret } from '../plugins/auth.ts';
import type { ApiServices } from '../services.ts';
import type { SessionCookie } from '../session-cookie.ts';
import { localeOf } from '../words.ts';

export interface SignInOptions {
  readonly services: ApiServices;
  readonly cookie: SessionCookie;
  readonly auth: AuthOptions;
}

/** A one-time link becomes a session. Only hashes are kept, of the link and of the session. */
export const signInRoutes: FastifyPluginAsyncZod<SignInOptions> = async (app, options) => {
  const { services, cookie } = options;

  app.get(
    '/signin',
    {
      config: { access: 'public' },
      schema: { hide: true, querystring: z.object({ token: z.string().max(500).optional() }) },
    },
    async (request, reply) => {
      const locale = localeOf(request);
      reply.header('cache-control', 'no-store');
      // A browser that looks ahead must not use up what its person has not clicked yet.
      const ahead = `${request.headers['sec-purpose'] ?? ''}${request.headers.purpose ?? ''}`;
      if (ahead.includes('prefetch')) return reply.code(503).send();

      const { token } = request.query;
      const secret = randomBytes(32).toString('base64url');
      const expiresAt = new Date(services.clock.now().getTime() + cookie.lifetimeMs).toISOString();
      const person = token
        ? await services.stores.credentials.redeemLink(hashSecret(token), hashSecret(secret), expiresAt)
        : null;
      if (person) {
        request.log.info({ tenant: person.tenantId, member: person.memberId }, 'signed in');
        await services.stores.audit.append(person.tenantId, {
          memberId: person.memberId,
          action: 'session.start',
          subjectType: 'session',
          subjectId: person.memberId,
          outcome: 'accepted',
          surface: 'console',
          details: {},
        });
        return reply.setCookie(cookie.name, secret, cookie.options).redirect('/', 303);
      }
      // Who opens the old link again and is signed in wants the page, not a lecture.
      if (await findCaller(request, options.auth)) return reply.redirect('/', 303);
      return sendPlainPage(reply, 401, locale, text('api.signin.title'), [
        text('api.signin.used'),
        text('api.signin.what_to_do'),
      ]);
    },
  );
};
