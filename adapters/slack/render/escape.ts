const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const CHARACTERS: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** The three characters with which Slack's markup begins, as text. Without them no mention, link or date can be forged. */
export const escapeText = (words: string): string =>
  words.replaceAll(/[&<>]/g, (character) => ENTITIES[character] ?? character);

/** What a person reads of an escaped text. */
export const unescapeText = (words: string): string =>
  words.replaceAll(/&(amp|lt|gt);/g, (entity) => CHARACTERS[entity] ?? entity).replaceAll(INVISIBLE, '');

/** Takes no room, and keeps a mark from touching the word that it would format. */
const JOINER = '\u2060';
const INVISIBLE = /\u2060/g;

/**
 * Words for a mrkdwn text, shown as typed: nothing in them is a mention, a link, bold, code, a quote or an emoji. Only
 * for where rich text can't be used: there data needs no help.
 */
export const plain = (words: string): string =>
  escapeText(words.replaceAll(/[*_~`:>]/g, (mark) => `${JOINER}${mark}${JOINER}`));

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Without what no screen shows and Slack refuses: control characters and halves of characters. */
export const clean = (words: string): string => words.replaceAll(CONTROL, '').replaceAll(HALVES, '\ufffd');
const HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
