export interface DiscordLimit {
  readonly max: number;
  readonly unit: 'characters' | 'items';
}

const characters = (max: number): DiscordLimit => ({ max, unit: 'characters' });
const items = (max: number): DiscordLimit => ({ max, unit: 'items' });

/** What Discord takes, by its reference. A message or dialog that is over one of them is refused whole. */
export const LIMITS = {
  /** Of a message, nested ones counted. */
  componentsPerMessage: items(40),
  /** All texts of a message together. */
  messageText: characters(4_000),
  buttonsPerRow: items(5),
  sectionTexts: items(3),
  buttonLabel: characters(80),
  buttonUrl: characters(512),
  customId: characters(100),
  modalTitle: characters(45),
  modalParts: items(5),
  labelText: characters(45),
  labelDescription: characters(100),
  inputLength: characters(4_000),
  selectOptions: items(25),
  optionLabel: characters(100),
  optionValue: characters(100),
} as const satisfies Readonly<Record<string, DiscordLimit>>;

const MARKER = '…';

/** The size of one character, as it will be sent. */
export type Cost = (character: string) => number;
const itself: Cost = (character) => character.length;

/** Where to cut so that what comes before costs at most `max`; never in the middle of a character. */
const cutAt = (words: string, max: number, cost: Cost): number => {
  let spent = 0;
  let end = 0;
  for (const character of words) {
    spent += cost(character);
    if (spent > max) return end;
    end += character.length;
  }
  return end;
};

/** The words themselves, or their start and a mark that something is missing. */
export const fitTo = (words: string, { max }: DiscordLimit, cost: Cost = itself): string => {
  if (cutAt(words, max, cost) === words.length) return words;
  return `${words.slice(0, cutAt(words, max - cost(MARKER), cost))}${MARKER}`;
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

/** In pieces that each cost at most `max`, and put together are the words again. */
export const split = (words: string, max: number, cost: Cost = itself): readonly string[] => {
  const pieces: string[] = [];
  let rest = words;
  while (rest !== '') {
    const end = Math.max(cutAt(rest, max, cost), String.fromCodePoint(rest.codePointAt(0) ?? 0).length);
    const take = end === rest.length ? end : niceEnd(rest.slice(0, end));
    pieces.push(rest.slice(0, take));
    rest = rest.slice(take);
  }
  return pieces;
};
