import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { createDiscord } from '../adapters/discord/create-discord.ts';
import { createPostgresChatStores } from '../adapters/postgres/create-chat-stores.ts';
import { createPostgresStores } from '../adapters/postgres/create-stores.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { readSecretBox } from '../adapters/secret-box/config.ts';
import { createSchemaCheck } from '../adapters/skill-registry/schema-check.ts';
import { createSlack } from '../adapters/slack/create-slack.ts';
import { systemClock, systemHasher, systemIds } from '../adapters/system/runtime.ts';
import { connectTemporal } from '../adapters/temporal/connect.ts';
import { createTemporalTaskGateway } from '../adapters/temporal/task-gateway.ts';
import { allOutsideGroups } from '../core/chat/all-outside-groups.ts';
import { createUseCases } from '../core/usecases/use-cases.ts';
import { createDiscordConnection } from './compose-discord.ts';
import { createSlackConnection } from './compose-slack.ts';
import type { BotConfig } from './config.ts';
import type { Connection } from './connection.ts';

/** Every chat that is set up. Safe to stop twice; what a start throws names what to change. */
export const compose = (config: BotConfig, log: Logger): Connection => {
  let release: () => Promise<void> = async () => undefined;

  const start = async (): Promise<void> => {
    const database = createDatabase({ url: config.DATABASE_URL, log });
    const temporal = connectTemporal(config);
    const { connections } = connect(config, database, temporal, log);
    release = async () => {
      await Promise.all(connections.map((connection) => connection.stop()));
      await temporal.close();
      await database.close();
    };
    await Promise.all(connections.map((connection) => connection.start()));
  };

  return {
    start: async () => {
      try {
        return await start();
      } catch (error) {
        await release().catch(() => undefined);
        throw error;
      }
    },
    stop: () => {
      const once = release;
      release = async () => undefined;
      return once();
    },
  };
};

const connect = (
  config: BotConfig,
  database: ReturnType<typeof createDatabase>,
  temporal: ReturnType<typeof connectTemporal>,
  log: Logger,
): { readonly connections: readonly Connection[] } => {
  const stores = createPostgresStores(database);
  const chatStores = createPostgresChatStores(database);
  const publicUrl = config.COUNTERSIGN_PUBLIC_URL ? new URL(config.COUNTERSIGN_PUBLIC_URL).origin : null;
  const common = { config, stores, chatStores, publicUrl, log };
  const slack = createSlack({ ...common, box: readSecretBox(config) });
  const discord = createDiscord(common);
  const useCases = createUseCases({
    stores,
    chatStores,
    outsideGroups: allOutsideGroups([slack.usergroups, ...(discord ? [discord.roles] : [])]),
    onOutsideFailure: (error) => log.warn({ err: error }, 'groups that a chat keeps could not be asked'),
    gateway: createTemporalTaskGateway(temporal.client),
    checkSchema: createSchemaCheck(),
    clock: systemClock,
    ids: systemIds,
    hasher: systemHasher,
    randomBytes,
  });
  const parts = { config, chatStores, useCases, log };
  const { SLACK_APP_TOKEN: appToken, DISCORD_BOT_TOKEN: discordToken } = config;
  return {
    connections: [
      ...(appToken ? [createSlackConnection(parts, slack, appToken)] : []),
      ...(discord && discordToken ? [createDiscordConnection(parts, discord, discordToken)] : []),
    ],
  };
};
