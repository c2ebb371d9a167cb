import { type Json, json, list, num, word } from './json.ts';
import {
  type Acted,
  type ActOver,
  channelFor,
  type GivenFile,
  messageFor,
  type PersonTools,
  toFile,
} from './person-tools.ts';
import { commandsIn, directWith } from './rest-application.ts';
import { toAttachment } from './world-messages.ts';
import { toMessage } from './world-payloads.ts';
import { permissionsIn } from './world-permissions.ts';
import type { ChannelState, CommandState } from './world-state.ts';

export type OptionValue = string | number | boolean | GivenFile;

export interface CommandOptions extends ActOver {
  /** The conversation with the bot alone unless told. */
  readonly channelId?: string;
  /** The server's admin lets everybody see a command that is for some alone. */
  readonly allowedByAdmin?: boolean;
  /** For options that take a file, by option. */
  readonly attachments?: Readonly<Record<string, GivenFile>>;
}

/** Discord hides it from who lacks the permissions, unless the server's admin says otherwise. */
const checkHidden = (tools: PersonTools, channel: ChannelState, { body }: CommandState): void => {
  const wanted = word(body.default_member_permissions);
  const guild = tools.core.state.guilds.get(channel.guildId ?? '');
  if (wanted === '' || !guild) return;
  const bits = permissionsIn(guild, tools.userId);
  if ((bits & BigInt(wanted)) !== BigInt(wanted)) throw new Error(`${word(body.name)} is hidden from them`);
};

const SUBCOMMANDS = [1, 2];
const ATTACHMENT = 11;

const findCommand = (tools: PersonTools, channel: ChannelState, name: string, type: number): CommandState => {
  const { state } = tools.core;
  const all = [...(channel.guildId ? commandsIn(state, channel.guildId) : []), ...commandsIn(state, null)];
  const found = all.find(({ body }) => body.name === name && body.type === type);
  if (!found)
    throw new Error(`no command ${name} is registered: ${all.map(({ body }) => body.name).join(', ')}`);
  const { contexts } = found.body;
  const context = channel.guildId ? 0 : 1;
  if (Array.isArray(contexts) && !contexts.includes(context)) throw new Error(`${name} is not offered here`);
  return found;
};

interface Typed {
  readonly options: readonly Json[];
  readonly resolved: Json;
}

/** What the person typed, as Discord's client makes options of it. */
const typeOptions = (
  tools: PersonTools,
  channel: ChannelState,
  registered: readonly Json[],
  given: Readonly<Record<string, OptionValue>>,
  focused: string | null,
): Typed => {
  const attachments: Record<string, Json> = {};
  for (const name of Object.keys(given)) {
    if (!registered.some((option) => option.name === name)) throw new Error(`there is no option ${name}`);
  }
  const options = registered.flatMap((option): readonly Json[] => {
    const name = word(option.name);
    const value = given[name];
    const type = num(option.type);
    if (value === undefined) {
      if (option.required === true && focused === null) throw new Error(`the option ${name} is required`);
      return [];
    }
    if (typeof value === 'object') {
      if (type !== ATTACHMENT) throw new Error(`the option ${name} takes no file`);
      const file = toAttachment(tools.core.state, channel.id, toFile(value));
      attachments[word(file.id)] = file;
      return [{ name, type, value: file.id }];
    }
    if (focused === name) return [{ name, type, value, focused: true }];
    return [{ name, type, value: checked(option, value) }];
  });
  return { options, resolved: Object.keys(attachments).length > 0 ? { attachments } : {} };
};

/** The value that is sent; throws when Discord's client would not let it through. */
const checked = (option: Json, value: string | number | boolean): string | number | boolean => {
  const name = word(option.name);
  const choices = list(option.choices);
  if (choices.length > 0) {
    const choice = choices.find((one) => one.value === value || one.name === value);
    if (!choice) throw new Error(`${String(value)} is no choice of ${name}`);
    return choice.value as string | number;
  }
  const type = num(option.type);
  const fits =
    type === 4
      ? Number.isInteger(value)
      : type === 10
        ? typeof value === 'number'
        : type === 5
          ? typeof value === 'boolean'
          : typeof value === 'string';
  if (!fits) throw new Error(`${String(value)} does not fit ${name}`);
  if (
    typeof value === 'string' &&
    typeof option.max_length === 'number' &&
    value.length > option.max_length
  ) {
    throw new Error(`${name} takes ${option.max_length} characters`);
  }
  return value;
};

/** `approvals list` is the command `approvals` with its part `list`. */
const build = (
  tools: PersonTools,
  line: string,
  given: Readonly<Record<string, OptionValue>>,
  channel: ChannelState,
  focused: string | null,
): Json => {
  const [name = '', ...parts] = line.split(' ');
  const command = findCommand(tools, channel, name, 1);
  let registered = list(command.body.options);
  const path: Json[] = [];
  for (const part of parts) {
    const inner = registered.find((one) => one.name === part && SUBCOMMANDS.includes(num(one.type)));
    if (!inner) throw new Error(`${name} has no ${part}`);
    path.push(inner);
    registered = list(inner.options);
  }
  const typed = typeOptions(tools, channel, registered, given, focused);
  const options = path.reduceRight<readonly Json[]>(
    (below, part) => [{ name: part.name, type: part.type, options: below }],
    typed.options,
  );
  return {
    id: command.id,
    name,
    type: 1,
    ...(command.guildId ? { guild_id: command.guildId } : {}),
    ...(options.length > 0 ? { options } : {}),
    ...(Object.keys(typed.resolved).length > 0 ? { resolved: typed.resolved } : {}),
  };
};

export const commanding = (tools: PersonTools) => {
  const { core, interactions, userId } = tools;
  const placeFor = (channelId: string | undefined): ChannelState =>
    channelId === undefined ? directWith(core.state, userId) : channelFor(tools, channelId);
  return {
    command: async (
      name: string,
      given: Readonly<Record<string, OptionValue>> = {},
      { channelId, attachments = {}, payload = {}, data = {}, allowedByAdmin }: CommandOptions = {},
    ): Promise<Acted> => {
      const channel = placeFor(channelId);
      if (!allowedByAdmin) {
        const [first = ''] = name.split(' ');
        checkHidden(tools, channel, findCommand(tools, channel, first, 1));
      }
      const built = build(tools, name, { ...given, ...attachments }, channel, null);
      return interactions.start({ type: 2, userId, channel, data: { ...built, ...data }, over: payload });
    },
    complete: async (
      name: string,
      option: string,
      typed: string | number,
      { channelId, given = {} }: { channelId?: string; given?: Readonly<Record<string, OptionValue>> } = {},
    ) => {
      const channel = placeFor(channelId);
      const data = build(tools, name, { ...given, [option]: typed }, channel, option);
      const result = await interactions.start({ type: 4, userId, channel, data });
      const choices = list(result.data.choices).map((choice) => ({
        name: word(choice.name),
        value: choice.value as string | number,
      }));
      return { ...result, choices };
    },
    messageCommand: async (
      name: string,
      at: { readonly messageId: string },
      over: ActOver = {},
    ): Promise<Acted> => {
      const message = messageFor(tools, at);
      const channel = channelFor(tools, message.channelId);
      const command = findCommand(tools, channel, name, 3);
      const data = {
        id: command.id,
        name,
        type: 3,
        target_id: message.id,
        resolved: { messages: { [message.id]: json(toMessage(core.state, message)) } },
        ...over.data,
      };
      return interactions.start({ type: 2, userId, channel, data, over: over.payload ?? {} });
    },
  };
};
