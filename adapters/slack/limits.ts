import { escapeText } from './render/escape.ts';

export interface SlackLimit {
  readonly max: number;
  readonly unit: 'characters' | 'escaped bytes' | 'items';
  /** `docs`: Slack's reference. `types`: the typings of `@slack/types`. `seen`: reported by people who ran into it. */
  readonly source: 'docs' | 'types' | 'seen';
}

const characters = (max: number, source: SlackLimit['source'] = 'docs'): SlackLimit => ({
  max,
  unit: 'characters',
  source,
});
const items = (max: number, source: SlackLimit['source'] = 'docs'): SlackLimit => ({
  max,
  unit: 'items',
  source,
});

/** What Slack takes. A message or view that is over one of them is refused whole. */
export const LIMITS = {
  blocksPerMessage: items(50),
  blocksPerView: items(100),
  /** All blocks of a message together; over it the answer is `msg_blocks_too_long`. */
  blocksText: characters(13_200, 'seen'),
  messageText: { max: 4_000, unit: 'escaped bytes', source: 'docs' },
  sectionText: characters(3_000),
  sectionFields: items(10),
  fieldText: characters(2_000),
  headerText: characters(150),
  contextElements: items(10),
  actionsElements: items(25),
  buttonText: characters(75),
  buttonValue: characters(2_000),
  buttonUrl: characters(3_000),
  actionId: characters(255),
  blockId: characters(255),
  callbackId: characters(255),
  optionText: characters(75),
  optionValue: characters(150),
  selectOptions: items(100),
  confirmTitle: characters(100),
  confirmText: characters(300),
  confirmButton: characters(30),
  viewTitle: characters(24),
  viewButton: characters(24),
  privateMetadata: characters(3_000),
  inputLabel: characters(2_000),
  inputLength: characters(3_000),
  /** No number is documented for rich text; what a section takes is taken here too. */
  richText: characters(3_000, 'seen'),
} as const satisfies Readonly<Record<string, SlackLimit>>;

const MARKER = '…';

type Cost = (character: string) => number;
const COSTS: Readonly<Record<SlackLimit['unit'], Cost>> = {
  characters: (character) => escapeText(character).length,
  'escaped bytes': (character) => Buffer.byteLength(escapeText(character)),
  items: () => 1,
};

/** Where to cut so that what comes before costs at most `max`; never in the middle of a character. */
export const cutAt = (words: string, max: number, cost: Cost): number => {
  let spent = 0;
  let end = 0;
  for (const character of words) {
    spent += cost(character);
    if (spent > max) return end;
    end += character.length;
  }
  return end;
};

/** What Slack will count, measured as it is sent: `&` is five characters there. */
export const sizeOf = (words: string, { unit }: SlackLimit): number => {
  let size = 0;
  for (const character of words) size += COSTS[unit](character);
  return size;
};

/** The words themselves, or their start and a mark that something is missing. */
export const fitTo = (words: string, limit: SlackLimit): string => {
  const cost = COSTS[limit.unit];
  if (cutAt(words, limit.max, cost) === words.length) return words;
  return `${words.slice(0, cutAt(words, limit.max - cost(MARKER), cost))}${MARKER}`;
};

/** How far back a nicer place to split is looked for, as a part of the whole piece. */
const LOOK_BACK = 0.5;

/** Where a reader would turn the page: between paragraphs, then lines, then words, then anywhere. */
const niceEnd = (words: string): number => {
  const least = words.length * LOOK_BACK;
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = words.lastIndexOf(mark);
    if (at >= least) return at + mark.length;
  }
  return words.length;
};

/** A character as it travels in a message: escaped for Slack, then for JSON. Never less than what Slack counts. */
const sentCost: Cost = (character) =>
  /["\\\n\t]/.test(character) ? character.length + 1 : escapeText(character).length;

/** What words take in a message. */
export const sentSize = (words: string): number => {
  let size = 0;
  for (const character of words) size += sentCost(character);
  return size;
};

/** In pieces that each take at most `max` in a message, and put together are the words again. */
export const split = (words: string, max: number): readonly string[] => {
  const pieces: string[] = [];
  let rest = words;
  while (rest !== '') {
    const end = Math.max(cutAt(rest, max, sentCost), String.fromCodePoint(rest.codePointAt(0) ?? 0).length);
    const take = end === rest.length ? end : niceEnd(rest.slice(0, end));
    pieces.push(rest.slice(0, take));
    rest = rest.slice(take);
  }
  return pieces;
};
