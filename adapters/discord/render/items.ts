import type { Card, CardField, CardListRow, CardSection, CardStep } from '../../../core/card.ts';
import { formatDuration } from '../../../core/messages/format.ts';
import { type Text, text } from '../../../core/text.ts';
import { split } from '../limits.ts';
import { writtenCost } from './escape.ts';
import { joined, type Part, toMarkup, toParts, words } from './parts.ts';
import type { DiscordReader } from './reader.ts';

/** What a card consists of, from top to bottom, before it is spread over components and messages. */
export type Item =
  | {
      readonly kind: 'line';
      readonly parts: readonly Part[];
      readonly answer?: true;
      /** Never in the card itself. */
      readonly below?: true;
      /** It is the rest of the line before it. */
      readonly rest?: true;
    }
  | { readonly kind: 'code'; readonly words: string }
  | { readonly kind: 'row'; readonly row: CardListRow }
  /** A little room; what follows is a text of its own. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'rule' };

const line = (...parts: readonly (readonly Part[])[]): Item => ({ kind: 'line', parts: parts.flat() });

/** Whom a card calls by name, by Discord's ids. */
export interface Called {
  readonly users: readonly string[];
  readonly roles: readonly string[];
}

const isSnowflake = (id: string): boolean => /^\d{1,20}$/.test(id);
/** More than this are not called by name at once. */
const MOST_MENTIONS = 10;

/** Those who must decide, while they still can. */
export const calledBy = (card: Card, { mention = [], mentionRoles = [] }: DiscordReader): Called => {
  if (!isOpenApproval(card)) return { users: [], roles: [] };
  const users = mention.filter(isSnowflake).slice(0, MOST_MENTIONS);
  return { users, roles: mentionRoles.filter(isSnowflake).slice(0, MOST_MENTIONS - users.length) };
};

const isOpenApproval = (card: Card): boolean =>
  card.kind === 'approval' && card.buttons.some((button) => button.action === 'approve');

/** State, title and number first; then for whom; then the parts of the card. */
export const cardItems = (card: Card, reader: DiscordReader, whole: boolean): readonly Item[] => [
  headLine(card, reader),
  ...subtitleLine(card, reader),
  ...card.sections.flatMap((section) => sectionItems(section, card, reader, whole)),
];

const headLine = (card: Card, reader: DiscordReader): Item => {
  const { since, expiresAt: at } = card;
  const until = at ? [toParts(text('discord.expires', { near: { at }, at: { at } }), reader)] : [];
  return line(
    joined(
      [
        [words(`${card.sign} `), ...toParts(card.title, reader, { look: 'bold' })],
        ...card.state.map((state) => toParts(state, reader)),
        ...mentionsOf(card, reader),
        ...(since ? [sinceParts(since, reader)] : []),
        ...until,
        ...(card.number ? [[linked(card.number, card.link, reader)]] : []),
      ],
      ' · ',
    ),
  );
};

const sinceParts = (since: string, reader: DiscordReader): readonly Part[] =>
  toParts(text('discord.since', { at: { at: since } }), reader, { near: true });

const mentionsOf = (card: Card, reader: DiscordReader): readonly (readonly Part[])[] => {
  const { users, roles } = calledBy(card, reader);
  const named = [
    ...users.map((user): readonly Part[] => [{ user }]),
    ...roles.map((role): readonly Part[] => [{ role }]),
  ];
  if (named.length === 0) return [];
  const left = (reader.mention ?? []).length + (reader.mentionRoles ?? []).length - named.length;
  return [joined([...named, ...(left > 0 ? [[words(`+${left}`)]] : [])], ' ')];
};

const linked = (label: string, path: string | undefined, { publicUrl }: DiscordReader): Part =>
  publicUrl && path ? { words: label, url: toUrl(publicUrl, path) } : words(label);

export const toUrl = (publicUrl: string, path: string): string =>
  `${publicUrl.replace(/\/+$/, '')}${path.startsWith('/') ? '' : '/'}${path}`;

/** Of an approval the first of these is the exact action and its target. */
const subtitleLine = (card: Card, reader: DiscordReader): readonly Item[] => {
  const [first, ...rest] = card.subtitle ?? [];
  if (!first) return [];
  const head = toParts(first, reader, card.kind === 'approval' ? { look: 'code' } : {});
  return [line(joined([head, ...rest.map((part) => toParts(part, reader))], ' · '))];
};

const sectionItems = (
  section: CardSection,
  card: Card,
  reader: DiscordReader,
  whole: boolean,
): readonly Item[] => {
  switch (section.kind) {
    case 'lines':
      return [{ kind: 'gap' }, ...section.lines.map((one) => line(toParts(one, reader)))];
    case 'fields':
      return [{ kind: 'gap' }, ...section.fields.flatMap((field) => fieldItems(field, card, reader, whole))];
    case 'steps':
      return stepItems(section, reader, whole);
    case 'answer':
      return [{ kind: 'rule' }, ...answerItems(section.text, reader)];
    case 'list':
      if (section.rows.length === 0) return [{ kind: 'gap' }, line(toParts(section.empty, reader))];
      return [{ kind: 'gap' }, ...section.rows.map((row) => rowItem(row, reader))];
  }
};

/** One line of words stands beside its label; several lines, or the whole of something long, stand below it as they are. */
const fieldItems = (field: CardField, card: Card, reader: DiscordReader, whole: boolean): readonly Item[] => {
  const label = toParts(field.label, reader, { look: 'bold' });
  const between = words(card.kind === 'help' ? '  ' : ': ');
  const size = field.size ? toParts(field.size, reader, { look: 'italic' }) : [words('…')];
  if (field.full !== undefined && whole) {
    return [line(label, [between], size), { kind: 'code', words: words(field.full).words }];
  }
  const value = toParts(field.value, reader);
  const folded = field.full === undefined ? [] : [words(' ('), ...size, words(')')];
  if ('raw' in field.value && field.value.raw.includes('\n')) {
    const shown = value.map((part) => ('words' in part ? part.words : '')).join('');
    return [line(label, [between], ...(folded.length > 0 ? [size] : [])), { kind: 'code', words: shown }];
  }
  return [line(label, [between], value, folded)];
};

const stepItems = (
  section: Extract<CardSection, { kind: 'steps' }>,
  reader: DiscordReader,
  whole: boolean,
): readonly Item[] => {
  if (section.folded && !whole)
    return [{ kind: 'gap' }, line([words('▸ ')], toParts(section.folded, reader))];
  return [
    { kind: 'gap' },
    ...(section.earlier ? [line(toParts(section.earlier, reader))] : []),
    ...section.steps.map((step) => stepLine(step, reader)),
  ];
};

const stepLine = (step: CardStep, reader: DiscordReader): Item => {
  const time =
    typeof step.durationMs === 'number' ? [words(formatDuration(step.durationMs, reader.locale))] : [];
  const since = step.since ? sinceParts(step.since, reader) : [];
  const summary = step.summary ? toParts(step.summary, reader) : [];
  return line(
    [words(`${step.sign} `)],
    joined([toParts(step.name, reader, isOpen(step) ? { look: 'bold' } : {}), summary, time, since], '   '),
  );
};

const isOpen = ({ sign }: CardStep): boolean => sign === '◔' || sign === '⏸';

/** This much of an answer stands in the card itself. Characters as they are sent. */
const ANSWER_IN_CARD = 1_800;

const answerItems = (answer: Text, reader: DiscordReader): readonly Item[] => {
  const parts = toParts(answer, reader);
  const [only] = parts;
  if (parts.length !== 1 || !only || !('words' in only)) return [{ kind: 'line', parts, answer: true }];
  const [first = ''] = split(only.words, ANSWER_IN_CARD, writtenCost);
  const below = only.words.slice(first.length);
  return [
    { kind: 'line', parts: [words(first)], answer: true },
    ...(below === '' ? [] : [{ kind: 'line', parts: [words(below)], answer: true, below: true } as const]),
  ];
};

/** A row that can be acted on has its button beside it; any other is a line. */
const rowItem = (row: CardListRow, reader: DiscordReader): Item => {
  if (row.button) return { kind: 'row', row };
  const title = toParts(row.title, reader, { look: 'bold' });
  const url = row.href && reader.publicUrl ? toUrl(reader.publicUrl, row.href) : null;
  const head = url ? title.map((part): Part => ('words' in part ? { words: part.words, url } : part)) : title;
  return line(
    [words(`${row.sign} `)],
    joined([head, ...row.meta.map((part) => toParts(part, reader))], ' · '),
  );
};

/** Longest piece that is put into one text: twice this, and what a message needs besides, fit into one. */
const PIECE = 1_800;

/** The same, in pieces that each fit into a message. */
export const inPieces = (item: Item): readonly Item[] => {
  if (item.kind === 'code') {
    return split(item.words, PIECE, writtenCost).map((part) => ({ kind: 'code', words: part }));
  }
  if (item.kind !== 'line') return [item];
  const pieces: Part[][] = [[]];
  let room = PIECE;
  for (const part of item.parts.flatMap((one) => ('words' in one ? splitPart(one) : [one]))) {
    const size = toMarkup(part).length;
    if (size > room && pieces.at(-1)?.length) {
      pieces.push([]);
      room = PIECE;
    }
    pieces.at(-1)?.push(part);
    room -= size;
  }
  return pieces.map((parts, index) => ({ ...item, parts, ...(index > 0 ? { rest: true } : {}) }));
};

/** What a look or a link adds. */
const AROUND = 10;

const splitPart = (part: Extract<Part, { words: string }>): readonly Part[] =>
  split(part.words, PIECE - AROUND, writtenCost).map((piece) => ({ ...part, words: piece }));
