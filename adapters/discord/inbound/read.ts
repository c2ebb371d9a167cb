import type { ChannelType, SharedFile } from './types.ts';

/** An object whose fields may hold anything. */
export type Fields = Readonly<Record<string, unknown>>;

export const asObject = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;

/** null for everything that is not text. Half a character and the sign that ends text can't be kept: they are left out. */
export const asText = (value: unknown): string | null =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : null;

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What is at a path; undefined when something on the way is missing. */
const at = (value: unknown, path: readonly string[]): unknown => {
  let here: unknown = value;
  for (const name of path) here = asObject(here)?.[name];
  return here;
};

export const textAt = (value: unknown, ...path: readonly string[]): string | null => asText(at(value, path));

const ID = /^\d{1,20}$/;

/** Ids go into addresses of calls: what is not all digits is no id. */
export const asId = (value: unknown): string | null =>
  typeof value === 'string' && ID.test(value) ? value : null;

export const idAt = (value: unknown, ...path: readonly string[]): string | null => asId(at(value, path));

export const idsOf = (value: unknown): readonly string[] =>
  asList(value).flatMap((item) => {
    const id = asId(item);
    return id === null ? [] : [id];
  });

/** Discord's numbers of channel types (discord.com/developers, "Channel Types"). */
const CHANNEL_TYPES: ReadonlyMap<unknown, ChannelType> = new Map([
  [0, 'text'],
  [1, 'dm'],
  [2, 'voice'],
  [3, 'group_dm'],
  [5, 'text'],
  [10, 'thread'],
  [11, 'thread'],
  [12, 'thread'],
  [13, 'voice'],
  [15, 'forum'],
  [16, 'forum'],
]);

export const channelTypeOf = (value: unknown): ChannelType | null => CHANNEL_TYPES.get(value) ?? null;

/** What people see: the name in this server, else the chosen one, else the account's. */
export const nameOf = (member: unknown, user: unknown): string =>
  textAt(member, 'nick') || textAt(user, 'global_name') || textAt(user, 'username') || '';

export const readFiles = (values: readonly unknown[]): readonly SharedFile[] =>
  values.flatMap((value) => {
    const file = asObject(value);
    const id = asId(file?.id);
    if (!file || !id) return [];
    return [
      {
        id,
        name: asText(file.filename) || id,
        mimetype: asText(file.content_type) ?? '',
        size: typeof file.size === 'number' ? file.size : 0,
        url: asText(file.url),
      },
    ];
  });
