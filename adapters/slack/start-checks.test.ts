import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInMemoryChatStores } from '../../core/testing/chat-stores.ts';
import { createInMemoryStores } from '../../core/testing/stores.ts';
import { until } from '../../local/testing/until.ts';
import { BOT_SCOPES } from './methods.ts';
import { connectWhenPossible, SlackSetupProblem, socketProblem } from './start-checks.ts';
import { type SlackWorld, startSlackWorld } from './testing/slack-world.ts';

let world: SlackWorld;
const quiet = (): void => undefined;
let errors: unknown[];
let chatStores: ReturnType<typeof createInMemoryChatStores>;
beforeEach(async () => {
  world = await startSlackWorld();
  errors = [];
  chatStores = createInMemoryChatStores(createInMemoryStores());
});
afterEach(() => world.stop());

const connect = (
  over: { readonly token?: string; readonly tenantId?: string } = {},
  later?: () => void,
): Promise<boolean> =>
  connectWhenPossible(
    {
      token: world.botToken,
      tenantId: 'here',
      apiUrl: world.apiUrl,
      installations: chatStores.installations,
      log: { debug: quiet, info: quiet, warn: quiet, error: (fields) => void errors.push(fields) },
      ...over,
    },
    later,
  );

describe('the workspace of the environment’s token', () => {
  it('belongs to its tenant, with what the token may do', async () => {
    expect(await connect()).toBe(true);
    expect(await chatStores.installations.list('here')).toMatchObject([
      {
        workspaceId: world.teamId,
        name: 'Acme',
        botUserId: world.botUserId,
        scopes: [...BOT_SCOPES],
        sealedToken: null,
        status: 'active',
      },
    ]);
  });

  it('is connected again after it was revoked', async () => {
    await connect();
    await chatStores.installations.revoke('here', 'slack', world.teamId);
    await connect();
    expect(await chatStores.installations.list('here')).toMatchObject([{ status: 'active' }]);
  });

  it.each([
    ['another token', () => ({ token: 'xoxb-of-nobody' }), /SLACK_BOT_TOKEN \(invalid_auth\): copy/],
    ['an app’s token', () => ({ token: world.appToken }), /SLACK_BOT_TOKEN \(not_allowed_token_type\): copy/],
    [
      'too few scopes',
      () => {
        world.setScopes(BOT_SCOPES.filter((scope) => scope !== 'chat:write'));
        return {};
      },
      /lacks the scope chat:write: run "npm run slack:manifest"/,
    ],
  ])('is not connected with %s', async (_what, spoil, sentence) => {
    const refused = await connect(spoil()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SlackSetupProblem);
    expect((refused as Error).message).toMatch(sentence);
    expect((refused as Error).message).not.toMatch(/\n|xoxb-of/);
    expect(await chatStores.installations.list('here')).toEqual([]);
  });

  it('is not taken from another tenant', async () => {
    await connect();
    await expect(connect({ tenantId: 'there' })).rejects.toThrow(/connected to another organization here/);
  });

  it('is connected when Slack is back', async () => {
    world.goAway();
    const told: string[] = [];
    expect(await connect({}, () => void told.push('later'))).toBe(false);
    expect(await chatStores.installations.list('here')).toEqual([]);
    world.comeBack();
    await until('it is connected', () => told.length === 1);
    expect(await chatStores.installations.list('here')).toMatchObject([{ status: 'active' }]);
  });

  it('is connected when the database is back', async () => {
    chatStores.goAway();
    expect(await connect()).toBe(false);
    chatStores.comeBack();
    await until('it is connected', async () => (await chatStores.installations.list('here')).length === 1);
  });

  it('is given up with a reason when Slack is back and says no', async () => {
    world.goAway();
    await connect();
    world.revoke();
    world.comeBack();
    await until('somebody is told', () => errors.length === 1);
    expect(errors).toMatchObject([{ err: expect.any(SlackSetupProblem) }]);
  });
});

describe('Socket Mode', () => {
  it.each([
    ['link_disabled', /^Socket Mode is switched off.*switch it on.*$/],
    ['missing_scope', /^SLACK_APP_TOKEN may not open connections.*connections:write.*$/],
    ['invalid_auth', /^Slack does not accept SLACK_APP_TOKEN \(invalid_auth\): copy.*$/],
  ])('%s is one sentence that says what to change', (code, sentence) => {
    expect(socketProblem(code)?.message).toMatch(sentence);
  });

  it('has nothing to say of what may pass', () => {
    expect(socketProblem(null)).toBeNull();
  });
});
