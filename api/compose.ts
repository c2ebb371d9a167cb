import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { createConsoleChat } from '../adapters/console/console-chat.ts';
import { createDiscord } from '../adapters/discord/create-discord.ts';
import { createPostgresChatStores } from '../adapters/postgres/create-chat-stores.ts';
import { createPostgresStores } from '../adapters/postgres/create-stores.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { createChangeFeed } from '../adapters/postgres/listen.ts';
import { readSecretBox } from '../adapters/secret-box/config.ts';
import { createSchemaCheck } from '../adapters/skill-registry/schema-check.ts';
import { createSlack } from '../adapters/slack/create-slack.ts';
import { systemClock, systemHasher, systemIds } from '../adapters/system/runtime.ts';
import { connectTemporal } from '../adapters/temporal/connect.ts';
import { createTemporalTaskGateway } from '../adapters/temporal/task-gateway.ts';
import { allOutsideGroups } from '../core/chat/all-outside-groups.ts';
import manifest from '../package.json' with { type: 'json' };
import { createApp } from './app.ts';
import { composeDiscord } from './compose-discord.ts';
import { composeSlack } from './compose-slack.ts';
import type { ApiConfig } from './config.ts';
import { createServices } from './create-services.ts';

export interface Api {
  /** Resolves when it listens, with the address people open (the real port also when 0 was asked for). */
  start(): Promise<{ readonly url: string }>;
  /** Ends open streams, lets requests finish for a moment, and lets go of everything. Safe to call twice. */
  stop(): Promise<void>;
}

const CONSOLE_FOLDER = fileURLToPath(new URL('../console/dist/', import.meta.url));

/** The api process over real adapters; nothing is connected before `start`, and a service that is away is waited for. */
export const compose = (config: ApiConfig, log: Logger): Api => {
  let release: () => Promise<void> = async () => undefined;

  const start = async (): Promise<{ url: string }> => {
    const database = createDatabase({ url: config.databaseUrl, log });
    const changes = createChangeFeed({ url: config.databaseUrl, log });
    const temporal = connectTemporal(config.temporal);
    const stores = createPostgresStores(database);
    const chatStores = createPostgresChatStores(database);
    const chatParts = { stores, chatStores, publicUrl: config.publicUrl, log };
    const slack = createSlack({ ...chatParts, config: config.slack, box: readSecretBox(config.slack) });
    const discord = createDiscord({ ...chatParts, config: config.discord });
    const services = createServices({
      stores,
      chatStores,
      outsideGroups: allOutsideGroups([slack.usergroups, ...(discord ? [discord.roles] : [])]),
      onOutsideFailure: (error) => log.warn({ err: error }, 'groups that a chat keeps could not be asked'),
      chat: createConsoleChat({ chat: stores.consoleChat, threads: stores.threads, newId: systemIds.next }),
      changes,
      gateway: createTemporalTaskGateway(temporal.client),
      pingWorkflows: () => temporal.ping(),
      checkSchema: createSchemaCheck(),
      clock: systemClock,
      ids: systemIds,
      hasher: systemHasher,
      randomBytes,
    });
    const slackWeb = await composeSlack({
      config,
      slack,
      chatStores,
      stores,
      useCases: services.useCases,
      log,
    });
    const discordWeb = composeDiscord({ config, discord, useCases: services.useCases, log });
    const app = await createApp(services, {
      version: manifest.version,
      local: config.local,
      publicUrl: config.publicUrl,
      consoleFolder: CONSOLE_FOLDER,
      processMetrics: true,
      slack: slackWeb,
      ...(discordWeb ? { discord: discordWeb } : {}),
      log,
    });
    release = async () => {
      await app.close();
      await Promise.all([slackWeb.close(), discordWeb?.close()]);
      await changes.stop();
      await temporal.close();
      await database.close();
    };
    const url = await app.listen({ host: config.host, port: config.port });
    return { url: config.publicUrl ?? url };
  };

  return {
    start: async () => {
      try {
        return await start();
      } catch (error) {
        await release();
        throw explain(error, config);
      }
    },
    stop: () => {
      const once = release;
      release = async () => undefined;
      return once();
    },
  };
};

const explain = (error: unknown, { host, port }: ApiConfig): unknown => {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new Error(
      `Port ${port} of ${host} is in use by another program: set COUNTERSIGN_PORT to a free one.`,
    );
  }
  if (code === 'EACCES') {
    return new Error(
      `Port ${port} needs more rights than this process has: set COUNTERSIGN_PORT to one above 1024.`,
    );
  }
  return error;
};
