import { z } from 'zod';
import { discordConfig } from '../adapters/discord/config.ts';
import { postgresConfig } from '../adapters/postgres/config.ts';
import { secretBoxConfig } from '../adapters/secret-box/config.ts';
import { slackConfig } from '../adapters/slack/config.ts';
import { temporalConfig } from '../adapters/temporal/config.ts';
import { FileError } from '../core/schema/file-problems.ts';

const botConfig = temporalConfig
  .extend(postgresConfig.shape)
  .extend(slackConfig.shape)
  .extend(discordConfig.shape)
  .extend(secretBoxConfig.shape)
  .extend({
    COUNTERSIGN_PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be the http:// or https:// address people open' })
      .optional(),
    COUNTERSIGN_LOG_LEVEL: z
      .enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error')
      .default('info'),
  })
  .superRefine((config, context) => {
    if (!config.SLACK_APP_TOKEN && !config.DISCORD_BOT_TOKEN) {
      context.addIssue({
        code: 'custom',
        path: ['SLACK_APP_TOKEN'],
        message:
          'is needed for Socket Mode: an App-Level Token (xapp-…) with connections:write; or DISCORD_BOT_TOKEN for Discord',
      });
    }
    if (config.SLACK_BOT_TOKEN && !config.COUNTERSIGN_SLACK_TENANT) {
      context.addIssue({
        code: 'custom',
        path: ['COUNTERSIGN_SLACK_TENANT'],
        message: 'must say which organization the workspace of SLACK_BOT_TOKEN belongs to: its id',
      });
    }
    if (config.DISCORD_BOT_TOKEN && !config.COUNTERSIGN_DISCORD_TENANT) {
      context.addIssue({
        code: 'custom',
        path: ['COUNTERSIGN_DISCORD_TENANT'],
        message: 'must say which organization the servers of DISCORD_BOT_TOKEN belong to: its id',
      });
    }
  });
export type BotConfig = z.infer<typeof botConfig>;

/** All bad variables at once, each with what it must be. */
export const readConfig = (env: NodeJS.ProcessEnv): BotConfig => {
  const result = botConfig.safeParse(env);
  if (result.success) return result.data;
  throw new FileError(
    result.error.issues.map((issue) => `environment: ${issue.path.join('.')}: ${issue.message}`),
  );
};
