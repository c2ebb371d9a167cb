import {
  type DiscordPerson,
  type DiscordWorld,
  startDiscordWorld,
} from '../../adapters/discord/testing/discord-world.ts';
import { createSlackPerson, type SlackPerson } from '../../adapters/slack/testing/slack-person.ts';
import { type SlackWorld, startSlackWorld } from '../../adapters/slack/testing/slack-world.ts';
import { linkInDiscord } from './discord-stack.ts';
import { linkInSlack } from './slack-stack.ts';
import { startWorld, type World } from './world.ts';

/** The same members in a Slack workspace and in a Discord server of one organization. */
export interface BothStack {
  readonly world: World;
  readonly slack: SlackWorld;
  readonly discord: DiscordWorld;
  /** Anna asks, Ben approves, Carla is the admin. */
  readonly inSlack: Readonly<Record<'anna' | 'ben' | 'carla', SlackPerson>>;
  readonly inDiscord: Readonly<Record<'anna' | 'ben' | 'carla', DiscordPerson>>;
  stop(): Promise<void>;
}

const MEMBERS = { anna: 'requester', ben: 'approver', carla: 'admin' } as const;
const NAMES = ['anna', 'ben', 'carla'] as const;

export const startBothStack = async (): Promise<BothStack> => {
  const [slack, discord] = await Promise.all([startSlackWorld({ rates: 'none' }), startDiscordWorld()]);
  const world = await startWorld({
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      DISCORD_BOT_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
    },
  });
  slack.deliverTo('socket');
  const slackPerson = (name: (typeof NAMES)[number]): SlackPerson =>
    createSlackPerson(slack, slack.people[name], { socket: true });
  const inSlack = { anna: slackPerson('anna'), ben: slackPerson('ben'), carla: slackPerson('carla') };
  const inDiscord = {
    anna: discord.person('anna'),
    ben: discord.person('ben'),
    carla: discord.person('carla'),
  };
  for (const name of NAMES) {
    await linkInSlack(world, inSlack[name], MEMBERS[name]);
    await linkInDiscord(world, discord, inDiscord[name], MEMBERS[name]);
  }
  return {
    world,
    slack,
    discord,
    inSlack,
    inDiscord,
    async stop() {
      await world.stop();
      await Promise.all([slack.stop(), discord.stop()]);
    },
  };
};
