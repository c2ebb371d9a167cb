import pg from 'pg';

const { builtins } = pg.types;

const PARSERS: Readonly<Record<number, (value: string) => unknown>> = {
  // Counters and sums of ours stay far below 2^53.
  [builtins.INT8]: Number,
  [builtins.NUMERIC]: Number,
  [builtins.TIMESTAMPTZ]: (value) => new Date(value).toISOString(),
};

/** Rows come out as the core wants them: numbers as numbers, times as ISO 8601. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (format === 'binary' ? undefined : PARSERS[oid]) ?? pg.types.getTypeParser(oid, format as 'text'),
};

const UNSTORABLE = /\\u0000|\\ud[89a-f]/i;

/** Postgres keeps no NUL, and no half of a surrogate pair: what a tool printed must not stop its task. */
export const toText = (text: string): string =>
  text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;

export const toJson = (value: unknown): string => {
  const json = JSON.stringify(value);
  if (!UNSTORABLE.test(json)) return json;
  const clean = (text: string): string => toText(text).toWellFormed();
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'string') return clean(part);
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [clean(key), inner]));
  });
};

export const toJsonOrNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : toJson(value);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An id that is none names no row; asking the database would be an error. */
export const isUuid = (value: string): boolean => UUID.test(value);

/** Largest value of the type integer: a larger number names no row. */
const MAX_INTEGER = 2_147_483_647;

export const isRowNumber = (value: number): boolean =>
  Number.isInteger(value) && value > 0 && value <= MAX_INTEGER;
