import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Log } from '../../core/ports/runtime.ts';
import { createDiscordHttpReceiver, type DiscordRequest } from './http-receiver.ts';
import type { Inbound } from './inbound.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const HEX = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
const NOW = 1_700_000_000;

const click = {
  id: '900000000000000001',
  application_id: '900000000000000002',
  type: 3,
  token: 'aW50.x-_',
  guild_id: '7',
  channel: { id: '8', type: 0 },
  member: { user: { id: '9', username: 'ana' }, roles: ['10'] },
  message: { id: '11' },
  data: { custom_id: 'approve|1', component_type: 2 },
};

const createReceiver = () => {
  const taken: Inbound[] = [];
  const hints: unknown[] = [];
  const log = { warn: (_fields: object, words: string) => hints.push(words) } as unknown as Log;
  const receive = createDiscordHttpReceiver({
    publicKey: HEX,
    take: async (inbound) => {
      taken.push(inbound);
      return { status: 200, body: { type: 6 } };
    },
    log,
    now: () => NOW * 1000,
  });
  return { receive, taken, hints };
};

const signed = (body: string, at = NOW): DiscordRequest => ({
  headers: {
    'x-signature-timestamp': String(at),
    'x-signature-ed25519': sign(null, Buffer.from(`${at}${body}`), privateKey).toString('hex'),
  },
  rawBody: Buffer.from(body),
});

describe('POST /discord/interactions', () => {
  it('answers a ping without bothering anybody', async () => {
    const { receive, taken } = createReceiver();
    expect(await receive(signed('{"type":1,"id":"1","token":"x"}'))).toEqual({
      status: 200,
      body: { type: 1 },
    });
    expect(taken).toEqual([]);
  });

  it('hands everything else on, and gives the answer back', async () => {
    const { receive, taken } = createReceiver();
    expect(await receive(signed(JSON.stringify(click)))).toEqual({ status: 200, body: { type: 6 } });
    expect(taken).toMatchObject([{ kind: 'click', customId: 'approve|1', userId: '9' }]);
  });

  it.each([
    ['no headers', { ...signed('{"type":1}'), headers: {} }, 'are missing'],
    [
      'a signature of another body',
      { ...signed('{"type":2}'), rawBody: Buffer.from('{"type":1}') },
      'not fit',
    ],
    ['an old signature', signed('{"type":1}', NOW - 301), 'the clock'],
    ['a signature from the future', signed('{"type":1}', NOW + 301), 'the clock'],
  ])('refuses %s with 401, also a ping, and says once a minute why', async (_what, request, words) => {
    const { receive, taken, hints } = createReceiver();
    for (let again = 0; again < 3; again += 1) {
      const { status, body } = await receive(request);
      expect([status, String(body)]).toEqual([401, expect.stringContaining(words)]);
    }
    expect(hints).toHaveLength(1);
    expect(taken).toEqual([]);
  });

  it.each(['', '{', '[]', '"x"', '{"type":3}', '{"type":77,"id":"1"}', 'null'])(
    'answers 400 to what was signed and can’t be read: %j',
    async (body) => {
      const { receive, taken } = createReceiver();
      expect((await receive(signed(body))).status).toBe(400);
      expect(taken).toEqual([]);
    },
  );
});
