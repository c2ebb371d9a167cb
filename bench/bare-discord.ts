import { once } from 'node:events';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { DEFERRED_FIRST } from './bare-discord-commands.ts';
import { runBareBot } from './bare-start.ts';

/** A Discord bot as the library's guide has it: a command starts a workflow, and is deferred when it has, or before. */
runBareBot(async (start) => {
  const { DISCORD_API_URL, DISCORD_BOT_TOKEN } = process.env;
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { api: DISCORD_API_URL ?? '', version: '10' },
  });
  client.on(Events.InteractionCreate, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const begin = (): Promise<void> =>
      start(`bench-discord/${interaction.id}`, interaction.options.getString('target') ?? '');
    if (interaction.commandName === DEFERRED_FIRST) {
      await interaction.deferReply();
      await begin();
    } else {
      await begin();
      await interaction.deferReply();
    }
  });
  const ready = once(client, Events.ClientReady);
  await client.login(DISCORD_BOT_TOKEN ?? '');
  await ready;
  return { ready: {}, stop: () => client.destroy() };
});
