const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

export const unescapeEntities = (words: string): string =>
  words.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);

/** `target|label`; a label may hold more bars, and Slack sends an empty one where it keeps the name to itself. */
const splitLabel = (inside: string): { readonly target: string; readonly label: string | null } => {
  const bar = inside.indexOf('|');
  return bar < 0
    ? { target: inside, label: null }
    : { target: inside.slice(0, bar), label: inside.slice(bar + 1) || null };
};

/** What stands between angle brackets, as its reader sees it. */
const toWords = (inside: string): string => {
  const { target, label } = splitLabel(inside);
  // The id, not the name: an admin links people by it, and names are not unique.
  if (target.startsWith('@')) return target;
  if (target.startsWith('#')) return `#${label ?? target.slice(1)}`;
  if (target.startsWith('!subteam^')) return label ?? `@${target.slice('!subteam^'.length)}`;
  if (target.startsWith('!date^')) return label ?? '';
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  return toAddress(target, label);
};

/** Slack makes links of words that look like one: then the words as they were typed, else both name and address. */
const toAddress = (target: string, label: string | null): string => {
  if (label === null) return target;
  const bare = target.replace(/^(?:mailto:|tel:|https?:\/\/)/, '');
  return label === target || label === bare ? label : `${label} (${target})`;
};

/** Slack's markup as what the person typed. */
export const decodeText = (markup: string): string =>
  unescapeEntities(markup.replace(/<([^<>]+)>/g, (_whole, inside: string) => toWords(inside)));

/** Users named in it, in order, each once. */
export const mentionsIn = (markup: string): readonly string[] => [
  ...new Set([...markup.matchAll(/<@([A-Z0-9]+)(?:\|[^<>]*)?>/g)].map(([, id = '']) => id)),
];

/**
 * Takes our own name off the start: `<@U1> run x` is `run x`. Words to somebody else keep theirs. `ownId` null: nobody
 * said which name is ours, so it is taken to be the first.
 */
export const withoutOwnName = (markup: string, ownId: string | null): string =>
  markup.replace(/^\s*<@([A-Z0-9]+)(?:\|[^<>]*)?>[:,]?\s*/, (whole, id: string) =>
    ownId === null || id === ownId ? '' : whole,
  );
