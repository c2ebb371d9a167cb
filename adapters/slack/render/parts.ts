import type { RichTextElement, RichTextText } from '@slack/types';
import { formatText, formatTime } from '../../../core/messages/format.ts';
import type { Text, TextParam } from '../../../core/text.ts';
import { clean, escapeText, plain } from './escape.ts';
import type { SlackReader } from './reader.ts';

export type Look = 'bold' | 'code' | 'italic';

export interface Words {
  readonly words: string;
  readonly look?: Look;
}

/** A run of words, a moment, a link or somebody who is meant. */
export type Part =
  | Words
  /** `near`: said as today or tomorrow where it is; not after "on". */
  | { readonly at: string; readonly near: boolean }
  | { readonly words: string; readonly url: string }
  | { readonly mention: string };

/** Stands for a moment while the words around it are formatted; control characters are never in the words themselves. */
const MARK = '\u0001';
const MARKED = new RegExp(`${MARK}([^${MARK}]*)${MARK}`, 'g');

const withMarks = (text: Text): Text => {
  if ('raw' in text) return { raw: clean(text.raw) };
  if (text.p === undefined) return text;
  const marked = Object.entries(text.p).map(([name, param]): [string, TextParam] => [name, markParam(param)]);
  return { t: text.t, p: Object.fromEntries(marked) };
};

const markParam = (param: TextParam): TextParam => {
  if (typeof param === 'string') return clean(param);
  if (typeof param !== 'object' || 'ms' in param) return param;
  return 'at' in param ? { raw: `${MARK}${param.at}${MARK}` } : withMarks(param);
};

export interface TextLook {
  readonly look?: Look;
  /** Its moments may be said as today or tomorrow wherever they stand. */
  readonly near?: true;
}

/** Between two marks, or at the start: a moment that stands alone. */
const STANDS_ALONE = /(^|[^\p{L}\p{N}]\s*)$/u;

/** A text in the reader's language; its moments stay moments, so that Slack shows them in the viewer's own zone. */
export const toParts = (text: Text, reader: SlackReader, { look, near }: TextLook = {}): readonly Part[] => {
  const pieces = formatText(withMarks(text), reader).split(MARKED);
  return pieces.flatMap((piece, index): readonly Part[] => {
    if (index % 2 === 1) {
      return [{ at: piece, near: near ?? STANDS_ALONE.test((pieces[index - 1] ?? '').trimEnd()) }];
    }
    return piece === '' ? [] : [words(piece, look)];
  });
};

export const words = (written: string, look?: Look): Words =>
  look ? { words: clean(written), look } : { words: clean(written) };

/** Parts of several texts in one line. */
export const joined = (texts: readonly (readonly Part[])[], between: string): readonly Part[] =>
  texts
    .filter((parts) => parts.length > 0)
    .flatMap((parts, index) => (index === 0 ? parts : [words(between), ...parts]));

/** In the language, zone and clock of whoever looks: `today 10:15`, or `Nov 23, 2026 10:15` after a preposition. */
const dateFormat = (near: boolean): string => (near ? '{date_short_pretty} {time}' : '{date_short} {time}');

const unix = (at: string): number => Math.floor(Date.parse(at) / 1000);
const isMoment = (at: string): boolean => !Number.isNaN(Date.parse(at));

/** For programs and prints that can't know the viewer's zone. */
const written = (at: string, reader: SlackReader): string =>
  isMoment(at) ? `${formatTime(at, reader)} ${reader.timeZone}` : at;

const MENTION = /^<(?:@([UW][A-Z0-9]+)|!subteam\^(S[A-Z0-9]+))(?:\|[^>]*)?>$/;

const toMention = (mention: string): RichTextElement => {
  const [, user, group] = MENTION.exec(mention) ?? [];
  if (user) return { type: 'user', user_id: user };
  if (group) return { type: 'usergroup', usergroup_id: group };
  return { type: 'text', text: clean(mention) || '?' };
};

const toElement = (part: Part, reader: SlackReader): RichTextElement => {
  if ('mention' in part) return toMention(part.mention);
  if ('url' in part) return { type: 'link', url: part.url, text: part.words };
  if (!('at' in part)) return toText(part);
  if (!isMoment(part.at)) return { type: 'text', text: part.at || '?' };
  const fallback = written(part.at, reader);
  return { type: 'date', timestamp: unix(part.at), format: dateFormat(part.near), fallback };
};

const toText = ({ words: text, look }: Words): RichTextText =>
  look ? { type: 'text', text, style: { [look]: true } } : { type: 'text', text };

/** Adds to what is there; words in the same look become one run. */
export const addElements = (to: RichTextElement[], elements: readonly RichTextElement[]): void => {
  for (const element of elements) {
    const last = to.at(-1);
    if (last?.type === 'text' && element.type === 'text' && !last.style && !element.style) {
      last.text += element.text;
    } else to.push({ ...element });
  }
};

/** As rich text: its words are never read as markup, so what is typed is what is shown. */
export const toElements = (parts: readonly Part[], reader: SlackReader): RichTextElement[] => {
  const elements: RichTextElement[] = [];
  addElements(
    elements,
    parts.map((part) => toElement(part, reader)),
  );
  return elements;
};

const toMarkup = (part: Part, reader: SlackReader, escaped: (words: string) => string): string => {
  if ('mention' in part) return MENTION.test(part.mention) ? part.mention : escaped(part.mention);
  if ('at' in part) {
    if (!isMoment(part.at)) return escaped(part.at);
    return `<!date^${unix(part.at)}^${dateFormat(part.near)}|${escapeText(written(part.at, reader))}>`;
  }
  return escaped(part.words);
};

/** One part for the notification, where formatting is not shown. */
export const toNotification = (part: Part, reader: SlackReader): string => toMarkup(part, reader, escapeText);

/** For a mrkdwn text. */
export const toMrkdwn = (parts: readonly Part[], reader: SlackReader): string =>
  parts.map((part) => toMarkup(part, reader, plain)).join('');

/** For a plain text or a file. */
export const toPlain = (parts: readonly Part[], reader: SlackReader): string =>
  parts
    .map((part) => ('at' in part ? written(part.at, reader) : 'mention' in part ? part.mention : part.words))
    .join('');
