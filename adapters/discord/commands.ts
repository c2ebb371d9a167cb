import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  ApplicationCommandOptionType as OptionType,
  PermissionFlagsBits,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import { COMMANDS, type CommandSpec } from '../../core/command.ts';
import { INSTANCE_WORDS } from '../../core/commands/instance-command.ts';
import type { Locale } from '../../core/member.ts';
import type { MessageKey } from '../../core/messages/catalogue.ts';
import { formatText } from '../../core/messages/format.ts';
import { PRIORITIES } from '../../core/task.ts';
import { text } from '../../core/text.ts';
import { ARGUMENT_OPTIONS } from './command-line.ts';

export type CommandJson = RESTPostAPIApplicationCommandsJSONBody;

/** The menu entry of a message, by the name it comes back with, whatever the reader's language. */
export const RUN_AS_TASK = 'Run as a task';

/** Discord’s names of the languages we speak; everything else reads English. */
const SPANISH = ['es-ES', 'es-419'] as const;

/** Discord's language as one of ours. */
export const localeOf = (discordLocale: string | null): Locale | null =>
  discordLocale === null ? null : /^es(?:-|$)/.test(discordLocale) ? 'es' : 'en';

const said = (key: MessageKey, locale: Locale): string => formatText(text(key), { locale, timeZone: 'UTC' });
const inSpanish = (key: MessageKey) => Object.fromEntries(SPANISH.map((name) => [name, said(key, 'es')]));
const described = (key: MessageKey) => ({
  description: said(key, 'en'),
  description_localizations: inSpanish(key),
});

/** The names of options stay as they are: they are the same words as in a typed command. */
const option = (
  name: string,
  key: MessageKey,
  more: { readonly required?: true; readonly autocomplete?: true; readonly max_length?: number } = {},
): APIApplicationCommandBasicOption =>
  ({ type: OptionType.String, name, ...described(key), ...more }) as APIApplicationCommandBasicOption;

const chosen = (
  name: string,
  key: MessageKey,
  choices: readonly (readonly [string, MessageKey])[],
): APIApplicationCommandBasicOption => ({
  type: OptionType.String,
  name,
  ...described(key),
  choices: choices.map(([value, words]) => ({
    name: said(words, 'en'),
    name_localizations: inSpanish(words),
    value,
  })),
});

const LONGEST_OBJECTIVE = 4000;

/** The options that stand for what is typed behind a command's name. */
const ARGUMENTS: Readonly<Record<string, (required: boolean) => APIApplicationCommandBasicOption>> = {
  objective: () =>
    option('objective', 'discord.option.objective', { required: true, max_length: LONGEST_OBJECTIVE }),
  target: () => option('target', 'discord.option.target', { required: true, autocomplete: true }),
  arguments: () => option('arguments', 'discord.option.arguments', { autocomplete: true }),
  task: (required) =>
    option('task', 'discord.option.task', { ...(required ? { required } : {}), autocomplete: true }),
  code: () => option('code', 'discord.option.code'),
  copies: () =>
    chosen('copies', 'discord.option.copies', [
      ['here', 'discord.option.copies.here'],
      ['off', 'discord.option.copies.off'],
    ]),
  operation: () => ({
    type: OptionType.String,
    name: 'operation',
    ...described('discord.option.operation'),
    required: true,
    choices: INSTANCE_WORDS.map((name) => ({ name, value: name })),
  }),
  instance: () => option('instance', 'discord.option.instance', { autocomplete: true }),
  words: () => option('words', 'discord.option.words', { autocomplete: true }),
};

const NAMED: Readonly<Record<CommandSpec['options'][number], () => APIApplicationCommandBasicOption>> = {
  agent: () => option('agent', 'discord.option.agent', { autocomplete: true }),
  group: () => option('group', 'discord.option.group', { autocomplete: true }),
  priority: () =>
    chosen(
      'priority',
      'discord.option.priority',
      PRIORITIES.map((value) => [value, `discord.priority.${value}`] as const),
    ),
};

const optionsOf = ({ name, argument, options }: CommandSpec): readonly APIApplicationCommandBasicOption[] => [
  ...ARGUMENT_OPTIONS[argument].flatMap((word) => ARGUMENTS[word]?.(argument === 'task') ?? []),
  ...options.map((word) => NAMED[word]()),
  ...(name === 'task'
    ? [{ type: OptionType.Attachment as const, name: 'file', ...described('discord.option.file') }]
    : []),
];

/** In servers and in direct messages with the bot; never in conversations between other people. */
const WHERE = {
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

/** Every command of the table, with typed options, and the entry in the menu of a message. */
export const createCommands = (): readonly CommandJson[] => [
  ...COMMANDS.map(
    (spec): CommandJson => ({
      type: ApplicationCommandType.ChatInput,
      name: spec.name,
      ...described(spec.summary),
      ...(spec.argument === 'none' ? {} : { options: [...optionsOf(spec)] }),
      // A hint that hides it from most people. Who may use it is looked up each time.
      ...(spec.role === 'admin'
        ? { default_member_permissions: PermissionFlagsBits.ManageGuild.toString() }
        : {}),
      ...WHERE,
    }),
  ),
  {
    type: ApplicationCommandType.Message,
    name: RUN_AS_TASK,
    name_localizations: inSpanish('discord.command.run_as_task'),
    ...WHERE,
  },
];
