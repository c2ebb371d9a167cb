/** Users named in it, in order, each once. */
export const mentionsIn = (markup: string): readonly string[] => [
  ...new Set([...markup.matchAll(/<@!?(\d{1,20})>/g)].map(([, id = '']) => id)),
];

/** Roles named in it. */
export const roleMentionsIn = (markup: string): readonly string[] =>
  [...markup.matchAll(/<@&(\d{1,20})>/g)].map(([, id = '']) => id);

/** Further away no date can be. */
const LAST_SECOND = 8.64e12;

const toTime = (whole: string, seconds: string): string =>
  Math.abs(Number(seconds)) <= LAST_SECOND ? new Date(Number(seconds) * 1000).toISOString() : whole;

/** Discord's markup as what the person typed. */
export const decodeText = (markup: string): string =>
  markup
    // The id, not the name: an admin links people by it, and names are not unique.
    .replace(/<@!?(\d{1,20})>/g, '@$1')
    .replace(/<(@&\d{1,20}|#\d{1,20})>/g, '$1')
    .replace(/<a?(:\w{1,32}:)\d{1,20}>/g, '$1')
    .replace(/<(\/[^<>:\n]{1,100}):\d{1,20}>/g, '$1')
    .replace(/<t:(-?\d{1,17})(?::\w)?>/g, toTime)
    // Angle brackets around an address only keep Discord from showing a preview.
    .replace(/<(https?:\/\/[^<>\s]+)>/g, '$1');

/** Takes our own name off the start: `<@1> run x` is `run x`. Words to somebody else keep theirs. */
export const withoutOwnName = (markup: string, own: readonly string[]): string =>
  markup.replace(/^\s*<@([!&]?)(\d{1,20})>[:,]?\s*/, (whole, _sign, id: string) =>
    own.includes(id) ? '' : whole,
  );
