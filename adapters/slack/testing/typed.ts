const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (words: string): string => words.replaceAll(/[&<>]/g, (one) => ENTITIES[one] ?? one);

/** Chosen from a list while typing, so Slack knows what is meant. */
const CHOSEN = /(<(?:@[A-Z0-9]+|#[A-Z0-9]+(?:\|[^<>]*)?|!subteam\^[A-Z0-9]+(?:\|[^<>]*)?)>)/;
const ADDRESS = /(https?:\/\/[^\s<>|]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/;
/** Endings that are countries as well as kinds of files. */
const NAME = /((?<![\w@./])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|md|py|sh|rs|pl|ai)\b(?!\/|@))/;

const byPart = (
  words: string,
  mark: RegExp,
  marked: (part: string) => string,
  rest: (part: string) => string,
) =>
  words
    .split(mark)
    .map((part, index) => (index % 2 === 1 ? marked(part) : rest(part)))
    .join('');

const link = (address: string): string =>
  address.startsWith('http') ? `<${escaped(address)}>` : `<mailto:${address}|${address}>`;

/** What Slack makes of what a person types. */
export const typed = (words: string, linksNames: boolean): string =>
  byPart(
    words,
    CHOSEN,
    (chosen) => chosen,
    (rest) =>
      byPart(rest, ADDRESS, link, (plain) =>
        linksNames ? byPart(plain, NAME, (name) => `<http://${name}|${name}>`, escaped) : escaped(plain),
      ),
  );
