import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPostgresChatStores } from '../adapters/postgres/create-chat-stores.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { createOperatorStore } from '../adapters/postgres/operator-store.ts';
import { BOT_SCOPES } from '../adapters/slack/methods.ts';
import { type SlackWorld, startSlackWorld } from '../adapters/slack/testing/slack-world.ts';
import type { ChatStores } from '../core/ports/chat-stores.ts';
import { type OwnedProcess, startOwnedProcess } from '../local/owned-process.ts';
import { cloneDatabase } from '../local/testing/database.ts';
import { until } from '../local/testing/until.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

let world: SlackWorld;
let tenantId: string;
let otherId: string;
let databaseUrl: string;
let chatStores: ChatStores;
let drop: () => Promise<void>;
const running: OwnedProcess[] = [];

beforeAll(async () => {
  const clone = await cloneDatabase();
  const operator = createOperatorStore(clone.ownerUrl);
  const database = createDatabase({ url: clone.appUrl });
  chatStores = createPostgresChatStores(database);
  tenantId = (await operator.createTenant({ name: 'Here', slug: 'here' })).id;
  otherId = (await operator.createTenant({ name: 'Elsewhere', slug: 'elsewhere' })).id;
  databaseUrl = clone.appUrl;
  drop = async () => {
    await database.close();
    await operator.close();
    await clone.drop();
  };
});
afterAll(() => drop());
beforeEach(async () => {
  world = await startSlackWorld();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((bot) => bot.stop(2_000)));
  await world.stop();
});

const startBot = (env: NodeJS.ProcessEnv = {}): OwnedProcess => {
  const bot = startOwnedProcess({
    main: MAIN,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      // Nothing here starts a task.
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      SLACK_API_URL: world.apiUrl,
      SLACK_BOT_TOKEN: world.botToken,
      SLACK_APP_TOKEN: world.appToken,
      COUNTERSIGN_SLACK_TENANT: tenantId,
      ...env,
    },
  });
  running.push(bot);
  return bot;
};

/** All that a person reads when it did not start. */
const refusal = async (env?: NodeJS.ProcessEnv): Promise<string> => {
  const outcome = await startBot(env).ready.then(
    () => 'it started',
    (error: Error) => error.message,
  );
  return outcome.replace('ended before it was ready (exit code 1): ', '');
};

const scopesWithout = (...missing: string[]): readonly string[] =>
  BOT_SCOPES.filter((scope) => !missing.includes(scope));

describe('a bot that is set up wrongly says in one sentence what to change', () => {
  it.each<[string, () => NodeJS.ProcessEnv, string]>([
    [
      'an unknown bot token',
      () => ({ SLACK_BOT_TOKEN: 'xoxb-of-nobody' }),
      'Slack does not accept SLACK_BOT_TOKEN (invalid_auth): copy the Bot User OAuth Token (xoxb-…) again from "OAuth & Permissions" of your app and set it.',
    ],
    [
      'a token taken back',
      () => {
        world.revoke();
        return {};
      },
      'Slack does not accept SLACK_BOT_TOKEN (token_revoked): copy the Bot User OAuth Token (xoxb-…) again from "OAuth & Permissions" of your app and set it.',
    ],
    [
      'one missing scope',
      () => {
        world.setScopes(scopesWithout('im:write'));
        return {};
      },
      'The Slack app lacks the scope im:write: run "npm run slack:manifest", paste it on the app’s page "App Manifest", and reinstall the app.',
    ],
    [
      'two missing scopes',
      () => {
        world.setScopes(scopesWithout('im:write', 'chat:write'));
        return {};
      },
      'The Slack app lacks the scopes chat:write, im:write: run "npm run slack:manifest", paste it on the app’s page "App Manifest", and reinstall the app.',
    ],
    [
      'an unknown app token',
      () => ({ SLACK_APP_TOKEN: 'xapp-of-nobody' }),
      'Slack does not accept SLACK_APP_TOKEN (invalid_auth): copy an App-Level Token (xapp-…) with the scope connections:write from "Basic Information" of your app and set it.',
    ],
    [
      'an app token that may not connect',
      () => {
        world.faults.always('apps.connections.open', { error: 'missing_scope' });
        return {};
      },
      'SLACK_APP_TOKEN may not open connections: on the app’s page "Basic Information" make an App-Level Token with the scope connections:write and set it.',
    ],
    [
      'Socket Mode switched off',
      () => {
        world.socket.disable();
        return {};
      },
      'Socket Mode is switched off for this Slack app: switch it on on the app’s page "Socket Mode", or set SLACK_SIGNING_SECRET and use the HTTP address instead.',
    ],
    [
      'a bot token in the place of the app token',
      () => ({ SLACK_APP_TOKEN: world.botToken }),
      'environment: SLACK_APP_TOKEN: must be an App-Level Token (xapp-…) with connections:write, of the app’s page "Basic Information"',
    ],
  ])('%s', async (_what, change, sentence) => {
    expect(await refusal(change())).toBe(sentence);
  });

  it('a workspace of another organization', async () => {
    await startBot().ready;
    expect(await refusal({ COUNTERSIGN_SLACK_TENANT: otherId })).toBe(
      'The Slack workspace of SLACK_BOT_TOKEN is connected to another organization here: disconnect it there first, or set COUNTERSIGN_SLACK_TENANT to the id of that organization.',
    );
  });
});

describe('a bot that is set up', () => {
  it('is connected twice, and its workspace belongs to the organization', async () => {
    await startBot().ready;
    await until('two connections', () => world.socket.connections() === 2);
    const [row] = await chatStores.installations.list(tenantId);
    expect(row).toMatchObject({ workspaceId: world.teamId, botUserId: world.botUserId, status: 'active' });
    expect(row?.sealedToken).toBeNull();
  });

  it('goes on trying while Slack is away, and is connected when it is back', async () => {
    world.goAway();
    const bot = startBot();
    await bot.ready;
    expect(world.socket.connections()).toBe(0);
    world.comeBack();
    await until('two connections', () => world.socket.connections() === 2);
    await bot.stop();
    expect((await bot.exited).code).toBe(0);
  });

  it('comes back after its connections broke', async () => {
    await startBot().ready;
    await until('two connections', () => world.socket.connections() === 2);
    world.socket.drop();
    await until('two new ones', () => world.calls('apps.connections.open').length === 4);
    await until('both are open', () => world.socket.connections() === 2);
  });
});
