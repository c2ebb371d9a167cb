import { ApplicationCommandType } from 'discord.js';
import { type CommandJson, createCommands } from './commands.ts';
import type { DiscordRest } from './discord-rest.ts';

export interface RegisterReport {
  /** Names of commands, each in one of them. */
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

type Registered = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly name: string;
  readonly type?: unknown;
};

/** Kinds that we make; an Activity's own entry is Discord's. */
const OURS: readonly unknown[] = [
  ApplicationCommandType.ChatInput,
  ApplicationCommandType.User,
  ApplicationCommandType.Message,
];

const typeOf = (command: { readonly type?: unknown }): unknown =>
  command.type ?? ApplicationCommandType.ChatInput;
const isSame = (a: { readonly type?: unknown; readonly name: string }, b: typeof a): boolean =>
  a.name === b.name && typeOf(a) === typeOf(b);

/** Within one server, Discord knows no other places. */
const forGuild = ({ contexts: _contexts, integration_types: _types, ...command }: CommandJson): CommandJson =>
  command as CommandJson;

/** Discord leaves out, or fills in, what says nothing. */
const saysNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const UNORDERED = ['contexts', 'integration_types'];

/** The same for two commands that mean the same. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => !saysNothing(item))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [
        name,
        UNORDERED.includes(name) && Array.isArray(item) ? [...item].sort() : canonical(item),
      ]),
  );
};

/** What Discord adds of its own. */
const ADDED = ['id', 'application_id', 'guild_id', 'version', 'dm_permission', 'nsfw', 'handler'];

const isUnchanged = (command: CommandJson, registered: Registered): boolean => {
  const own = (fields: object): string =>
    JSON.stringify(
      canonical(Object.fromEntries(Object.entries(fields).filter(([name]) => !ADDED.includes(name)))),
    );
  // A server's commands have no places, and some answers name them all the same.
  const places = Object.keys(command).includes('contexts') ? {} : { contexts: null, integration_types: null };
  return (
    own({ ...command, type: typeOf(command) }) === own({ ...registered, ...places, type: typeOf(registered) })
  );
};

/**
 * Makes Discord know exactly our commands: everywhere, or in one server, where a change is seen at once. What is there
 * already is not sent again: Discord counts how many commands are made in a day.
 */
export const registerCommands = async (
  rest: DiscordRest,
  where: {
    readonly applicationId: string;
    readonly guildId: string | null;
    /** The table unless told. */
    readonly known?: readonly CommandJson[];
  },
): Promise<RegisterReport> => {
  const { applicationId, guildId } = where;
  const prefix = guildId ? 'guildCommands' : 'commands';
  const params = { applicationId, ...(guildId ? { guildId } : {}) };
  const commands = (where.known ?? createCommands()).map((command) =>
    guildId ? forGuild(command) : command,
  );
  const query = { with_localizations: 'true' };
  const registered = (await rest.request({
    route: `${prefix}.list`,
    params,
    query,
  })) as readonly Registered[];
  const report = {
    created: [] as string[],
    changed: [] as string[],
    unchanged: [] as string[],
    removed: [] as string[],
  };
  // First, so that there is room for the new ones.
  for (const old of registered) {
    if (!OURS.includes(typeOf(old)) || commands.some((command) => isSame(command, old))) continue;
    await rest.request({ route: `${prefix}.delete`, params: { ...params, commandId: old.id } });
    report.removed.push(old.name);
  }
  for (const command of commands) {
    const old = registered.find((one) => isSame(command, one));
    if (old && isUnchanged(command, old)) {
      report.unchanged.push(command.name);
      continue;
    }
    // The same name and kind takes the old one's place.
    await rest.request({ route: `${prefix}.put`, params, body: command });
    report[old ? 'changed' : 'created'].push(command.name);
  }
  return report;
};
