import type { Card, CardField, CardListRow, CardSection, CardStep } from '../../../core/card.ts';
import { formatDuration } from '../../../core/messages/format.ts';
import { type Text, text } from '../../../core/text.ts';
import { LIMITS, sentSize, split } from '../limits.ts';
import { joined, type Part, toParts, words } from './parts.ts';
import type { SlackReader } from './reader.ts';

/** What a card consists of, from top to bottom, before it is spread over blocks and messages. */
export type Item =
  | { readonly kind: 'line'; readonly parts: readonly Part[]; readonly answer?: true; readonly below?: true }
  | { readonly kind: 'code'; readonly words: string }
  | { readonly kind: 'row'; readonly row: CardListRow }
  /** A little room; what follows is a block of its own. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'rule' };

const line = (...parts: readonly (readonly Part[])[]): Item => ({ kind: 'line', parts: parts.flat() });

/** State, title and number first; then for whom; then the parts of the card. */
export const cardItems = (card: Card, reader: SlackReader, whole: boolean): readonly Item[] => [
  headLine(card, reader),
  ...subtitleLine(card, reader),
  ...card.sections.flatMap((section) => sectionItems(section, card, reader, whole)),
];

const headLine = (card: Card, reader: SlackReader): Item => {
  const mentions = isOpenApproval(card) ? (reader.mention ?? []) : [];
  const since = card.since ? text('slack.since', { at: { at: card.since } }) : null;
  const until = card.expiresAt ? text('slack.expires', { at: { at: card.expiresAt } }) : null;
  return line(
    joined(
      [
        [words(`${card.sign} `), ...toParts(card.title, reader, { look: 'bold' })],
        ...card.state.map((state) => toParts(state, reader)),
        ...mentionsOf(mentions),
        ...[since, until].flatMap((when) => (when ? [toParts(when, reader, { near: true })] : [])),
        ...(card.number ? [[linked(card.number, card.link, reader)]] : []),
      ],
      ' · ',
    ),
  );
};

const isOpenApproval = (card: Card): boolean =>
  card.kind === 'approval' && card.buttons.some((button) => button.action === 'approve');

/** More people than this are not called by name at once. */
const MOST_MENTIONS = 10;

const mentionsOf = (mentions: readonly string[]): readonly (readonly Part[])[] => {
  if (mentions.length === 0) return [];
  const named = mentions.slice(0, MOST_MENTIONS).map((mention): readonly Part[] => [{ mention }]);
  const left = mentions.length - named.length;
  return [joined([...named, ...(left > 0 ? [[words(`+${left}`)]] : [])], ' ')];
};

const linked = (label: string, path: string | undefined, { publicUrl }: SlackReader): Part =>
  publicUrl && path ? { words: label, url: toUrl(publicUrl, path) } : words(label);

export const toUrl = (publicUrl: string, path: string): string =>
  `${publicUrl.replace(/\/+$/, '')}${path.startsWith('/') ? '' : '/'}${path}`;

/** Of an approval the first of these is the exact action and its target. */
const subtitleLine = (card: Card, reader: SlackReader): readonly Item[] => {
  const [first, ...rest] = card.subtitle ?? [];
  if (!first) return [];
  const head = toParts(first, reader, card.kind === 'approval' ? { look: 'code' } : {});
  return [line(joined([head, ...rest.map((part) => toParts(part, reader))], ' · '))];
};

const sectionItems = (
  section: CardSection,
  card: Card,
  reader: SlackReader,
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
const fieldItems = (field: CardField, card: Card, reader: SlackReader, whole: boolean): readonly Item[] => {
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
  reader: SlackReader,
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

const stepLine = (step: CardStep, reader: SlackReader): Item => {
  const time =
    typeof step.durationMs === 'number' ? [words(formatDuration(step.durationMs, reader.locale))] : [];
  const since = step.since
    ? toParts(text('slack.since', { at: { at: step.since } }), reader, { near: true })
    : [];
  const summary = step.summary ? toParts(step.summary, reader) : [];
  return line(
    [words(`${step.sign} `)],
    joined([toParts(step.name, reader, isOpen(step) ? { look: 'bold' } : {}), summary, time, since], '   '),
  );
};

const isOpen = ({ sign }: CardStep): boolean => sign === '◔' || sign === '⏸';

/** This much of an answer stands in the card itself. Characters as Slack counts them. */
const ANSWER_IN_CARD = 2_800;

const answerItems = (answer: Text, reader: SlackReader): readonly Item[] => {
  const parts = toParts(answer, reader);
  const [only] = parts;
  if (parts.length !== 1 || !only || !('words' in only)) return [{ kind: 'line', parts, answer: true }];
  const [first = '', ...rest] = split(only.words, ANSWER_IN_CARD);
  const below = only.words.slice(first.length);
  return [
    { kind: 'line', parts: [words(first)], answer: true },
    ...(rest.length > 0 ? [{ kind: 'line', parts: [words(below)], answer: true, below: true } as const] : []),
  ];
};

/** A row that can be acted on has its button beside it; any other is a line. */
const rowItem = (row: CardListRow, reader: SlackReader): Item => {
  if (row.button) return { kind: 'row', row };
  const title = toParts(row.title, reader, { look: 'bold' });
  const url = row.href && reader.publicUrl ? toUrl(reader.publicUrl, row.href) : null;
  const head = url ? title.map((part): Part => ('words' in part ? { words: part.words, url } : part)) : title;
  return line(
    [words(`${row.sign} `)],
    joined([head, ...row.meta.map((part) => toParts(part, reader))], ' · '),
  );
};

/** Longest piece that is put into one block. Characters as Slack counts them; a date or name counts a little too. */
const PIECE = LIMITS.richText.max - 200;

/** The same, in pieces that each fit into a block. */
export const inPieces = (item: Item): readonly Item[] => {
  if (item.kind === 'code') return split(item.words, PIECE).map((part) => ({ kind: 'code', words: part }));
  if (item.kind !== 'line') return [item];
  const pieces: Part[][] = [[]];
  let room = PIECE;
  for (const part of item.parts.flatMap((one) => ('words' in one ? splitPart(one) : [one]))) {
    const size = 'words' in part ? sentSize(part.words) : OTHER_SIZE;
    if (size > room && pieces.at(-1)?.length) {
      pieces.push([]);
      room = PIECE;
    }
    pieces.at(-1)?.push(part);
    room -= size;
  }
  return pieces.map((parts) => ({ ...item, parts }));
};

/** Of a moment or a name, about. */
const OTHER_SIZE = 80;

const splitPart = (part: Extract<Part, { words: string }>): readonly Part[] =>
  split(part.words, PIECE).map((piece) => ({ ...part, words: piece }));
