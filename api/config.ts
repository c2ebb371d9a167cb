import { z } from 'zod';
import { type DiscordConfig, discordConfig } from '../adapters/discord/config.ts';
import { postgresConfig } from '../adapters/postgres/config.ts';
import { secretBoxConfig } from '../adapters/secret-box/config.ts';
import { type SlackConfig, slackConfig } from '../adapters/slack/config.ts';
import { temporalConfig } from '../adapters/temporal/config.ts';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

const flag = z
  .enum(['0', '1'], 'must be 0 or 1')
  .default('0')
  .transform((value) => value === '1');

const apiConfig = temporalConfig
  .extend(postgresConfig.shape)
  .extend(slackConfig.shape)
  .extend(discordConfig.shape)
  .extend(secretBoxConfig.shape)
  .extend({
    COUNTERSIGN_HOST: z.string().min(1).default('127.0.0.1'),
    COUNTERSIGN_PORT: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a port from 0 (any free one) to 65535')
      .default('4680')
      .transform(Number)
      .refine((port) => port <= 65_535, 'must be a port from 0 (any free one) to 65535'),
    COUNTERSIGN_PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be the http:// or https:// address people open' })
      .optional(),
    COUNTERSIGN_LOCAL: flag,
    COUNTERSIGN_LOG_LEVEL: z
      .enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error')
      .default('info'),
  })
  .refine((config) => !config.COUNTERSIGN_LOCAL || LOOPBACK.includes(config.COUNTERSIGN_HOST), {
    path: ['COUNTERSIGN_HOST'],
    error: 'must be 127.0.0.1 while COUNTERSIGN_LOCAL=1: anybody who reaches the page may switch members',
  });

export interface ApiConfig {
  readonly databaseUrl: string;
  readonly temporal: { readonly TEMPORAL_ADDRESS: string; readonly TEMPORAL_NAMESPACE: string };
  readonly host: string;
  /** 0: any free one */
  readonly port: number;
  /** Origin only, no trailing slash; null: what the request says. */
  readonly publicUrl: string | null;
  /** One person on one machine: members can be switched on the page, and only loopback names are answered. */
  readonly local: boolean;
  /** Slack, and the key that opens the tokens of installed workspaces. */
  readonly slack: SlackConfig & z.infer<typeof secretBoxConfig>;
  readonly discord: DiscordConfig;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** All bad variables at once, each with what it must be. */
export const readConfig = (env: NodeJS.ProcessEnv): ApiConfig => {
  const result = apiConfig.safeParse(env);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The api can't start; set these environment variables:\n${lines.join('\n')}`);
  }
  const { data } = result;
  return {
    databaseUrl: data.DATABASE_URL,
    temporal: { TEMPORAL_ADDRESS: data.TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE: data.TEMPORAL_NAMESPACE },
    host: data.COUNTERSIGN_HOST,
    port: data.COUNTERSIGN_PORT,
    publicUrl: data.COUNTERSIGN_PUBLIC_URL ? new URL(data.COUNTERSIGN_PUBLIC_URL).origin : null,
    local: data.COUNTERSIGN_LOCAL,
    slack: data,
    discord: data,
    logLevel: data.COUNTERSIGN_LOG_LEVEL,
  };
};
