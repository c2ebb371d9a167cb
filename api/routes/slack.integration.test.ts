import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSlackHttpReceiver } from '../../adapters/slack/http-receiver.ts';
import type { Inbound } from '../../adapters/slack/inbound.ts';
import type { Ack } from '../../adapters/slack/intake/intake.ts';
import { type ApiHarness, startApi } from '../testing/api-harness.ts';
import { type SlackApiHarness, startSlackApi } from '../testing/slack-api.ts';
import {
  anyDelivery,
  asJson,
  type Delivery,
  FORM_TYPE,
  JSON_TYPE,
  samplePayloads,
  wrapped,
} from '../testing/slack-deliveries.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

interface SignOver {
  readonly secret?: string;
  readonly ageSeconds?: number;
  readonly without?: 'x-slack-signature' | 'x-slack-request-timestamp';
}

const signed = (body: Delivery['body'], over: SignOver = {}): Record<string, string> => {
  const timestamp = Math.floor(Date.now() / 1000) - (over.ageSeconds ?? 0);
  const hash = createHmac('sha256', over.secret ?? SECRET)
    .update(`v0:${timestamp}:`)
    .update(body);
  const headers: Record<string, string> = {
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': `v0=${hash.digest('hex')}`,
  };
  if (over.without) delete headers[over.without];
  return headers;
};

const post = (
  { app }: Pick<ApiHarness, 'app'>,
  { body, contentType }: Delivery,
  headers: Readonly<Record<string, string>> = signed(body),
) =>
  app.inject({
    method: 'POST',
    url: '/slack/events',
    headers: { 'content-type': contentType, ...headers },
    payload: Buffer.from(body as string),
  });

/** Rejections nobody caught while this ran. */
const uncaughtWhile = async (act: () => Promise<void>): Promise<readonly unknown[]> => {
  const uncaught: unknown[] = [];
  const note = (reason: unknown): void => void uncaught.push(reason);
  process.on('unhandledRejection', note);
  try {
    await act();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', note);
  }
  return uncaught;
};

describe('POST /slack/events', () => {
  let api: ApiHarness;
  let taken: Inbound[];
  let answer: Ack;
  beforeAll(async () => {
    const intake = {
      take: async (inbound: Inbound): Promise<Ack> => {
        taken.push(inbound);
        return answer;
      },
      sweep: async () => undefined,
      idle: async () => undefined,
    };
    const quiet = (): void => undefined;
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    const receive = createSlackHttpReceiver({ signingSecret: SECRET, intake, log });
    api = await startApi({ slack: { receive, install: null } });
  });
  afterAll(() => api.stop());
  beforeEach(() => {
    taken = [];
    answer = { status: 200 };
  });

  const MESSAGE = asJson({
    type: 'event_callback',
    team_id: 'T1',
    event: { type: 'message', channel: 'C1', user: 'U1', ts: '17.1', text: 'hello' },
  });

  it('takes what is signed, and answers with nothing', async () => {
    const { statusCode, body } = await post(api, MESSAGE);
    expect([statusCode, body]).toEqual([200, '']);
    expect(taken).toMatchObject([{ kind: 'message', text: 'hello' }]);
  });

  it('says again to Slack what the intake says', async () => {
    answer = { status: 503 };
    expect((await post(api, MESSAGE)).statusCode).toBe(503);
    answer = { status: 200, body: { response_action: 'clear' } };
    expect((await post(api, MESSAGE)).json()).toEqual({ response_action: 'clear' });
  });

  it.each([
    ['no signature', { without: 'x-slack-signature' }, /headers are missing/],
    ['no time', { without: 'x-slack-request-timestamp' }, /headers are missing/],
    ['another secret', { secret: 'f'.repeat(32) }, /set SLACK_SIGNING_SECRET/],
    ['six minutes ago', { ageSeconds: 360 }, /five minutes: check the clock/],
    ['six minutes from now', { ageSeconds: -360 }, /five minutes: check the clock/],
  ] as const)('refuses %s with one sentence, and takes nothing', async (_what, over, sentence) => {
    const refused = await post(api, MESSAGE, signed(MESSAGE.body, over));
    expect(refused.statusCode).toBe(401);
    expect(refused.body).toMatch(sentence);
    expect(refused.body).not.toContain(SECRET);
    expect(taken).toEqual([]);
  });

  it('refuses a signature over another body', async () => {
    const other = signed(`${String(MESSAGE.body)} `);
    expect((await post(api, MESSAGE, other)).statusCode).toBe(401);
    expect(taken).toEqual([]);
  });

  it.each([
    ['a minute old', 240],
    ['of a clock ahead of ours', -240],
  ])('takes what is %s', async (_what, ageSeconds) => {
    expect((await post(api, MESSAGE, signed(MESSAGE.body, { ageSeconds }))).statusCode).toBe(200);
  });

  it.each([
    ['no JSON', { body: '{', contentType: JSON_TYPE }],
    ['nothing', { body: '', contentType: JSON_TYPE }],
    ['a form around no JSON', { body: 'payload=%7B', contentType: FORM_TYPE }],
  ])('says of %s that it can’t be read', async (_what, delivery) => {
    const { statusCode, body } = await post(api, delivery);
    expect([statusCode, body]).toEqual([400, 'The body can’t be read: it is not JSON.'.replace('’', "'")]);
    expect(taken).toEqual([]);
  });

  it('takes four megabytes and no more', async () => {
    const most = 4 * 1024 * 1024;
    const padded = (length: number): Delivery => ({
      body: String(MESSAGE.body).padEnd(length, ' '),
      contentType: JSON_TYPE,
    });
    expect((await post(api, padded(most))).statusCode).toBe(200);
    expect((await post(api, padded(most + 1))).statusCode).toBe(413);
    expect(taken).toHaveLength(1);
  });

  it('asks for no session, and is nothing but a POST', async () => {
    expect((await api.app.inject({ url: '/slack/events' })).statusCode).toBe(404);
  });
});

describe('what Slack sends, with everything behind it', () => {
  let harness: SlackApiHarness;
  beforeAll(async () => {
    harness = await startSlackApi();
    const { api, world } = harness;
    await api.chatStores.installations.save({
      tenantId: api.acme.tenant.id,
      platform: 'slack',
      workspaceId: world.teamId,
      enterpriseId: null,
      name: 'Acme',
      appId: world.appId,
      botUserId: world.botUserId,
      botId: null,
      scopes: [],
      sealedToken: null,
      installedBy: null,
      status: 'active',
    });
    const place = { platform: 'slack' as const, workspaceId: world.teamId };
    const { member } = api.acme.people.requester;
    await api.chatStores.identities.link(member.tenantId, member.id, place, world.people.anna.userId);
  });
  afterAll(() => harness.stop());

  const tasks = async (): Promise<number> => {
    const { stores, acme } = harness.api;
    return (await stores.tasks.list(acme.tenant.id, { limit: 100 })).items.length;
  };
  const RUN = 'run site-check url=https://example.org';
  const asks = (ts: string): Delivery => {
    const { world } = harness;
    return asJson({
      type: 'event_callback',
      team_id: world.teamId,
      event: {
        type: 'app_mention',
        channel: world.channels.general,
        user: world.people.anna.userId,
        ts,
        text: `<@${world.botUserId}> ${RUN}`,
      },
    });
  };

  it('answers Slack’s question whose address this is', async () => {
    const question = asJson({ type: 'url_verification', challenge: 'a word', token: 'x' });
    const { statusCode, headers, body } = await post(harness.api, question);
    expect([statusCode, JSON.parse(body)]).toEqual([200, { challenge: 'a word' }]);
    expect(headers['content-type']).toMatch(/json/);
    const check = { body: 'ssl_check=1&token=x', contentType: FORM_TYPE };
    expect((await post(harness.api, check)).statusCode).toBe(200);
  });

  it('starts one task however often it comes, and none unsigned', async () => {
    const before = await tasks();
    for (const headers of [{}, signed(asks('17.5').body, { secret: 'e'.repeat(32) })]) {
      expect((await post(harness.api, asks('17.5'), headers)).statusCode).toBe(401);
    }
    await harness.intake.idle();
    expect(await tasks()).toBe(before);
    const answers = await Promise.all([1, 2, 3].map(() => post(harness.api, asks('17.5'))));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    await harness.intake.idle();
    expect(await tasks()).toBe(before + 1);
  });

  it('takes one of each kind', async () => {
    for (const payload of samplePayloads(harness.world)) {
      const { statusCode } = await post(harness.api, wrapped(payload));
      expect([payload.type ?? payload.command, statusCode]).toEqual([payload.type ?? payload.command, 200]);
    }
    await harness.intake.idle();
  });

  it('is never broken by what comes', { timeout: 120_000 }, async () => {
    const seen = new Map<number, number>();
    const uncaught = await uncaughtWhile(async () => {
      await fc.assert(
        fc.asyncProperty(anyDelivery(harness.world), async (delivery) => {
          const { statusCode } = await post(harness.api, delivery);
          seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1);
          expect([200, 400, 415]).toContain(statusCode);
        }),
        { numRuns: 300 },
      );
      await harness.intake.idle();
    });
    expect(uncaught).toEqual([]);
    expect(seen.get(200)).toBeGreaterThan(0);
  });

  it('starts nothing of what is not signed, whatever it is', { timeout: 60_000 }, async () => {
    const before = await tasks();
    const calls = harness.world.calls().length;
    const uncaught = await uncaughtWhile(async () => {
      const headers = fc.oneof(
        fc.constant({}),
        fc.record({
          'x-slack-request-timestamp': fc.oneof(
            fc.constantFrom('0', '-1', 'now', '9'.repeat(400), String(Math.floor(Date.now() / 1000))),
            fc.stringMatching(/^[\x21-\x7e]{1,40}$/),
          ),
          'x-slack-signature': fc.oneof(
            fc.constantFrom('v0=', `v0=${'0'.repeat(64)}`, 'v1=x'),
            fc.stringMatching(/^[\x21-\x7e]{1,80}$/),
          ),
        }),
      );
      const delivery = fc.oneof(anyDelivery(harness.world), fc.constant(asks('17.9')));
      await fc.assert(
        fc.asyncProperty(delivery, headers, async (one, given) => {
          expect([401, 415]).toContain((await post(harness.api, one, given)).statusCode);
        }),
        { numRuns: 300 },
      );
      await harness.intake.idle();
    });
    expect(uncaught).toEqual([]);
    expect(await tasks()).toBe(before);
    expect(harness.world.calls().length).toBe(calls);
  });
});
