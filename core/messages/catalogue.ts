import type { Locale } from '../member.ts';
import { api as enApi } from './en/api.ts';
import { cards as enCards } from './en/cards.ts';
import { commands as enCommands } from './en/commands.ts';
import { discord as enDiscord } from './en/discord.ts';
import { discordCommands as enDiscordCommands } from './en/discord-commands.ts';
import { discordIntake as enDiscordIntake } from './en/discord-intake.ts';
import { errors as enErrors } from './en/errors.ts';
import { instances as enInstances } from './en/instances.ts';
import { minds as enMinds } from './en/minds.ts';
import { page as enPage } from './en/page.ts';
import { people as enPeople } from './en/people.ts';
import { slack as enSlack } from './en/slack.ts';
import { slackIntake as enSlackIntake } from './en/slack-intake.ts';
import { work as enWork } from './en/work.ts';
import { api as esApi } from './es/api.ts';
import { cards as esCards } from './es/cards.ts';
import { commands as esCommands } from './es/commands.ts';
import { discord as esDiscord } from './es/discord.ts';
import { discordCommands as esDiscordCommands } from './es/discord-commands.ts';
import { discordIntake as esDiscordIntake } from './es/discord-intake.ts';
import { errors as esErrors } from './es/errors.ts';
import { instances as esInstances } from './es/instances.ts';
import { minds as esMinds } from './es/minds.ts';
import { page as esPage } from './es/page.ts';
import { people as esPeople } from './es/people.ts';
import { slack as esSlack } from './es/slack.ts';
import { slackIntake as esSlackIntake } from './es/slack-intake.ts';
import { work as esWork } from './es/work.ts';

const en = {
  ...enApi,
  ...enCards,
  ...enCommands,
  ...enDiscord,
  ...enDiscordCommands,
  ...enDiscordIntake,
  ...enErrors,
  ...enInstances,
  ...enMinds,
  ...enPage,
  ...enPeople,
  ...enSlack,
  ...enSlackIntake,
  ...enWork,
};
const es: Record<keyof typeof en, string> = {
  ...esApi,
  ...esCards,
  ...esCommands,
  ...esDiscord,
  ...esDiscordCommands,
  ...esDiscordIntake,
  ...esErrors,
  ...esInstances,
  ...esMinds,
  ...esPage,
  ...esPeople,
  ...esSlack,
  ...esSlackIntake,
  ...esWork,
};

export type MessageKey = keyof typeof en;

/** Every sentence a person can read, as ICU MessageFormat, by language. */
export const catalogue: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = { en, es };
