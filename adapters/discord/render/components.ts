import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APISectionComponent,
  type APITextDisplayComponent,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type { CardButton, CardListRow } from '../../../core/card.ts';
import { type Text, text } from '../../../core/text.ts';
import { type DiscordLimit, fitTo, LIMITS } from '../limits.ts';
import { toCustomId } from './custom-id.ts';
import { writtenCost } from './escape.ts';
import { toUrl } from './items.ts';
import { joined, type Part, plainOf, toMarkdown, toParts, toPlain, words } from './parts.ts';
import type { DiscordReader } from './reader.ts';

export type ButtonRow = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** The ids of one message: each once, null for what can't be sent. */
export type NextId = (button: CardButton, shownDigest?: string) => string | null;

export const createCustomIds = (): NextId => {
  const counts = new Map<string, number>();
  return ({ action, value, confirm }, shownDigest) => {
    const kind = confirm ? 'ask' : 'click';
    const first = toCustomId(action, value, shownDigest, { kind });
    if (first === null) return null;
    const copy = counts.get(first) ?? 0;
    counts.set(first, copy + 1);
    return copy === 0 ? first : toCustomId(action, value, shownDigest, { kind, copy });
  };
};

const STYLES = {
  primary: ButtonStyle.Success,
  danger: ButtonStyle.Danger,
  plain: ButtonStyle.Secondary,
} as const;

/** Where nothing is markup: on one line, never empty. */
export const label = (of: Text, reader: DiscordReader, limit: DiscordLimit): string =>
  fitTo(plainOf(of, reader).replaceAll(/\s+/g, ' ').trim(), limit) || '…';

const toButton = (
  button: CardButton,
  reader: DiscordReader,
  nextId: NextId,
  shownDigest?: string,
): APIButtonComponentWithCustomId | null => {
  const customId = nextId(button, shownDigest);
  if (customId === null) return null;
  return {
    type: ComponentType.Button,
    style: STYLES[button.style],
    label: label(button.label, reader, LIMITS.buttonLabel),
    custom_id: customId,
  };
};

export const toButtons = (
  buttons: readonly CardButton[],
  reader: DiscordReader,
  nextId: NextId,
  shownDigest?: string,
): readonly APIButtonComponentWithCustomId[] =>
  buttons.flatMap((button) => toButton(button, reader, nextId, shownDigest) ?? []);

/** More rows than this leave no room for the card. */
const MOST_ROWS = 5;

export const buttonRows = (buttons: readonly APIButtonComponentWithCustomId[]): readonly ButtonRow[] => {
  const most = LIMITS.buttonsPerRow.max;
  const count = Math.min(Math.ceil(buttons.length / most), MOST_ROWS);
  return Array.from({ length: count }, (_, index) => ({
    type: ComponentType.ActionRow,
    components: buttons.slice(index * most, (index + 1) * most),
  }));
};

export const textDisplay = (content: string): APITextDisplayComponent => ({
  type: ComponentType.TextDisplay,
  content,
});

const ROW_TITLE: DiscordLimit = { max: 300, unit: 'characters' };
const ROW_META: DiscordLimit = { max: 120, unit: 'characters' };
const MOST_META = 9;

const short = (parts: readonly Part[], limit: DiscordLimit): readonly Part[] =>
  parts.map((part) =>
    'words' in part ? { ...part, words: oneLine(fitTo(part.words, limit, writtenCost)) } : part,
  );
const oneLine = (written: string): string => written.replaceAll(/\s*\n\s*/g, ' ');

export const rowParts = (
  { sign, title, meta }: CardListRow,
  reader: DiscordReader,
): readonly (readonly Part[])[] => [
  [words(`${sign} `), ...toParts(title, reader, { look: 'bold' })],
  ...meta.map((part) => toParts(part, reader, { near: true })),
];

/** What it is with its button beside it; below, in small, the rest. */
export const rowComponent = (
  row: CardListRow,
  reader: DiscordReader,
  nextId: NextId,
): APISectionComponent | APITextDisplayComponent => {
  const [head = [], ...meta] = rowParts(row, reader);
  const link: readonly Part[] =
    row.href && reader.publicUrl
      ? [
          {
            words: toPlain(toParts(text('discord.open'), reader), reader),
            url: toUrl(reader.publicUrl, row.href),
          },
        ]
      : [];
  const small = joined([...meta.slice(0, MOST_META).map((part) => short(part, ROW_META)), link], ' · ');
  const content = [
    toMarkdown(short(head, ROW_TITLE)),
    ...(small.length > 0 ? [`-# ${toMarkdown(small)}`] : []),
  ].join('\n');
  const button = row.button ? toButton(row.button, reader, nextId) : null;
  if (!button) return textDisplay(content);
  return { type: ComponentType.Section, components: [textDisplay(content)], accessory: button };
};
