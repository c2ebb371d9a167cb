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

const compiled = new Map<string, IntlMessageFormat>();

const compile = (key: string, locale: Locale): IntlMessageFormat | null => {
  const id = `${locale}/${key}`;
  const known = compiled.get(id);
  if (known) return known;
  const message = (catalogue[locale] as Readonly<Record<string, string>>)[key];
  if (message === undefined) return null;
  const format = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
  compiled.set(id, format);
  return format;
};

/** What is empty or missing is the word `none`, which a message can select on. */
const withNone = (params: Record<string, string | number | boolean>): typeof params =>
  new Proxy(params, {
    has: () => true,
    get: (target, name) => {
      const value = typeof name === 'string' ? target[name] : undefined;
      return value === undefined || value === '' ? 'none' : value;
    },
  });

/**
 * A text in the reader's language and time zone. A text stored by another version may name a key that is gone: the
 * reader then gets the key in brackets rather than nothing.
 */
export const formatText = (text: Text, reader: Reader): string => {
  if ('raw' in text) return text.raw;
  const format = compile(text.t, reader.locale);
  if (!format) return `[${text.t}]`;
  const entries = Object.entries(text.p ?? {}).map(([name, param]) => [name, formatParam(param, reader)]);
  try {
    return String(format.format(withNone(Object.fromEntries(entries))));
  } catch {
    return `[${text.t}]`;
  }
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
