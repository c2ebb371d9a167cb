import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { AppError } from '../../core/errors.ts';
import { text } from '../../core/text.ts';
import { sendPlainPage } from '../html.ts';
import { refuse, toRefusal } from '../problem.ts';
import { localeOf } from '../words.ts';

export interface ConsoleFilesOptions {
  readonly folder: string;
}

const NOT_PAGES = ['/api/', '/console/', '/assets/', '/docs/'];
const YEAR_S = 31_536_000;

const isPage = (request: FastifyRequest): boolean =>
  request.method === 'GET' &&
  (request.headers.accept ?? '').includes('text/html') &&
  !NOT_PAGES.some((prefix) => request.url.startsWith(prefix));

/** The built page: files as they are, and the one document for every path the page itself knows. */
export const consoleFiles = fastifyPlugin<ConsoleFilesOptions>(
  async (app, { folder }) => {
    const document = 'index.html';
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      cacheControl: false,
      suppressWarning: true,
      setHeaders: (reply, path) => {
        // The names of assets hold a hash of their content; the document that names them is always asked for again.
        const forever = path.includes('/assets/');
        reply.header('cache-control', forever ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
      },
    });

    const sendPage = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      if (existsSync(join(folder, document))) return reply.sendFile(document);
      return sendPlainPage(reply, 503, localeOf(request), text('api.page_missing.title'), [
        text('api.page_missing.what_to_do', { command: 'npm run build:console' }),
      ]);
    };
    app.get('/', { schema: { hide: true } }, async (request, reply) => sendPage(request, reply));
    app.setNotFoundHandler((request, reply) =>
      isPage(request)
        ? sendPage(request, reply)
        : refuse(request, reply, toRefusal(new AppError('not_found'))),
    );
  },
  { name: 'console-files' },
);
