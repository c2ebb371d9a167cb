import { parseArgs } from 'node:util';
import { discordConfig } from '../adapters/discord/config.ts';
import { createDiscordRest } from '../adapters/discord/discord-rest.ts';
import { inviteLink } from '../adapters/discord/permissions.ts';
import { type RegisterReport, registerCommands } from '../adapters/discord/register.ts';
import { checkApplication, MESSAGE_CONTENT_NOTICE } from '../adapters/discord/start-checks.ts';

const USAGE = 'DISCORD_BOT_TOKEN=… npm run --silent discord:register [-- --guild SERVER_ID]';

const LABELS: readonly (readonly [keyof RegisterReport, string])[] = [
  ['created', 'new'],
  ['changed', 'changed'],
  ['unchanged', 'as before, not sent again'],
  ['removed', 'removed'],
];

const readEnvironment = () => {
  const { data, error } = discordConfig.safeParse(process.env);
  const [issue] = error?.issues ?? [];
  if (issue) throw new Error(`${issue.path.join('.')} ${issue.message}.`);
  if (!data?.DISCORD_BOT_TOKEN) {
    throw new Error('DISCORD_BOT_TOKEN is not set: copy the Token of the application’s page "Bot".');
  }
  return { ...data, DISCORD_BOT_TOKEN: data.DISCORD_BOT_TOKEN };
};

/** Makes Discord know our commands, and prints what was done and how the bot gets into a server. */
const main = async (): Promise<void> => {
  const { guild } = parseArgs({ options: { guild: { type: 'string' } } }).values;
  if (guild !== undefined && !/^\d{1,20}$/.test(guild)) {
    throw new Error('--guild takes the id of a server: digits, from "Copy Server ID" in its menu.');
  }
  const env = readEnvironment();
  const rest = createDiscordRest({ token: env.DISCORD_BOT_TOKEN, apiUrl: env.DISCORD_API_URL });
  const me = await checkApplication({
    rest,
    applicationId: env.DISCORD_APPLICATION_ID ?? null,
    publicKey: env.DISCORD_PUBLIC_KEY ?? null,
  });
  const report = await registerCommands(rest, { applicationId: me.applicationId, guildId: guild ?? null });
  const lines = [
    `${me.name}: commands ${guild ? `of the server ${guild}` : 'of every server'}`,
    ...LABELS.filter(([part]) => report[part].length > 0).map(
      ([part, label]) => `  ${label}: ${report[part].join(', ')}`,
    ),
    ...(me.readsMessages ? [] : ['', MESSAGE_CONTENT_NOTICE]),
    '',
    `Add the bot to a server: ${inviteLink(me.applicationId)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\nUsage: ${USAGE}\n`);
  process.exitCode = 1;
});
