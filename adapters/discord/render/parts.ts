import { formatText } from '../../../core/messages/format.ts';
import type { Text, TextParam } from '../../../core/text.ts';
import { LIMITS } from '../limits.ts';
import { clean, escapeText, inlineCode } from './escape.ts';
import type { DiscordReader } from './reader.ts';

export type Look = 'bold' | 'code' | 'italic';

export interface Words {
  readonly words: string;
  readonly look?: Look;
}

/** A run of words, a moment, a link or somebody who is meant. */
export type Part =
  | Words
  /** `near`: said by how far away it is, and counting. */
  | { readonly at: string; readonly near: boolean }
  | { readonly words: string; readonly url: string }
  | { readonly user: string }
  | { readonly role: string };

/** Stands for a moment while the words around it are formatted; control characters are never in the words themselves. */
const MARK = '\u0001';
const MARKED = new RegExp(`${MARK}([^${MARK}]*)${MARK}`, 'g');
const NEAR = 'near ';

const withMarks = (text: Text): Text => {
  if ('raw' in text) return { raw: clean(text.raw) };
  if (text.p === undefined) return text;
  const marked = Object.entries(text.p).map(([name, param]): [string, TextParam] => [
    name,
    markParam(name, param),
  ]);
  return { t: text.t, p: Object.fromEntries(marked) };
};

const markParam = (name: string, param: TextParam): TextParam => {
  if (typeof param === 'string') return clean(param);
  if (typeof param !== 'object' || 'ms' in param) return param;
  if (!('at' in param)) return withMarks(param);
  return { raw: `${MARK}${name === 'near' ? NEAR : ''}${clean(param.at)}${MARK}` };
};

export interface TextLook {
  readonly look?: Look;
  /** Its moments are said by how far away they are. A value named `near` always is. */
  readonly near?: true;
}

/** A text in the reader's language; its moments stay moments, so that Discord shows them in the viewer's own zone. */
export const toParts = (
  text: Text,
  { locale }: DiscordReader,
  { look, near }: TextLook = {},
): readonly Part[] => {
  // No moment is left in it for which the zone would matter.
  const pieces = formatText(withMarks(text), { locale, timeZone: 'UTC' }).split(MARKED);
  return pieces.flatMap((piece, index): readonly Part[] => {
    if (index % 2 === 0) return piece === '' ? [] : [words(piece, look)];
    const isNear = piece.startsWith(NEAR);
    return [{ at: isNear ? piece.slice(NEAR.length) : piece, near: near === true || isNear }];
  });
};

export const words = (written: string, look?: Look): Words =>
  look ? { words: clean(written), look } : { words: clean(written) };

/** Parts of several texts in one line. */
export const joined = (texts: readonly (readonly Part[])[], between: string): readonly Part[] =>
  texts
    .filter((parts) => parts.length > 0)
    .flatMap((parts, index) => (index === 0 ? parts : [words(between), ...parts]));

/** Further away Discord shows no date. */
const LAST_MS = 8.64e15;
const isMoment = (at: string): boolean => Math.abs(Date.parse(at)) <= LAST_MS;

/** In the language, zone and clock of whoever looks: `in 3 hours`, or `23 November 2026 10:15`. */
const timestamp = (at: string, near: boolean): string =>
  `<t:${Math.floor(Date.parse(at) / 1000)}:${near ? 'R' : 'f'}>`;

/** Where nothing can be shown in the viewer's zone. */
const written = (at: string, { locale }: DiscordReader): string => {
  if (!isMoment(at)) return at || '?';
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${format.format(new Date(at))} UTC`;
};

const LOOKS: Readonly<Record<Exclude<Look, 'code'>, string>> = { bold: '**', italic: '_' };

/** A look that begins or ends with a space is none for Discord. */
const withLook = ({ words: text, look }: Words, startsLine: boolean): string => {
  const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  if (!look || inner === '') return escapeText(text, startsLine);
  if (look === 'code') return `${before}${inlineCode(inner) ?? escapeText(inner)}${after}`;
  return `${before}${LOOKS[look]}${escapeText(inner)}${LOOKS[look]}${after}`;
};

/** A bracket or an address in the label would end the link, or make it none. */
const LABEL = /^[^[\]\n:\\]*\S[^[\]\n:\\]*$/;

const toLink = (label: string, url: string): string => {
  const safe = encodeURI(url).replaceAll(/[()<>]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  if (safe.length > LIMITS.buttonUrl.max || !/^https?:\/\//.test(safe)) return escapeText(label);
  if (LABEL.test(label)) return `[${escapeText(label, false)}](${safe})`;
  return `${escapeText(label)} [↗](${safe})`;
};

/** One part as Discord's markdown. */
export const toMarkup = (part: Part, startsLine = true): string => {
  if ('user' in part) return `<@${part.user}>`;
  if ('role' in part) return `<@&${part.role}>`;
  if ('at' in part) return isMoment(part.at) ? timestamp(part.at, part.near) : escapeText(part.at || '?');
  return 'url' in part ? toLink(part.words, part.url) : withLook(part, startsLine);
};

export const toMarkdown = (parts: readonly Part[]): string =>
  parts.reduce((line, part) => line + toMarkup(part, /(^|\n)\s*$/.test(line)), '');

/** For a label, a title or a file, where nothing is read as markup. */
export const toPlain = (parts: readonly Part[], reader: DiscordReader): string =>
  parts
    .map((part) => {
      if ('user' in part) return `@${part.user}`;
      if ('role' in part) return `@&${part.role}`;
      return 'at' in part ? written(part.at, reader) : part.words;
    })
    .join('');

export const plainOf = (text: Text, reader: DiscordReader): string => toPlain(toParts(text, reader), reader);
