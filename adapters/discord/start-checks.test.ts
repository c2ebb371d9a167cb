import { describe, expect, it } from 'vitest';
import { createDiscordRest } from './discord-rest.ts';
import { inviteLink, NEEDED_PERMISSIONS } from './permissions.ts';
import { checkApplication, DiscordSetupProblem, gatewayProblem, permissionProblem } from './start-checks.ts';
import { type ScriptedAnswer, withScriptedApi } from './testing/scripted-api.ts';

const ID = '900000000000000001';
const KEY = 'ab'.repeat(32);
const me = { id: ID, name: 'Countersign', verify_key: KEY, flags: 1 << 19 };

const check = async (answer: ScriptedAnswer, over: object = {}): Promise<unknown> => {
  let result: unknown;
  await withScriptedApi(
    () => answer,
    async ({ apiUrl }) => {
      const rest = createDiscordRest({ token: 'bot-token', apiUrl });
      result = await checkApplication({ rest, applicationId: ID, publicKey: KEY, ...over }).catch(
        (error: unknown) => error,
      );
    },
  );
  return result;
};

describe('at the start', () => {
  it('says whose token it is, and whether messages can be read', async () => {
    const identity = { applicationId: ID, name: 'Countersign', publicKey: KEY, readsMessages: true };
    expect(await check({ body: me })).toEqual(identity);
    expect(await check({ body: me }, { applicationId: null, publicKey: null })).toEqual(identity);
    expect(await check({ body: { ...me, flags: 0 } })).toMatchObject({ readsMessages: false });
  });

  it.each([
    [
      'a wrong token',
      { status: 401, body: { message: '401: Unauthorized', code: 0 } },
      {},
      'DISCORD_BOT_TOKEN',
    ],
    ['another application', { body: me }, { applicationId: '900000000000000009' }, `set it to ${ID}`],
    ['another key', { body: me }, { publicKey: 'cd'.repeat(32) }, 'DISCORD_PUBLIC_KEY is not the one'],
  ])('says in one sentence what to change: %s', async (_what, answer, over, words) => {
    const problem = await check(answer, over);
    expect(problem).toBeInstanceOf(DiscordSetupProblem);
    const { message } = problem as Error;
    expect(message).toContain(words);
    expect(message.match(/\.(?=\s|$)/g)).toHaveLength(1);
  });

  it('takes Discord being away for no mistake of the set-up', async () => {
    expect(await check({ status: 503 })).toMatchObject({ code: 'chat_unavailable' });
  });
});

describe('a connection that will never open', () => {
  it.each([
    [4004, 'DISCORD_BOT_TOKEN'],
    [4014, 'Message Content Intent'],
    [4013, 'update Countersign'],
    [4012, 'update Countersign'],
    [4010, 'DISCORD_PUBLIC_KEY'],
    [4011, 'DISCORD_PUBLIC_KEY'],
  ])('is explained: %i', (code, words) => {
    expect(gatewayProblem(code)?.message).toContain(words);
  });

  it.each([1000, 1006, 4000, 4001, 4003, 4007, 4008, 4009])('may pass: %i', (code) => {
    expect(gatewayProblem(code)).toBeNull();
  });
});

describe('permissions', () => {
  const all = NEEDED_PERMISSIONS.reduce((bits, [, bit]) => bits | bit, 0n);

  it('are asked for in the invitation, and no more of them', () => {
    const { searchParams, origin } = new URL(inviteLink(ID));
    expect(origin).toBe('https://discord.com');
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: ID,
      scope: 'bot applications.commands',
      permissions: '309237746688',
    });
    expect(all).toBe(309237746688n);
  });

  it.each(NEEDED_PERMISSIONS)('are named when they are missing: %s', (name, bit) => {
    const problem = permissionProblem({ granted: String(all & ~bit), applicationId: ID });
    expect(problem).toContain(`lacks the permission ${name} in this channel`);
    expect(problem).toContain(inviteLink(ID));
  });

  it('are enough, or all of them, or not known', () => {
    for (const granted of [String(all), '8', null, 'x']) {
      expect(permissionProblem({ granted, applicationId: ID })).toBeNull();
    }
    expect(permissionProblem({ granted: '0', applicationId: ID })).toContain(
      'the permissions View Channels, ',
    );
  });
});
