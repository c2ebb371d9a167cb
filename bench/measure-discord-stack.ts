import { type DiscordWorldOptions, startDiscordWorld } from '../adapters/discord/testing/discord-world.ts';
import { createPostgresChatStores } from '../adapters/postgres/create-chat-stores.ts';
import type { AtEnd } from './at-end.ts';
import { writeSkills } from './bench-skills.ts';
import { startBenchStack } from './bench-stack.ts';
import { until } from './tasks.ts';

export type DiscordBench = Awaited<ReturnType<typeof startDiscordBench>>;

/**
 * The whole product joined to a Discord server of ours, over the gateway; interactions also come over HTTP once the
 * server is told where to. Anna asks, Ben approves.
 */
export const startDiscordBench = async (atEnd: AtEnd, options: DiscordWorldOptions = {}) => {
  const discord = await startDiscordWorld(options);
  atEnd.add(() => discord.stop());
  const stack = await startBenchStack(atEnd, {
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_PUBLIC_KEY: discord.publicKey,
    COUNTERSIGN_SKILLS_FILE: await writeSkills(atEnd),
  });
  const { identities, installations } = createPostgresChatStores(stack.database);
  const place = { platform: 'discord', workspaceId: discord.guildId } as const;
  await until('the server is connected', () => installations.find('discord', discord.guildId, null));
  await until('the commands are there', async () => discord.commands().includes('run'));
  const { requester, approver } = stack.people;
  const [anna, ben] = [discord.person('anna'), discord.person('ben')];
  await identities.link(requester.tenantId, requester.memberId, place, anna.userId);
  await identities.link(approver.tenantId, approver.memberId, place, ben.userId);
  return { stack, discord, anna, ben, interactionsUrl: `${stack.url}/discord/interactions` };
};
