import { createContext, type ReactNode, use, useMemo } from 'react';
import type { Locale } from '../../../core/member.ts';
import type { MessageKey } from '../../../core/messages/catalogue.ts';
import { formatDuration, formatText, formatTime } from '../../../core/messages/format.ts';
import type { Text, TextParam } from '../../../core/text.ts';

export interface Words {
  readonly locale: Locale;
  readonly timeZone: string;
  /** A sentence of the catalogue. */
  t(key: MessageKey, params?: Readonly<Record<string, TextParam>>): string;
  /** A text that came with a card. */
  say(text: Text): string;
  number(value: number): string;
  money(dollars: number): string;
  /** `0.2 s`, `14 s`, `3 min 40 s`, `2 h 5 min`. */
  duration(ms: number): string;
  /** `in 23 h`, `3 min ago`. */
  relative(iso: string, now: number): string;
  /** `Tue 10:15`; with day and month when it is further away than that says. */
  absolute(iso: string): string;
  bytes(count: number): string;
}

const WordsContext = createContext<Words | null>(null);

export const useWords = (): Words => {
  const words = use(WordsContext);
  if (!words) throw new Error('No Reader above this component');
  return words;
};

const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const Reader = ({ locale, children }: { locale: Locale; children: ReactNode }): ReactNode => {
  const words = useMemo(() => createWords(locale, timeZone), [locale]);
  return <WordsContext value={words}>{children}</WordsContext>;
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const createWords = (locale: Locale, zone: string): Words => {
  const unit = (value: number, name: string, digits = 0): string =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' });
  const relative = (iso: string, now: number): string => {
    const difference = Date.parse(iso) - now;
    const size = Math.abs(difference);
    if (size < MINUTE) return relativeFormat.format(Math.round(difference / SECOND), 'second');
    if (size < HOUR) return relativeFormat.format(Math.round(difference / MINUTE), 'minute');
    if (size < 2 * DAY) return relativeFormat.format(Math.round(difference / HOUR), 'hour');
    return relativeFormat.format(Math.round(difference / DAY), 'day');
  };
  const say = (text: Text): string => formatText(text, { locale, timeZone: zone });
  return {
    locale,
    timeZone: zone,
    say,
    t: (key, params) => say(params ? { t: key, p: params } : { t: key }),
    number: (value) => new Intl.NumberFormat(locale).format(value),
    money: (dollars) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: 'USD',
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: 2,
        maximumFractionDigits: dollars !== 0 && dollars < 0.1 ? 4 : 2,
      }).format(dollars),
    duration: (ms) => formatDuration(Math.max(0, ms), locale),
    relative,
    absolute: (iso) => formatTime(iso, { locale, timeZone: zone }),
    bytes: (count) =>
      count < 1024 ? unit(count, 'byte') : unit(count / 1024, 'kilobyte', count < 10_240 ? 1 : 0),
  };
};
