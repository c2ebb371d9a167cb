import {
  type DiscordPerson,
  type DiscordWorld,
  type DiscordWorldOptions,
  startDiscordWorld,
} from '../../adapters/discord/testing/discord-world.ts';
import { until } from './until.ts';
import { startWorld, type World } from './world.ts';

export type DiscordTransport = 'http' | 'gateway';

/** The whole product in its real processes, joined to a Discord server with people in it. */
export interface DiscordStack {
  readonly transport: DiscordTransport;
  readonly discord: DiscordWorld;
  readonly world: World;
  /** Anna asks, Ben approves, Carla is the admin; Dave is in the server and nobody here knows him. */
  readonly people: Readonly<Record<'anna' | 'ben' | 'carla' | 'dave', DiscordPerson>>;
  stop(): Promise<void>;
}

const MEMBERS = { anna: 'requester', ben: 'approver', carla: 'admin' } as const;

/** `http`: interactions come to the api; messages come over the gateway in any case. */
export const startDiscordStack = async (
  transport: DiscordTransport,
  options: { readonly env?: NodeJS.ProcessEnv; readonly discord?: DiscordWorldOptions } = {},
): Promise<DiscordStack> => {
  const discord = await startDiscordWorld(options.discord);
  const world = await startWorld({
    env: {
      DISCORD_BOT_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      ...(transport === 'http' ? { DISCORD_PUBLIC_KEY: discord.publicKey } : {}),
      ...options.env,
    },
  });
  if (transport === 'http') discord.deliverTo(`${world.url}/discord/interactions`);
  const person = (name: string): DiscordPerson => discord.person(name);
  const people = { anna: person('anna'), ben: person('ben'), carla: person('carla'), dave: person('dave') };
  for (const [name, role] of Object.entries(MEMBERS)) {
    await linkInDiscord(world, discord, people[name as keyof typeof people], role);
  }
  return {
    transport,
    discord,
    world,
    people,
    async stop() {
      await world.stop();
      await discord.stop();
    },
  };
};

/** As a person does it: a code from the web chat, written behind `/link` in Discord. */
export const linkInDiscord = async (
  world: World,
  discord: DiscordWorld,
  person: DiscordPerson,
  role: (typeof MEMBERS)[keyof typeof MEMBERS],
): Promise<void> => {
  const threadKey = crypto.randomUUID();
  await world.people[role].say(threadKey, '/link');
  const { text } = await world.people[role].sees(threadKey, /\/link [A-Z0-9]{10}/);
  const [, code = ''] = /\/link ([A-Z0-9]{10})/.exec(text) ?? [];
  await until('the commands are registered', () => discord.commands().includes('link'));
  await person.command('link', { code }, { channelId: discord.channels.general });
  await person.sees(discord.channels.general, /linked|vinculad/i);
};
