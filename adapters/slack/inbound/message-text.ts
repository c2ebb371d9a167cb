const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

export const unescapeEntities = (words: string): string =>
  words.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);

/** What stands between angle brackets, as its reader sees it. */
const toWords = (inside: string): string => {
  const [target = '', label] = inside.split('|', 2);
  // The id, not the name: an admin links people by it, and names are not unique.
  if (target.startsWith('@')) return `@${target.slice(1)}`;
  if (target.startsWith('#')) return `#${label ?? target.slice(1)}`;
  if (target.startsWith('!subteam^')) return label ?? `@${target.slice('!subteam^'.length)}`;
  if (target.startsWith('!date^')) return label ?? '';
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  // An address that Slack made a link of: the address itself, unless a person gave it another name.
  const bare = target.replace(/^mailto:|^https?:\/\//, '');
  return label === undefined || label === bare || label === target
    ? (label ?? target)
    : `${label} (${target})`;
};

const withScheme = (inside: string): string => {
  const [target = '', label] = inside.split('|', 2);
  return /^https?:\/\//.test(target) && label !== undefined && target.endsWith(label)
    ? target
    : toWords(inside);
};

/** Slack's markup as what the person typed. */
export const decodeText = (markup: string): string =>
  unescapeEntities(markup.replace(/<([^<>]+)>/g, (_whole, inside: string) => withScheme(inside)));

/** Users named in it, in order, each once. */
export const mentionsIn = (markup: string): readonly string[] => [
  ...new Set([...markup.matchAll(/<@([A-Z0-9]+)(?:\|[^<>]*)?>/g)].map(([, id = '']) => id)),
];

/** Takes a name off the start: `<@U1> run x` is `run x`. */
export const withoutFirstMention = (markup: string): string =>
  markup.replace(/^\s*<@[A-Z0-9]+(?:\|[^<>]*)?>[:,]?\s*/, '');
