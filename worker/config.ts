import { z } from 'zod';
import { discordConfig } from '../adapters/discord/config.ts';
import { secretBoxConfig } from '../adapters/secret-box/config.ts';
import { slackConfig } from '../adapters/slack/config.ts';
import { temporalConfig } from '../adapters/temporal/config.ts';
import { durationMs } from '../core/requirement.ts';
import { FileError } from '../core/schema/file-problems.ts';
import { instancesConfig } from './instances-config.ts';

const workerConfig = temporalConfig
  .extend(slackConfig.pick({ SLACK_BOT_TOKEN: true, SLACK_API_URL: true }).shape)
  .extend(discordConfig.omit({ DISCORD_PUBLIC_KEY: true }).shape)
  .extend(secretBoxConfig.shape)
  .extend(instancesConfig.shape)
  .extend({
    /** Origin of the page, for links on cards. */
    COUNTERSIGN_PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
      .optional(),
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address of the app role'),
    COUNTERSIGN_SKILLS_FILE: z.string().min(1, 'must name the YAML file that lists the skills'),
    COUNTERSIGN_RUNBOOKS_DIR: z.string().min(1, 'must name the folder with the runbooks'),
    COUNTERSIGN_DATA: z.string().min(1).default('.countersign'),
    COUNTERSIGN_APPROVAL_EXPIRES_AFTER: z
      .string()
      .refine((value) => durationMs(value) !== null, 'must be an ISO 8601 duration, e.g. PT24H')
      .default('PT24H'),
    /** A bundle made by `npm run build:workflows`; without it the workflows are bundled at start. */
    COUNTERSIGN_WORKFLOW_BUNDLE: z.string().min(1).optional(),
    COUNTERSIGN_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  });
export type WorkerConfig = z.infer<typeof workerConfig>;

/** All bad variables at once, each with what it must be. */
export const readConfig = (env: NodeJS.ProcessEnv): WorkerConfig => {
  const result = workerConfig.safeParse(env);
  if (result.success) return result.data;
  throw new FileError(
    result.error.issues.map((issue) => `environment: ${issue.path.join('.')}: ${issue.message}`),
  );
};
