import { createPublicKey, verify } from 'node:crypto';
import Fastify from 'fastify';
import { runBareBot } from './bare-start.ts';

/** What stands before the 32 bytes of an Ed25519 public key (RFC 8410). */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

interface Interaction {
  readonly id: string;
  readonly type: number;
  readonly data: { readonly options?: readonly { readonly name: string; readonly value: string }[] };
}

/** One route with Discord's signature checked: a command starts a workflow, and is deferred when it has. */
runBareBot(async (start) => {
  const bytes = Buffer.from(process.env.DISCORD_PUBLIC_KEY ?? '', 'hex');
  const key = createPublicKey({ key: Buffer.concat([SPKI_HEAD, bytes]), format: 'der', type: 'spki' });
  const app = Fastify();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  app.post<{ Body: Buffer }>('/interactions', async ({ headers, body }, reply) => {
    const signed = Buffer.concat([Buffer.from(String(headers['x-signature-timestamp'])), body]);
    const signature = Buffer.from(String(headers['x-signature-ed25519']), 'hex');
    if (!verify(null, signed, key, signature)) return reply.code(401).send('the signature does not fit');
    const { id, type, data } = JSON.parse(body.toString('utf8')) as Interaction;
    if (type === 1) return { type: 1 };
    await start(`bench-discord/${id}`, data.options?.find(({ name }) => name === 'target')?.value ?? '');
    return { type: 5 };
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { ready: { url: `${url}/interactions` }, stop: () => app.close() };
});
