import { IntlMessageFormat } from 'intl-messageformat';
import type { Locale } from '../member.ts';
import type { Text, TextParam } from '../text.ts';
import { catalogue } from './catalogue.ts';

/** For whom a text is written out. */
export interface Reader {
  readonly locale: Locale;
  /** IANA name, e.g. `Europe/Madrid`. */
  readonly timeZone: string;
  /** Relative times count from here; now unless told. */
  readonly now?: Date;
}

interface Compiled {
  readonly format: IntlMessageFormat;
  /** Arguments that choose between forms, and may be left out or empty: they then choose `none`. */
  readonly choosing: ReadonlySet<string>;
  /** Arguments whose value is written out. */
  readonly written: ReadonlySet<string>;
  /** Arguments that are numbers. */
  readonly counted: ReadonlySet<string>;
}

const OPTIONS = { ignoreTag: true };
type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** A chosen form and a written value may have one name; the choice gets a name of its own. */
const choiceName = (argument: string): string => `${argument}?`;

/** Element types of the library's syntax tree that matter here. */
const TYPE = { literal: 0, number: 2, pound: 7 };

interface Names {
  readonly choosing: Set<string>;
  readonly written: Set<string>;
  readonly counted: Set<string>;
}

const renameChoices = (elements: readonly Element[], names: Names): Element[] =>
  elements.map((element): Element => {
    if (element.type === TYPE.literal || element.type === TYPE.pound || !('value' in element)) return element;
    const argument = element.value;
    if (!('options' in element)) {
      (element.type === TYPE.number ? names.counted : names.written).add(argument);
      return element;
    }
    const isPlural = 'pluralType' in element;
    (isPlural ? names.counted : names.choosing).add(argument);
    const options = Object.entries(element.options).map(([name, option]) => [
      name,
      { ...option, value: renameChoices(option.value, names) },
    ]);
    const value = isPlural ? argument : choiceName(argument);
    return { ...element, value, options: Object.fromEntries(options) } as Element;
  });

const compiled = new Map<string, Compiled>();

const compile = (key: string, locale: Locale): Compiled | null => {
  const id = `${locale}/${key}`;
  const known = compiled.get(id);
  if (known) return known;
  const message = (catalogue[locale] as Readonly<Record<string, string>>)[key];
  if (message === undefined) return null;
  const names: Names = { choosing: new Set(), written: new Set(), counted: new Set() };
  const tree = renameChoices(new IntlMessageFormat(message, locale, undefined, OPTIONS).getAst(), names);
  const made = { ...names, format: new IntlMessageFormat(tree, locale, undefined, OPTIONS) };
  compiled.set(id, made);
  return made;
};

/** `none` for what is missing or empty; a person's own word `none` is a word like any other. */
const toChoice = (value: string | number | boolean | undefined): string => {
  if (value === undefined || value === '') return 'none';
  return value === 'none' ? 'other' : String(value);
};

/**
 * A text in the reader's language and time zone. A text stored by another version may name a key or a value that is
 * gone: the reader then gets its name in brackets rather than nothing.
 */
export const formatText = (text: Text, reader: Reader): string => {
  if ('raw' in text) return text.raw;
  const message = compile(text.t, reader.locale);
  if (!message) return `[${text.t}]`;
  const given = text.p ?? {};
  if ([...message.counted].some((name) => !(name in given))) return `[${text.t}]`;
  const values: Record<string, string | number | boolean> = {};
  for (const name of message.written) values[name] = `[${name}]`;
  for (const [name, param] of Object.entries(given)) values[name] = formatParam(param, reader);
  for (const name of message.choosing) {
    values[choiceName(name)] = toChoice(name in given ? values[name] : undefined);
  }
  try {
    return String(message.format.format(values));
  } catch {
    return `[${text.t}]`;
  }
};

/** Values that a text should have and has not, here and in the texts inside it; for tests. */
export const missingParams = (text: Text, locale: Locale): readonly string[] => {
  if ('raw' in text) return [];
  const message = compile(text.t, locale);
  if (!message) return [text.t];
  const given = text.p ?? {};
  const needed = [...message.written, ...message.counted];
  const own = needed.filter((name) => !(name in given) && !message.choosing.has(name));
  const inner = Object.values(given).flatMap((param) =>
    typeof param === 'object' && ('t' in param || 'raw' in param) ? missingParams(param, locale) : [],
  );
  return [...own.map((name) => `${text.t}: ${name}`), ...inner];
};

const formatParam = (param: TextParam, reader: Reader): string | number | boolean => {
  if (typeof param !== 'object') return param;
  if ('ms' in param) return formatDuration(param.ms, reader.locale);
  return 'at' in param ? formatTime(param.at, reader) : formatText(param, reader);
};

const DAY_MS = 86_400_000;

/** `Tue 10:15`, with day and month when it is further away than six days. */
export const formatTime = (iso: string, { locale, timeZone, now = new Date() }: Reader): string => {
  const at = new Date(iso);
  const near = Math.abs(at.getTime() - now.getTime()) < 6 * DAY_MS;
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(near ? {} : { day: 'numeric', month: 'short' }),
  }).format(at);
};

/** `0.2 s`, `14 s`, `3 min 40 s`, `2 h 5 min`. */
export const formatDuration = (milliseconds: number, locale: Locale): string => {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  if (milliseconds < 10_000) return `${number.format(milliseconds / 1000)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600)
    return seconds % 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds / 60} min`;
  const minutes = Math.round(seconds / 60);
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
};
