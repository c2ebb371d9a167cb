import {
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  type APIMessageTopLevelComponent,
  ComponentType,
} from 'discord.js';
import type { Card, Notice, Tone } from '../../../core/card.ts';
import { text } from '../../../core/text.ts';
import { buttonRows, createCustomIds, type NextId, textDisplay, toButtons } from './components.ts';
import { type Called, calledBy, cardItems, type Item, inPieces } from './items.ts';
import { createPage, type Page, plainLines } from './pages.ts';
import { plainOf, toMarkdown, toParts, toPlain } from './parts.ts';
import type { DiscordReader } from './reader.ts';

export interface DiscordMessage {
  readonly components: readonly APIMessageTopLevelComponent[];
  /** Who is called by name in it, and nobody else may be. */
  readonly mentions: Called;
  /** What did not fit: further messages below, in order. */
  readonly more: readonly DiscordMessage[];
  /** The whole of it, when it would need more further messages than anybody wants to scroll through. */
  readonly file: { readonly name: string; readonly content: string } | null;
}

/** More messages than this below a card are a file instead. */
const MOST_MORE = 3;

const COLOURS: Readonly<Record<Tone, number>> = {
  neutral: 0x4f545c,
  running: 0x3b82f6,
  waiting: 0xf0b232,
  success: 0x23a55a,
  danger: 0xda373c,
  muted: 0x80848e,
};

const NOBODY: Called = { users: [], roles: [] };

/** A card for everybody who sees the channel. */
export const renderCard = (card: Card, reader: DiscordReader): DiscordMessage => {
  const nextId = createCustomIds();
  return spread({
    items: cardItems(card, reader, false),
    buttons: toButtons(card.buttons, reader, nextId, card.digest),
    nextId,
    reader,
    tone: card.tone,
    called: calledBy(card, reader),
    name: fileName(card),
  });
};

/** An answer for one person. A card in it is shown whole, with everything that is folded elsewhere. */
export const renderNotice = (notice: Notice, reader: DiscordReader): DiscordMessage => {
  const nextId = createCustomIds();
  const { card } = notice;
  // Who asked is the only one to see it.
  const own: DiscordReader = { ...reader, mention: [], mentionRoles: [] };
  const said: Item = { kind: 'line', parts: toParts(notice.text, own) };
  const repeats = card !== undefined && toPlain(said.parts, own) === plainOf(card.title, own);
  return spread({
    items: [
      ...(repeats ? [] : [said]),
      ...(card ? [{ kind: 'gap' } as const, ...cardItems(card, own, true)] : []),
    ],
    buttons: [
      ...toButtons(notice.buttons ?? [], own, nextId),
      ...(card ? toButtons(card.buttons, own, nextId, card.digest) : []),
    ],
    nextId,
    reader: own,
    tone: card ? card.tone : notice.tone,
    called: NOBODY,
    name: card ? fileName(card) : 'answer.txt',
  });
};

const fileName = ({ number, kind }: Card): string => `${number ?? kind}.txt`;

interface Spreading {
  readonly items: readonly Item[];
  readonly buttons: readonly APIButtonComponentWithCustomId[];
  readonly nextId: NextId;
  readonly reader: DiscordReader;
  readonly tone: Tone;
  readonly called: Called;
  readonly name: string;
}

/** Buttons stay with the first message, whatever has to go below it. */
const spread = (spreading: Spreading): DiscordMessage => {
  const { items, buttons, reader, tone, called, name } = spreading;
  const rows = buttonRows(buttons);
  const inFile = note('discord.in_file', reader, name);
  const { first, more, below } = fill(spreading, [...rows, inFile]);
  const isLong = more.length > MOST_MORE;
  const goesOn = isLong ? [inFile] : more.length > 0 ? [note('discord.continues', reader, name)] : [];
  const shown = [...first.components, ...goesOn, ...rows];
  return {
    components: contained(shown.length > 0 ? shown : [textDisplay('…')], tone),
    mentions: calledIn(shown, called),
    more: isLong ? [] : more.map((page) => toMessage(page, tone, called)),
    file: isLong ? { name, content: fileContent(items, below, reader) } : null,
  };
};

const contained = (
  components: readonly APIComponentInContainer[],
  tone: Tone,
): readonly APIMessageTopLevelComponent[] => [
  { type: ComponentType.Container, accent_color: COLOURS[tone], components: [...components] },
];

const toMessage = ({ components }: Page, tone: Tone, called: Called): DiscordMessage => ({
  components: contained(components, tone),
  mentions: calledIn(components, called),
  more: [],
  file: null,
});

/** A long title takes the names with it to a further message. Data never holds a name as it is called. */
const calledIn = (components: readonly APIComponentInContainer[], { users, roles }: Called): Called => {
  const written = JSON.stringify(components);
  return {
    users: users.filter((id) => written.includes(`<@${id}>`)),
    roles: roles.filter((id) => written.includes(`<@&${id}>`)),
  };
};

interface Filled {
  readonly first: Page;
  readonly more: readonly Page[];
  /** What is not on the first page, or only in part. */
  readonly below: readonly Item[];
}

/** In order, page after page, until it is clear that there are too many. */
const fill = ({ items, nextId, reader }: Spreading, reserved: readonly APIComponentInContainer[]): Filled => {
  const first = createPage({ reader, nextId, reserved });
  const more: Page[] = [];
  const below: Item[] = [];
  for (const item of items) {
    const pieces = more.length > MOST_MORE ? [] : inPieces(item);
    for (const piece of pieces) {
      const last = more.at(-1) ?? (isBelow(piece) ? null : first);
      if (last?.add(piece)) continue;
      const next = createPage({ reader, nextId: createCustomIds(), reserved: [] });
      next.add(piece);
      if (next.components.length > 0) more.push(next);
      if (more.length > MOST_MORE) break;
    }
    if (more.length > 0 && item.kind !== 'gap') below.push(item);
  }
  return { first, more, below };
};

const isBelow = (item: Item): boolean => item.kind === 'line' && item.below === true;

const note = (
  key: 'discord.continues' | 'discord.in_file',
  reader: DiscordReader,
  name: string,
): APIComponentInContainer => textDisplay(`-# ${toMarkdown(toParts(text(key, { name }), reader))}`);

/** Only the answer, when only the answer did not fit; else all of it. */
const fileContent = (items: readonly Item[], below: readonly Item[], reader: DiscordReader): string => {
  const isAnswer = (item: Item): boolean => item.kind === 'line' && item.answer === true;
  if (!below.every(isAnswer)) return items.flatMap((item) => plainLines(item, reader)).join('\n');
  return items
    .filter(isAnswer)
    .flatMap((item) => plainLines(item, reader))
    .join('');
};
