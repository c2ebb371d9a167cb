import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { readSecretBox } from '../adapters/secret-box/config.ts';
import type { Slack } from '../adapters/slack/create-slack.ts';
import { createSlackHttpReceiver } from '../adapters/slack/http-receiver.ts';
import { createSlackInstall } from '../adapters/slack/install.ts';
import { connectWhenPossible } from '../adapters/slack/start-checks.ts';
import { settleFor, sweepRegularly } from '../core/chat/tend-intake.ts';
import type { ChatStores } from '../core/ports/chat-stores.ts';
import type { Stores } from '../core/ports/stores.ts';
import type { UseCases } from '../core/usecases/use-cases.ts';
import type { ApiConfig } from './config.ts';
import type { SlackWeb } from './services.ts';

export interface SlackParts {
  readonly config: ApiConfig;
  readonly slack: Slack;
  readonly stores: Stores;
  readonly chatStores: ChatStores;
  readonly useCases: UseCases;
  readonly log: Logger;
}

/** Slack over HTTP, as far as its variables are there: deliveries with a signing secret, installations with a client id. */
export const composeSlack = async (parts: SlackParts): Promise<SlackWeb & { close(): Promise<void> }> => {
  const { config, log } = parts;
  const { SLACK_SIGNING_SECRET: signingSecret } = config.slack;
  if (!signingSecret) return { receive: null, install: composeInstall(parts), close: async () => undefined };
  const { slack, useCases } = parts;
  const intake = slack.intake({ ...useCases, bind: (chat) => useCases.forChat(chat, { passing: 'throw' }) });
  await connectWorkspace(parts);
  const endSweeps = sweepRegularly(intake, log);
  return {
    receive: createSlackHttpReceiver({ signingSecret, intake, log }),
    install: composeInstall(parts),
    async close() {
      endSweeps();
      await settleFor(intake);
    },
  };
};

/** A token in the environment, where no bot is needed because Slack comes here. */
const connectWorkspace = async ({ config, chatStores, log }: SlackParts): Promise<void> => {
  const { SLACK_BOT_TOKEN: token, SLACK_API_URL: apiUrl, COUNTERSIGN_SLACK_TENANT: tenantId } = config.slack;
  if (!token || !tenantId) return;
  await connectWhenPossible({ token, tenantId, apiUrl, installations: chatStores.installations, log });
};

const composeInstall = ({ config, slack, stores, chatStores, log }: SlackParts): SlackWeb['install'] => {
  const {
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_API_URL: apiUrl,
  } = config.slack;
  if (!clientId && !clientSecret) return null;
  const box = readSecretBox(config.slack);
  const missing = [
    ...(clientId ? [] : ['SLACK_CLIENT_ID']),
    ...(clientSecret ? [] : ['SLACK_CLIENT_SECRET']),
    ...(config.publicUrl ? [] : ['COUNTERSIGN_PUBLIC_URL']),
    ...(box ? [] : ['COUNTERSIGN_ENCRYPTION_KEY']),
  ];
  if (!clientId || !clientSecret || !config.publicUrl || !box) {
    throw new Error(`The api can't take Slack installations: set ${missing.join(', ')} as well.`);
  }
  return createSlackInstall({
    clientId,
    clientSecret,
    apiUrl,
    publicUrl: config.publicUrl,
    stateSecret: createHash('sha256').update(`state ${clientSecret}`).digest('hex'),
    installations: chatStores.installations,
    audit: stores.audit,
    box,
    log,
    onInstalled: () => slack.workspaces.forget(),
  });
};
