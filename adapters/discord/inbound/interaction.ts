import { toLine } from '../command-line.ts';
import { decodeText } from './message-text.ts';
import {
  asId,
  asList,
  asObject,
  asText,
  channelTypeOf,
  type Fields,
  idAt,
  idsOf,
  nameOf,
  readFiles,
} from './read.ts';
import { type ByInteraction, type Inbound, type OptionValues, unsupported } from './types.ts';

/** Discord's numbers (discord.com/developers, "Receiving and Responding"). */
const TYPE = { ping: 1, command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
const COMMAND_TYPE = { slash: 1, message: 3 } as const;
const BOT_DM = 1;
const EPHEMERAL = 1 << 6;

/** Commands, completions, clicks and forms. The same object over HTTP and over the gateway. */
export const readInteraction = (body: Fields): Inbound => {
  if (body.type === TYPE.ping) return { kind: 'ping' };
  const data = asObject(body.data);
  const by = readBy(body);
  if (!by || !data) return unsupported('an interaction without its id, its person, its place or its content');
  switch (body.type) {
    case TYPE.command:
      return readCommand(data, by);
    case TYPE.autocomplete:
      return readAutocomplete(data, by);
    case TYPE.component:
      return readClick(body, data, by);
    case TYPE.modal:
      return readSubmission(body, data, by);
    default:
      return unsupported('an interaction of a new type');
  }
};

const readBy = (body: Fields): ByInteraction | null => {
  const user = asObject(asObject(body.member)?.user) ?? asObject(body.user);
  const [id, userId, applicationId] = [asId(body.id), asId(user?.id), asId(body.application_id)];
  const channelId = idAt(body, 'channel', 'id') ?? asId(body.channel_id);
  const token = asText(body.token);
  // Like an id, it becomes a part of addresses.
  if (!id || !userId || !applicationId || !channelId || !token || !/^[\w.=+~-]+$/.test(token)) return null;
  const channel = asObject(body.channel);
  const channelType = channelTypeOf(channel?.type);
  const guildId = asId(body.guild_id) ?? idAt(body, 'guild', 'id');
  return {
    identity: id,
    id,
    token,
    applicationId,
    userId,
    userName: nameOf(body.member, user),
    memberRoles: guildId ? idsOf(asObject(body.member)?.roles) : [],
    guildId,
    channelId,
    channelType,
    parentId: channelType === 'thread' ? asId(channel?.parent_id) : null,
    isDirect: guildId === null && (body.context === BOT_DM || (body.context ?? null) === null),
    locale: asText(body.locale),
    memberPermissions: asId(asObject(body.member)?.permissions),
    appPermissions: asId(body.app_permissions),
  };
};

interface GivenOption {
  readonly name: string;
  readonly value: string | number | boolean;
  readonly focused: boolean;
}

/** Options may be inside a subcommand, and that inside a group: no deeper. */
const optionsOf = (data: Fields, depth = 0): readonly GivenOption[] =>
  asList(data.options).flatMap((item): readonly GivenOption[] => {
    const option = asObject(item);
    const name = asText(option?.name);
    if (!option || !name) return [];
    const { value } = option;
    const focused = option.focused === true;
    if (typeof value === 'string') return [{ name, value: asText(value) ?? '', focused }];
    if (typeof value === 'number' || typeof value === 'boolean') return [{ name, value, focused }];
    return depth < 2 ? optionsOf(option, depth + 1) : [];
  });

const valuesOf = (options: readonly GivenOption[]): OptionValues =>
  Object.fromEntries(
    options.map(({ name, value }) => [name, typeof value === 'string' ? decodeText(value) : value]),
  );

const filesOf = (data: Fields) =>
  readFiles(Object.values(asObject(asObject(data.resolved)?.attachments) ?? {}));

const readCommand = (data: Fields, by: ByInteraction): Inbound => {
  const name = asText(data.name);
  if (!name) return unsupported('a command without its name');
  // The type may be left out for a slash command.
  const type = data.type ?? COMMAND_TYPE.slash;
  if (type === COMMAND_TYPE.message) return readMessageCommand(data, by, name);
  if (type !== COMMAND_TYPE.slash) return unsupported('a command of a type that is not registered');
  const options = valuesOf(optionsOf(data));
  return { kind: 'command', ...by, name, options, line: toLine(name, options), attachments: filesOf(data) };
};

const readMessageCommand = (data: Fields, by: ByInteraction, name: string): Inbound => {
  const messageId = asId(data.target_id);
  if (!messageId) return unsupported('a message’s command without its message');
  const message = asObject(asObject(asObject(data.resolved)?.messages)?.[messageId]);
  return {
    kind: 'message_command',
    ...by,
    name,
    messageId,
    messageText: decodeText(asText(message?.content) ?? ''),
    authorId: idAt(message, 'author', 'id'),
    attachments: readFiles(asList(message?.attachments)),
  };
};

const readAutocomplete = (data: Fields, by: ByInteraction): Inbound => {
  const command = asText(data.name);
  const options = optionsOf(data);
  const focused = options.find((option) => option.focused);
  if (!command || !focused) return unsupported('a completion of nothing');
  return {
    kind: 'autocomplete',
    ...by,
    command,
    option: focused.name,
    typed: String(focused.value),
    options: valuesOf(options.filter((option) => option !== focused)),
  };
};

const readClick = (body: Fields, data: Fields, by: ByInteraction): Inbound => {
  const customId = asText(data.custom_id);
  const message = asObject(body.message);
  const messageId = asId(message?.id);
  if (!message || !messageId || !customId) return unsupported('a click on nothing');
  return {
    kind: 'click',
    ...by,
    customId,
    values: asList(data.values).flatMap((value) => asText(value) ?? []),
    messageId,
    ephemeral: typeof message.flags === 'number' && (message.flags & EPHEMERAL) !== 0,
  };
};

const readSubmission = (body: Fields, data: Fields, by: ByInteraction): Inbound => {
  const customId = asText(data.custom_id);
  if (!customId) return unsupported('a form without its id');
  return {
    kind: 'submission',
    ...by,
    customId,
    values: Object.fromEntries(asList(data.components).flatMap((row) => fieldsOf(row))),
    messageId: idAt(body, 'message', 'id'),
  };
};

/** A field stands in a row or under a label. */
const fieldsOf = (value: unknown, depth = 0): readonly (readonly [string, string])[] => {
  const component = asObject(value);
  if (!component || depth > 2) return [];
  const inside = [...asList(component.components), ...(component.component ? [component.component] : [])];
  const id = asText(component.custom_id);
  const entered = id === null ? null : enteredIn(component);
  return [
    ...(id === null || entered === null ? [] : [[id, entered] as const]),
    ...inside.flatMap((item) => fieldsOf(item, depth + 1)),
  ];
};

const enteredIn = (field: Fields): string | null => {
  if (typeof field.value === 'boolean') return String(field.value);
  const chosen = asList(field.values).flatMap((value) => asText(value) ?? []);
  return asText(field.value) || (chosen.length > 0 ? chosen.join(',') : null);
};
