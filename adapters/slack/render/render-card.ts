import type { KnownBlock } from '@slack/types';
import type { Card, Notice } from '../../../core/card.ts';
import { text } from '../../../core/text.ts';
import { LIMITS } from '../limits.ts';
import { actionsBlocks, createActionIds } from './blocks.ts';
import { cardItems, type Item, inPieces } from './items.ts';
import { createPage, type Page, plainLines } from './pages.ts';
import { toElements, toParts, toPlain } from './parts.ts';
import type { SlackReader } from './reader.ts';

export interface SlackMessage {
  /** Read aloud and shown in notifications; at most 4,000 escaped bytes. */
  readonly text: string;
  readonly blocks: KnownBlock[];
  /** What did not fit: further messages below, in order. */
  readonly more: readonly SlackMessage[];
  /** The whole of it, when it would need more further messages than anybody wants to scroll through. */
  readonly file: { readonly name: string; readonly content: string } | null;
}

/** More messages than this below a card are a file instead. */
const MOST_MORE = 3;

/** A card for everybody who sees the channel. */
export const renderCard = (card: Card, reader: SlackReader, key: string): SlackMessage => {
  const nextId = createActionIds();
  const items = cardItems(card, reader, false);
  const buttons = actionsBlocks(card.buttons, card.digest ?? '0', reader, nextId);
  return spread({ items, buttons, nextId, reader, key, name: fileName(card) });
};

/** An answer for one person. A card in it is shown whole, with everything that is folded elsewhere. */
export const renderNotice = (notice: Notice, reader: SlackReader, key: string): SlackMessage => {
  const nextId = createActionIds();
  const { card } = notice;
  const said: Item = { kind: 'line', parts: toParts(notice.text, reader) };
  const shown = card ? cardItems(card, reader, true) : [];
  const title = card ? toPlain(toParts(card.title, reader), reader) : '';
  const repeats = card !== undefined && toPlain(said.parts, reader) === title;
  const buttons = [
    ...actionsBlocks(notice.buttons ?? [], 'notice', reader, nextId),
    ...(card ? actionsBlocks(card.buttons, card.digest ?? '0', reader, nextId) : []),
  ];
  const items: readonly Item[] = [
    ...(repeats ? [] : [said]),
    ...(card ? [{ kind: 'gap' } as const] : []),
    ...shown,
  ];
  return spread({ items, buttons, nextId, reader, key, name: card ? fileName(card) : 'answer.txt' });
};

const fileName = ({ number, kind }: Card): string => `${number ?? kind}.txt`;

interface Spreading {
  readonly items: readonly Item[];
  readonly buttons: readonly KnownBlock[];
  readonly nextId: (action: string) => string;
  readonly reader: SlackReader;
  readonly key: string;
  readonly name: string;
}

/** Buttons stay with the first message, whatever has to go below it. */
const spread = (spreading: Spreading): SlackMessage => {
  const { items, buttons, reader, key, name } = spreading;
  const inFile = note('slack.in_file', reader, name);
  const { first, more, below } = fill(spreading, [...buttons, inFile]);
  const isLong = more.length > MOST_MORE;
  const goesOn = isLong ? [inFile] : more.length > 0 ? [note('slack.continues', reader, name)] : [];
  return {
    text: first.text(),
    blocks: named([...first.blocks, ...goesOn, ...buttons], key),
    more: isLong ? [] : more.map((page, index) => toMessage(page, `${key}:${index + 1}`)),
    file: isLong ? { name, content: fileContent(items, below, reader) } : null,
  };
};

interface Filled {
  readonly first: Page;
  readonly more: readonly Page[];
  /** What is not on the first page, or only in part. */
  readonly below: readonly Item[];
}

/** In order, page after page, until it is clear that there are too many. */
const fill = ({ items, nextId, reader }: Spreading, reserved: readonly KnownBlock[]): Filled => {
  const mostBlocks = LIMITS.blocksPerMessage.max;
  const first = createPage({ reader, nextId, reserved, mostBlocks });
  const more: Page[] = [];
  const below: Item[] = [];
  for (const item of items) {
    const pieces = more.length > MOST_MORE ? [] : inPieces(item);
    for (const piece of pieces) {
      const last = more.at(-1) ?? (isBelow(piece) ? null : first);
      if (last?.add(piece)) continue;
      const next = createPage({ reader, nextId, reserved: [], mostBlocks });
      next.add(piece);
      more.push(next);
      if (more.length > MOST_MORE) break;
    }
    if (more.length > 0 && item.kind !== 'gap') below.push(item);
  }
  return { first, more, below };
};

const isBelow = (item: Item): boolean => item.kind === 'line' && item.below === true;

const note = (key: 'slack.continues' | 'slack.in_file', reader: SlackReader, name: string): KnownBlock => {
  const parts = toParts(text(key, { name }), reader, { look: 'italic' });
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: toElements(parts, reader) }],
  };
};

const toMessage = (page: Page, key: string): SlackMessage => ({
  text: page.text(),
  blocks: named(page.blocks, key),
  more: [],
  file: null,
});

/** A message is found again in its channel by the id of its first block. */
const named = (blocks: readonly KnownBlock[], key: string): KnownBlock[] =>
  blocks.map((block, index) => (index === 0 ? { ...block, block_id: `cs:${key}` } : block));

/** Only the answer, when only the answer did not fit; else all of it. */
const fileContent = (items: readonly Item[], below: readonly Item[], reader: SlackReader): string => {
  const isAnswer = (item: Item): boolean => item.kind === 'line' && item.answer === true;
  if (!below.every(isAnswer)) return items.flatMap((item) => plainLines(item, reader)).join('\n');
  return items
    .filter(isAnswer)
    .flatMap((item) => plainLines(item, reader))
    .join('');
};
