import fastifyPlugin from 'fastify-plugin';
import { text } from '../../core/text.ts';
import { refuse } from '../problem.ts';

export interface HostCheckOptions {
  readonly publicUrl: string | null;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * For one machine: a page on the internet whose name was made to point at this machine could otherwise talk to us
 * with its own name, and would count as our own origin.
 */
export const hostCheck = fastifyPlugin<HostCheckOptions>(
  async (app, { publicUrl }) => {
    const names = publicUrl ? [...LOOPBACK, new URL(publicUrl).hostname] : LOOPBACK;
    app.addHook('onRequest', async (request, reply) => {
      const host = request.headers.host ?? '';
      const url = `http://${host}`;
      if (URL.canParse(url) && names.includes(new URL(url).hostname)) return;
      return refuse(request, reply, { status: 421, code: 'wrong_host', text: text('api.wrong_host') });
    });
  },
  { name: 'host-check' },
);
