import type { KnownBlock, RichTextBlock } from '@slack/types';
import { LIMITS, sentSize } from '../limits.ts';
import { rowBlocks } from './blocks.ts';
import { escapeText } from './escape.ts';
import type { Item } from './items.ts';
import { addElements, type Part, toElements, toNotification, toParts, toPlain, words } from './parts.ts';
import type { SlackReader } from './reader.ts';

/** One message while it fills. */
export interface Page {
  /** False: it does not fit any more, and nothing was added. */
  add(item: Item): boolean;
  readonly blocks: KnownBlock[];
  /** What is read aloud and shown in notifications: the same words, escaped. */
  text(): string;
}

/** Slack counts more than the words alone, so the blocks are measured as they are sent. */
const PAGE_SIZE = LIMITS.blocksText.max - 1_200;

const sizeOfBlocks = (blocks: unknown): number => escapeText(JSON.stringify(blocks)).length;

export interface PageOptions {
  readonly reader: SlackReader;
  readonly nextId: (action: string) => string;
  /** Blocks that will be added at the end; there has to be room for them. */
  readonly reserved: readonly KnownBlock[];
  readonly mostBlocks: number;
}

export const createPage = ({ reader, nextId, reserved, mostBlocks }: PageOptions): Page => {
  const blocks: KnownBlock[] = [];
  const shown: Item[] = [];
  let size = sizeOfBlocks(reserved);
  let wordsInBlock = 0;

  /** The last block with more in it, or null when this has to be a block of its own. */
  const grown = (elements: readonly RichTextPart[], words: number): RichTextBlock | null => {
    const last = blocks.at(-1);
    if (last?.type !== 'rich_text' || isGap(shown.at(-1))) return null;
    return wordsInBlock + words > LIMITS.richText.max ? null : withElements(last, elements);
  };

  /** Blocks at the end, in place of as many as were there. */
  const put = (newBlocks: readonly KnownBlock[], instead: number): boolean => {
    const before = instead === 0 ? 0 : sizeOfBlocks(blocks.slice(-instead));
    const after = size - before + sizeOfBlocks(newBlocks);
    const count = blocks.length - instead + newBlocks.length + reserved.length;
    if (after > PAGE_SIZE || count > mostBlocks) return false;
    blocks.splice(blocks.length - instead, instead, ...newBlocks);
    size = after;
    return true;
  };

  const draw = (item: Exclude<Item, { kind: 'gap' }>): boolean => {
    if (item.kind === 'row') return put(rowBlocks(item.row, reader, nextId), 0);
    if (item.kind === 'rule') return put([{ type: 'divider' }], 0);
    const elements = toRichText(item, reader);
    const words = wordsIn(item, reader);
    const block = grown(elements, words);
    const fits = block ? put([block], 1) : put([{ type: 'rich_text', elements: [...elements] }], 0);
    if (fits) wordsInBlock = block ? wordsInBlock + words : words;
    return fits;
  };

  return {
    blocks,
    add(item) {
      if (item.kind !== 'gap' && !draw(item)) return false;
      shown.push(item);
      return true;
    },
    text: () => notificationOf(shown, reader),
  };
};

const isGap = (item: Item | undefined): boolean => item?.kind === 'gap';

type Written = Extract<Item, { kind: 'line' | 'code' }>;

const wordsIn = (item: Written, reader: SlackReader): number =>
  sentSize(item.kind === 'line' ? toPlain(item.parts, reader) : item.words) + 1;

type RichTextPart = RichTextBlock['elements'][number];

const toRichText = (item: Written, reader: SlackReader): readonly RichTextPart[] => {
  if (item.kind === 'code') {
    return [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: item.words || ' ' }] }];
  }
  const parts = item.parts.length > 0 ? item.parts : [words(' ')];
  return [{ type: 'rich_text_section', elements: toElements(parts, reader) }];
};

/** Lines of one section are kept apart by a line break; a block of code stands apart anyway. */
const withElements = (block: RichTextBlock, elements: readonly RichTextPart[]): RichTextBlock => {
  const all = structuredClone(block.elements);
  for (const element of elements) {
    const last = all.at(-1);
    if (last?.type === 'rich_text_section' && element.type === 'rich_text_section') {
      addElements(last.elements, [{ type: 'text', text: '\n' }, ...element.elements]);
    } else all.push(element);
  }
  return { ...block, elements: all };
};

/** The words of an item without any markup, for a file. */
export const plainLines = (item: Item, reader: SlackReader): readonly string[] => {
  if (item.kind === 'line') return [toPlain(item.parts, reader)];
  if (item.kind === 'code') return [item.words];
  if (item.kind === 'gap') return [''];
  if (item.kind === 'rule') return ['', '---', ''];
  return [
    rowParts(item, reader)
      .map((parts) => toPlain(parts, reader))
      .join(' · '),
  ];
};

const rowParts = (
  { row }: Extract<Item, { kind: 'row' }>,
  reader: SlackReader,
): readonly (readonly Part[])[] => [
  [words(`${row.sign} `), ...toParts(row.title, reader)],
  ...row.meta.map((part) => toParts(part, reader)),
];

const linesOf = (item: Item, reader: SlackReader): readonly (readonly Part[])[] => {
  if (item.kind === 'line') return [item.parts];
  if (item.kind === 'code') return [[words(item.words)]];
  if (item.kind !== 'row') return [];
  return [rowParts(item, reader).flatMap((parts, index) => (index === 0 ? parts : [words(' · '), ...parts]))];
};

/** As much of it as Slack takes; cut between characters, never inside an entity or a date. */
const notificationOf = (items: readonly Item[], reader: SlackReader): string => {
  const lines = items.flatMap((item) => linesOf(item, reader));
  const pieces = lines.flatMap((parts, index) => [
    ...(index > 0 ? ['\n'] : []),
    ...parts.flatMap((part) =>
      'words' in part
        ? Array.from(part.words, (character) => escapeText(character))
        : [toNotification(part, reader)],
    ),
  ]);
  const most = LIMITS.messageText.max - Buffer.byteLength('…');
  let text = '';
  let size = 0;
  for (const piece of pieces) {
    size += Buffer.byteLength(piece);
    if (size > most) return `${text}…`;
    text += piece;
  }
  return text.trim() || '…';
};
