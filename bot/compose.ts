import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { createPostgresChatStores } from '../adapters/postgres/create-chat-stores.ts';
import { createPostgresStores } from '../adapters/postgres/create-stores.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { readSecretBox } from '../adapters/secret-box/config.ts';
import { createSchemaCheck } from '../adapters/skill-registry/schema-check.ts';
import { createSlack } from '../adapters/slack/create-slack.ts';
import { createSocketReceiver, fatalConnectError } from '../adapters/slack/socket-receiver.ts';
import { connectWhenPossible, SlackSetupProblem, socketProblem } from '../adapters/slack/start-checks.ts';
import { systemClock, systemHasher, systemIds } from '../adapters/system/runtime.ts';
import { connectTemporal } from '../adapters/temporal/connect.ts';
import { createTemporalTaskGateway } from '../adapters/temporal/task-gateway.ts';
import type { ChatStores } from '../core/ports/chat-stores.ts';
import { createUseCases } from '../core/usecases/use-cases.ts';
import type { BotConfig } from './config.ts';

export interface Bot {
  /** Resolves when it is connected, or when Slack is away and it goes on trying. Throws SlackSetupProblem when it never will be as things are. */
  start(): Promise<void>;
  /** Takes nothing new, finishes what is under way for a moment, and lets go of everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** What a process left undone when it died is looked for this often. */
const SWEEP_MS = 10_000;
const GRACE_MS = 1_200;

export const compose = (config: BotConfig, log: Logger): Bot => {
  let release: () => Promise<void> = async () => undefined;

  const start = async (): Promise<void> => {
    const database = createDatabase({ url: config.DATABASE_URL, log });
    const temporal = connectTemporal(config);
    const stores = createPostgresStores(database);
    const chatStores = createPostgresChatStores(database);
    const slack = createSlack({
      config,
      stores,
      chatStores,
      box: readSecretBox(config),
      publicUrl: config.COUNTERSIGN_PUBLIC_URL ? new URL(config.COUNTERSIGN_PUBLIC_URL).origin : null,
      log,
    });
    const useCases = createUseCases({
      stores,
      chatStores,
      outsideGroups: slack.usergroups,
      onOutsideFailure: (error) => log.warn({ err: error }, 'user groups could not be asked'),
      gateway: createTemporalTaskGateway(temporal.client),
      checkSchema: createSchemaCheck(),
      clock: systemClock,
      ids: systemIds,
      hasher: systemHasher,
      randomBytes,
    });
    const intake = slack.intake({
      ...useCases,
      bind: (chat) => useCases.forChat(chat, { passing: 'throw' }),
    });
    const sockets = createSocketReceiver({
      appToken: config.SLACK_APP_TOKEN ?? '',
      apiUrl: config.SLACK_API_URL,
      intake,
      log,
    });
    const sweep = setInterval(() => {
      intake
        .sweep()
        .catch((error: unknown) => log.warn({ err: error }, 'what was left undone could not be read'));
    }, SWEEP_MS);
    release = async () => {
      clearInterval(sweep);
      // What was taken in the last moment is acknowledged before the sockets close.
      await Promise.race([
        intake.idle(),
        new Promise((resolve) => setTimeout(resolve, GRACE_MS / 2).unref()),
      ]);
      await sockets.stop();
      await Promise.race([intake.idle(), new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
      await temporal.close();
      await database.close();
    };
    const receive = async (): Promise<void> => {
      await sockets.start();
      await intake.sweep();
    };
    // Deliveries of a workspace we do not know yet would be lost: they are taken when it is connected.
    if (await connectWorkspace(config, chatStores.installations, log, receive)) await receive();
  };

  return {
    start: async () => {
      try {
        return await start();
      } catch (error) {
        await release().catch(() => undefined);
        throw explain(error);
      }
    },
    stop: () => {
      const once = release;
      release = async () => undefined;
      return once();
    },
  };
};

/** The one whose token is in the environment. False: Slack is away, and `later` is called when it was back. */
const connectWorkspace = async (
  config: BotConfig,
  installations: ChatStores['installations'],
  log: Logger,
  later: () => Promise<void>,
): Promise<boolean> => {
  const { SLACK_BOT_TOKEN: token, SLACK_API_URL: apiUrl, COUNTERSIGN_SLACK_TENANT: tenantId } = config;
  if (!token || !tenantId) return true;
  return connectWhenPossible({ token, tenantId, apiUrl, installations, log }, () => {
    later().catch((error: unknown) => log.error({ err: explain(error) }, 'Slack is not connected'));
  });
};

const explain = (error: unknown): unknown =>
  error instanceof SlackSetupProblem ? error : (socketProblem(fatalConnectError(error)) ?? error);
