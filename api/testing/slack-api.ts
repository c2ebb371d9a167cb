import { randomBytes } from 'node:crypto';
import { createSecretBox } from '../../adapters/secret-box/secret-box.ts';
import { createSchemaCheck } from '../../adapters/skill-registry/schema-check.ts';
import { createSlack, type Slack } from '../../adapters/slack/create-slack.ts';
import { createSlackHttpReceiver } from '../../adapters/slack/http-receiver.ts';
import { createSlackInstall } from '../../adapters/slack/install.ts';
import type { SlackIntake } from '../../adapters/slack/intake/intake.ts';
import { type SlackWorld, startSlackWorld } from '../../adapters/slack/testing/slack-world.ts';
import { systemClock, systemHasher, systemIds } from '../../adapters/system/runtime.ts';
import type { ChatStores } from '../../core/ports/chat-stores.ts';
import type { SecretBox } from '../../core/ports/secret-box.ts';
import { createUseCases, type UseCases } from '../../core/usecases/use-cases.ts';
import type { SlackWeb } from '../services.ts';
import { type ApiHarness, startApi } from './api-harness.ts';

/** What the api is reached at in these tests. */
export const PUBLIC_URL = 'https://app.example';

export interface SlackApiHarness {
  readonly api: ApiHarness;
  readonly world: SlackWorld;
  readonly slack: Slack;
  readonly intake: SlackIntake;
  readonly useCases: UseCases;
  readonly box: SecretBox;
  stop(): Promise<void>;
}

/** How much may be sent at once is not the matter of these tests. */
const NO_LIMITS: ChatStores['budget'] = {
  reserve: async () => ({ waitMs: 0 }),
  block: async () => undefined,
};

/** The api with all of Slack's addresses, over a real database and an emulated Slack. */
export const startSlackApi = async (options: { readonly apiUrl?: string } = {}): Promise<SlackApiHarness> => {
  const world = await startSlackWorld({ redirectUris: [`${PUBLIC_URL}/slack/oauth_redirect`] });
  const apiUrl = options.apiUrl ?? world.apiUrl;
  // The app wants these at its start, and they want the stores it starts with.
  let web: SlackWeb | undefined;
  const ready = (): Required<{ [Name in keyof SlackWeb]: NonNullable<SlackWeb[Name]> }> => {
    if (!web?.receive || !web.install) throw new Error('Slack is not set up yet');
    return { receive: web.receive, install: web.install };
  };
  const api = await startApi({
    publicUrl: PUBLIC_URL,
    local: false,
    slack: {
      receive: (request) => ready().receive(request),
      install: {
        begin: (...args) => ready().install.begin(...args),
        finish: (...args) => ready().install.finish(...args),
      },
    },
  });
  const { stores } = api;
  const chatStores = { ...api.chatStores, budget: NO_LIMITS };
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const box = createSecretBox({ key: randomBytes(32), keyId: 'k1' });
  const config = { SLACK_BOT_TOKEN: world.botToken, SLACK_API_URL: apiUrl };
  const slack = createSlack({ config, stores, chatStores, box, publicUrl: PUBLIC_URL, log });
  const useCases = createUseCases({
    stores,
    chatStores,
    outsideGroups: slack.usergroups,
    gateway: api.gateway,
    checkSchema: createSchemaCheck(),
    clock: systemClock,
    ids: systemIds,
    hasher: systemHasher,
    randomBytes,
  });
  const intake = slack.intake({ ...useCases, bind: (chat) => useCases.forChat(chat, { passing: 'throw' }) });
  web = {
    receive: createSlackHttpReceiver({ signingSecret: world.signingSecret, intake, log }),
    install: createSlackInstall({
      clientId: world.clientId,
      clientSecret: world.clientSecret,
      apiUrl,
      publicUrl: PUBLIC_URL,
      stateSecret: 'the same in all processes',
      installations: chatStores.installations,
      audit: stores.audit,
      box,
      log,
      onInstalled: () => slack.workspaces.forget(),
    }),
  };
  return {
    api,
    world,
    slack,
    intake,
    useCases,
    box,
    async stop() {
      await intake.idle();
      await api.stop();
      await world.stop();
    },
  };
};
