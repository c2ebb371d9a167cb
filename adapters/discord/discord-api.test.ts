import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { OutboundBudget } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import { createDiscordApi, isOutcomeUnknown } from './discord-api.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import { createDiscordRest } from './discord-rest.ts';
import { type Call, type ScriptedAnswer, withScriptedApi } from './testing/scripted-api.ts';

const PLACE = { channelId: '900000000000000003' };
const MESSAGE = { ...PLACE, messageId: '900000000000000004' };
const ANSWER = { interactionId: '900000000000000007', interactionToken: 'secret-token' };
const say = (): void => undefined;
const quiet: Log = { debug: say, info: say, warn: say, error: say };

const refused = (status: number, code: number, errors?: object): ScriptedAnswer => ({
  status,
  body: { message: 'No', code, ...(errors ? { errors } : {}) },
});

interface World {
  readonly api: ReturnType<typeof createDiscordApi>;
  readonly calls: readonly Call[];
  readonly reserved: readonly string[];
  readonly blocked: readonly (readonly [string, number])[];
}

const withApi = (
  answer: (call: Call, index: number) => ScriptedAnswer,
  use: (world: World) => Promise<void>,
  over: {
    readonly turn?: Awaited<ReturnType<OutboundBudget['reserve']>>;
    readonly invalidLimit?: number;
    readonly now?: () => number;
  } = {},
): Promise<void> =>
  withScriptedApi(answer, async ({ apiUrl, calls }) => {
    const reserved: string[] = [];
    const blocked: [string, number][] = [];
    const budget: OutboundBudget = {
      reserve: async (_tenant, key) => {
        reserved.push(key);
        return over.turn ?? { waitMs: 0 };
      },
      block: async (_tenant, key, ms) => {
        blocked.push([key, ms]);
      },
    };
    const { turn: _turn, ...rest } = over;
    const access = { token: 'bot-token', apiUrl };
    const api = createDiscordApi(
      { ...access, applicationId: '900000000000000001', budget, tenantId: 't1', log: quiet },
      createDiscordRest({ ...access, ...rest }),
    );
    await use({ api, calls, reserved, blocked });
  });

const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};

describe('a call', () => {
  it('carries the token, its body and its nonce, within the channel’s budget', () =>
    withApi(
      () => ({ body: { id: '5' } }),
      async ({ api, calls, reserved }) => {
        const body = { content: 'hello' };
        expect(await api.call('message.create', PLACE, { body, nonce: 'n1' })).toEqual({ id: '5' });
        expect(calls).toEqual([
          {
            method: 'POST',
            path: `/channels/${PLACE.channelId}/messages`,
            query: '',
            body: { content: 'hello', nonce: 'n1', enforce_nonce: true },
            authorization: 'Bot bot-token',
          },
        ]);
        expect(reserved).toEqual([`discord/message.create/${PLACE.channelId}`]);
      },
    ));

  it('answers an interaction at once, with nothing but its own token', () =>
    withApi(
      () => ({ status: 204 }),
      async ({ api, calls, reserved }) => {
        await api.call('interaction.answer', ANSWER, { body: { type: 6 } });
        await api.call('interaction.original.update', ANSWER, { body: {} });
        expect(calls.map(({ path, authorization }) => [path, authorization])).toEqual([
          [`/interactions/${ANSWER.interactionId}/secret-token/callback`, null],
          ['/webhooks/900000000000000001/secret-token/messages/@original', null],
        ]);
        expect(reserved).toEqual([]);
      },
    ));

  it('is not made when the line is too long', () =>
    withApi(
      () => ({}),
      async ({ api, calls }) => {
        const error = await failure(api.call('message.update', MESSAGE, { body: {}, urgency: 'later' }));
        expect(error).toMatchObject({ code: 'chat_unavailable', params: { retryInMs: 700 } });
        expect(calls).toEqual([]);
      },
      { turn: { waitMs: null, retryInMs: 700 } },
    ));
});

describe('a refusal', () => {
  it('says what is done about it, and keeps tokens and words out of the log', () =>
    withApi(
      () => refused(404, 10062),
      async ({ api, calls }) => {
        const error = await failure(api.call('interaction.answer', ANSWER, { body: { data: 'private' } }));
        expect(error).toBeInstanceOf(DiscordRefusal);
        expect(error).toMatchObject({ discordCode: 10062, status: 404, action: 'too_late' });
        const shown = JSON.stringify(error, Object.getOwnPropertyNames(error));
        expect(shown).toContain('interaction.answer: 404 10062 No');
        expect(shown).not.toMatch(/secret-token|private/);
        expect(calls).toHaveLength(1);
      },
    ));

  it('names what is wrong inside of a form', () =>
    withApi(
      () =>
        refused(400, 50035, {
          content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer.' }] },
        }),
      async ({ api }) => {
        const error = await failure(api.call('message.create', PLACE, { body: {} }));
        expect(error).toMatchObject({
          action: 'fit',
          message: expect.stringContaining('(BASE_TYPE_MAX_LENGTH)'),
        });
      },
    ));

  it('of the token keeps the next calls at home for a while, and does not lose the token', async () => {
    let now = 1_000_000;
    let accepted = false;
    await withApi(
      () => (accepted ? { body: { id: '1' } } : refused(401, 0)),
      async ({ api, calls }) => {
        for (let again = 0; again < 3; again += 1) {
          const error = await failure(api.call('user.me', {}));
          expect(error).toMatchObject({ action: 'reinstall', status: 401 });
        }
        expect(calls).toHaveLength(1);
        accepted = true;
        now += 30_001;
        expect(await api.call('user.me', {})).toEqual({ id: '1' });
        expect(calls.at(-1)?.authorization).toBe('Bot bot-token');
      },
      { now: () => now },
    );
  });

  it('of an interaction’s token is not taken for one of ours', () =>
    withApi(
      ({ authorization }) => (authorization ? { body: { id: '1' } } : refused(401, 50027)),
      async ({ api }) => {
        const error = await failure(api.call('interaction.original.update', ANSWER, { body: {} }));
        expect(error).toMatchObject({ action: 'too_late' });
        expect(await api.call('user.me', {})).toEqual({ id: '1' });
      },
    ));
});

describe('being asked to wait', () => {
  it('for a short time is waited out, and everybody’s turn in that channel comes later', () =>
    withApi(
      (_call, index) =>
        index === 0
          ? { status: 429, headers: { 'retry-after': '0.05' }, body: { retry_after: 0.05, message: 'x' } }
          : { body: { id: '5' } },
      async ({ api, calls, blocked }) => {
        expect(await api.call('message.create', PLACE, { body: {} })).toEqual({ id: '5' });
        expect(calls).toHaveLength(2);
        expect(blocked).toEqual([[`discord/message.create/${PLACE.channelId}`, expect.any(Number)]]);
      },
    ));

  it('by the limit of all calls is waited out however often it is met', () =>
    withApi(
      () => ({ body: { id: '1' } }),
      async ({ api, calls }) => {
        // More than pass in three seconds.
        const many = Array.from({ length: 60 }, (_, n) => String(900000000000000100n + BigInt(n)));
        await Promise.all(many.map((channelId) => api.call('channel.get', { channelId })));
        expect(calls).toHaveLength(60);
      },
    ));

  it('for a long time is left to the caller', () =>
    withApi(
      () => ({ status: 429, headers: { 'retry-after': '60', 'x-ratelimit-scope': 'shared' }, body: {} }),
      async ({ api, calls }) => {
        const error = await failure(api.call('message.update', MESSAGE, { body: {} }));
        expect(error).toBeInstanceOf(AppError);
        const { code, params } = error as AppError;
        expect([code, Number(params.retryInMs) >= 60_000, isOutcomeUnknown(error)]).toEqual([
          'chat_unavailable',
          true,
          false,
        ]);
        expect(calls).toHaveLength(1);
      },
    ));

  it('by the headers of the last answer costs no call', () =>
    withApi(
      () => ({
        body: { id: '5' },
        headers: {
          'x-ratelimit-limit': '1',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset-after': '30',
          'x-ratelimit-bucket': 'b1',
        },
      }),
      async ({ api, calls }) => {
        // The first answer names the bucket, the next one fills it.
        await api.call('message.create', PLACE, { body: {} });
        await api.call('message.create', PLACE, { body: {} });
        const error = await failure(api.call('message.create', PLACE, { body: {} }));
        expect(error).toMatchObject({ code: 'chat_unavailable' });
        expect(calls).toHaveLength(2);
        // Another channel has a bucket of its own.
        await api.call('message.create', { channelId: '900000000000000099' }, { body: {} });
        expect(calls).toHaveLength(3);
      },
    ));

  it('is kept to by itself before Discord answers nothing at all', () =>
    withApi(
      (_call, index) => (index < 3 ? refused(403, 50013) : { body: {} }),
      async ({ api, calls }) => {
        for (let again = 0; again < 3; again += 1) {
          expect(await failure(api.call('channel.get', PLACE))).toMatchObject({ action: 'to_requester' });
        }
        const error = await failure(api.call('channel.get', PLACE));
        expect(error).toMatchObject({ code: 'chat_unavailable', params: { retryInMs: expect.any(Number) } });
        expect(calls).toHaveLength(3);
      },
      { invalidLimit: 3 },
    ));
});

describe('no answer', () => {
  it('to the answer of an interaction, which was heard all the same, is as good as one', () =>
    withApi(
      (_call, index) => (index === 0 ? { breaks: true } : refused(400, 40060)),
      async ({ api, calls }) => {
        expect(await api.call('interaction.answer', ANSWER, { body: { type: 5 } })).toEqual({});
        expect(calls).toHaveLength(2);
        expect(await failure(api.call('interaction.answer', ANSWER, { body: { type: 5 } }))).toMatchObject({
          action: 'done',
        });
      },
    ));

  const FAULTS: readonly [string, ScriptedAnswer][] = [
    ['a fault of Discord’s', { status: 502 }],
    ['a broken connection', { breaks: true }],
  ];

  it.each(FAULTS)('because of %s: what is the same twice is tried again', (_what, fault) =>
    withApi(
      (_call, index) => (index === 0 ? fault : { body: { id: '5' } }),
      async ({ api, calls }) => {
        expect(await api.call('message.update', MESSAGE, { body: {} })).toEqual({ id: '5' });
        expect(await api.call('message.create', PLACE, { body: {}, nonce: 'n' })).toEqual({ id: '5' });
        expect(calls.length).toBe(3);
      },
    ),
  );

  it.each(FAULTS)('because of %s: nothing is posted twice, and nobody claims to know', (_what, fault) =>
    withApi(
      () => fault,
      async ({ api, calls }) => {
        const error = await failure(api.call('message.create', PLACE, { body: { content: 'private' } }));
        expect(isOutcomeUnknown(error)).toBe(true);
        expect(String((error as AppError).cause)).not.toContain('private');
        expect(calls).toHaveLength(1);
        const nonced = await failure(api.call('message.create', PLACE, { body: {}, nonce: 'n' }));
        expect(isOutcomeUnknown(nonced)).toBe(true);
        expect(calls).toHaveLength(4);
      },
    ),
  );
});
