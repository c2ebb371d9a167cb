/** Takes no room, and keeps what follows from being read as a name. */
const BREAK = '\u200b';
const INVISIBLE = /\u200b/g;

/** What would call people, or look as if it did; at the end of a piece the next one may bring the name. */
const NAMING = /@(?=everyone|here|[!&]?\d|$)/gi;
const withoutNames = (words: string): string => words.replaceAll(NAMING, `@${BREAK}`);

/** With these, markup begins wherever they stand. */
const MARKS = /[\\*_~`|[\]<]/g;
/** `:tada:` and `https://`; not the one after a label. */
const COLON = /:(?!\s)/g;
/** At the start of a line: a list, a heading, small words, a quote. */
const LINE_START = /((?:^|\n)[^\S\n]*)([-+#>])/g;
const NUMBERED = /((?:^|\n)[^\S\n]*\d+)\./g;

/** Data in a text, shown as typed: nothing in it is a mention, a link, an emoji or a look. */
export const escapeText = (words: string, startsLine = true): string => {
  const inLine = (whole: string, before: string, mark = '.'): string =>
    startsLine || before.startsWith('\n') ? `${before}\\${mark}` : whole;
  return withoutNames(
    words
      .replaceAll(MARKS, '\\$&')
      .replaceAll(COLON, '\\:')
      .replaceAll(LINE_START, inLine)
      .replaceAll(NUMBERED, (whole, before: string) => inLine(whole, before)),
  );
};

/** What a person reads of an escaped text. */
export const unescapeText = (written: string): string =>
  written.replaceAll(/\\([^\p{L}\p{N}\s])/gu, '$1').replaceAll(INVISIBLE, '');

/** In a block of code only its own end has to be kept out. */
export const codeBlock = (words: string): string => {
  const safe = withoutNames(words).replaceAll(/`(?=`|$)/g, `\`${BREAK}`);
  return `\`\`\`\n${/\S/.test(safe) ? safe : BREAK}\n\`\`\``;
};

/** Words in a line that look like code; null: they hold what would end it, or nothing. */
export const inlineCode = (words: string): string | null => {
  if (words.trim() === '' || words.includes('``') || /^`|`$|\n/.test(words)) return null;
  const fence = words.includes('`') ? '``' : '`';
  return `${fence}${withoutNames(words)}${fence}`;
};

/** At most this much a character takes in a text or a block of code. */
export const writtenCost = (character: string): number =>
  /[\\*_~`|[\]<:@\-+#>.]/.test(character) ? 2 : character.length;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
const HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Without what no screen shows and Discord refuses: control characters and halves of characters. */
export const clean = (words: string): string => words.replaceAll(CONTROL, '').replaceAll(HALVES, '\ufffd');
