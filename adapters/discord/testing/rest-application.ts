import { json, list, num, word } from './json.ts';
import type { Handler, WorldRequest } from './rest-request.ts';
import type { WorldCore } from './world-messages.ts';
import { toChannel, toCommand, toGuild, toMember, toRole, toUser } from './world-payloads.ts';
import { type FormProblem, formRefusal, refusal } from './world-refusal.ts';
import type { ChannelState, CommandState, GuildState, WorldState } from './world-state.ts';

/** The application, its commands, its servers and the people in them. */
export const applicationRoutes = (
  core: WorldCore,
  gatewayUrl: () => string,
): Readonly<Record<string, Handler>> => {
  const { state } = core;
  const guildOf = ({ params }: WorldRequest): GuildState => {
    const guild = state.guilds.get(params.guildId ?? '');
    if (!guild) throw refusal(10004);
    if (!guild.members.has(state.botId)) throw refusal(50001);
    return guild;
  };
  return {
    'gateway.bot': () => ({
      url: gatewayUrl(),
      shards: 1,
      session_start_limit: { total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 },
    }),
    'application.me': () => ({
      id: state.applicationId,
      name: 'Countersign',
      description: '',
      icon: null,
      bot_public: false,
      bot_require_code_grant: false,
      verify_key: state.publicKey,
      flags: state.messageContent ? 1 << 19 : 0,
      bot: toUser(state.users.get(state.botId)),
    }),
    'user.me': () => toUser(state.users.get(state.botId)),
    'user.guilds': () =>
      [...state.guilds.values()].filter(({ members }) => members.has(state.botId)).map(toGuild),
    'user.get': ({ params }) => {
      const user = state.users.get(params.userId ?? '');
      if (!user) throw refusal(10013);
      return toUser(user);
    },
    'guild.get': (request) => toGuild(guildOf(request)),
    'guild.roles': (request) => [...guildOf(request).roles.values()].map(toRole),
    'guild.channels': (request) => {
      const { id } = guildOf(request);
      const channels = [...state.channels.values()];
      return channels
        .filter((channel) => channel.guildId === id && !channel.thread)
        .map((channel) => toChannel(state, channel));
    },
    'member.get': (request) => {
      const userId = request.params.userId ?? '';
      const member = guildOf(request).members.get(userId);
      if (!member) throw refusal(state.users.has(userId) ? 10007 : 10013);
      return toMember(state, member);
    },
    'dm.open': ({ body }) => {
      const person = state.users.get(word(body.recipient_id));
      if (!person || person.isBot) throw refusal(50033);
      return toChannel(state, directWith(state, person.id));
    },
    ...commandRoutes(state, guildOf),
  };
};

/** The conversation of that person with the bot, from now on. */
export const directWith = (state: WorldState, userId: string): ChannelState => {
  const known = [...state.channels.values()].find(({ recipientId }) => recipientId === userId);
  const channel: ChannelState = known ?? {
    id: state.id(),
    type: 1,
    name: '',
    guildId: null,
    parentId: null,
    recipientId: userId,
    thread: null,
    botPermissions: null,
    requiresTag: false,
  };
  state.channels.set(channel.id, channel);
  return channel;
};

const commandRoutes = (
  state: WorldState,
  guildOf: (request: WorldRequest) => GuildState,
): Readonly<Record<string, Handler>> => {
  const scopeOf = (request: WorldRequest): string | null => {
    if (request.params.applicationId !== state.applicationId) throw refusal(20012);
    return request.params.guildId === undefined ? null : guildOf(request).id;
  };
  const find = (request: WorldRequest): CommandState => {
    const scope = scopeOf(request);
    const command = state.commands.get(request.params.commandId ?? '');
    if (!command || command.guildId !== scope) throw refusal(10063);
    return command;
  };
  const handlers: Readonly<Record<string, Handler>> = {
    list: (request) => commandsIn(state, scopeOf(request)).map((command) => toCommand(state, command)),
    put: (request) => toCommand(state, putCommand(state, scopeOf(request), request.body)),
    putAll: (request) => {
      const scope = scopeOf(request);
      const before = commandsIn(state, scope);
      const kept = list(request.raw).map((body) => putCommand(state, scope, body));
      for (const { id } of before) if (!kept.some((one) => one.id === id)) state.commands.delete(id);
      return kept.map((command) => toCommand(state, command));
    },
    update: (request) => {
      const { guildId, body } = find(request);
      return toCommand(state, putCommand(state, guildId, { ...body, ...request.body }));
    },
    delete: (request) => {
      state.commands.delete(find(request).id);
      return null;
    },
  };
  return Object.fromEntries(
    Object.entries(handlers).flatMap(([name, handler]) => [
      [`commands.${name}`, handler],
      [`guildCommands.${name}`, handler],
    ]),
  );
};

export const commandsIn = (state: WorldState, guildId: string | null): readonly CommandState[] =>
  [...state.commands.values()].filter((command) => command.guildId === guildId);

/** The same name and kind takes the old one's place. */
export const putCommand = (
  state: WorldState,
  guildId: string | null,
  body: Readonly<Record<string, unknown>>,
): CommandState => {
  const type = num(body.type) || 1;
  const problems = commandProblems(body, type);
  if (problems.length > 0) throw formRefusal(problems);
  const all = commandsIn(state, guildId);
  const old = all.find((one) => one.body.name === body.name && one.body.type === type);
  if (!old && all.filter((one) => one.body.type === type).length >= (type === 1 ? 100 : 15))
    throw refusal(30032);
  const command = { id: old?.id ?? state.id(), guildId, version: state.id(), body: { ...body, type } };
  state.commands.set(command.id, command);
  return command;
};

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

const commandProblems = (body: Readonly<Record<string, unknown>>, type: number): readonly FormProblem[] => {
  const found: FormProblem[] = [];
  const say = (at: string, message: string): void => {
    found.push({ at, code: 'BASE_TYPE_BAD_LENGTH', message });
  };
  const named = (at: string, name: unknown, description: unknown): void => {
    const isName = NAME.test(word(name)) && word(name) === word(name).toLowerCase();
    if (!isName) say(`${at}name`, 'Command name is invalid');
    const size = word(description).length;
    if (size < 1 || size > 100) say(`${at}description`, 'Must be between 1 and 100 in length.');
  };
  const options = (at: string, given: unknown): void => {
    const all = list(given);
    if (all.length > 25) say(`${at}options`, 'Must be between 0 and 25 in length.');
    for (const [index, option] of all.entries()) {
      const here = `${at}options.${index}.`;
      named(here, option.name, option.description);
      if (list(option.choices).length > 25) say(`${here}choices`, 'Must be between 0 and 25 in length.');
      for (const [nth, choice] of list(option.choices).entries()) {
        if (word(choice.name).length > 100)
          say(`${here}choices.${nth}.name`, 'Must be 100 or fewer in length.');
      }
      const before = all.slice(0, index).some((one) => one.required !== true && num(one.type) > 2);
      if (option.required === true && before) say(here.slice(0, -1), 'Required options must be placed first');
      options(here, option.options);
    }
  };
  if (type === 1) {
    named('', body.name, body.description);
    options('', body.options);
    if (JSON.stringify(json(body)).length > 32_000) say('', 'Command exceeds maximum size');
  } else if (word(body.name).length < 1 || word(body.name).length > 32) {
    say('name', 'Must be between 1 and 32 in length.');
  }
  return found;
};
