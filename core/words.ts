export interface Word {
  /** Without its quotes. */
  readonly value: string;
  /** As it was typed. */
  readonly typed: string;
}

const WORD = /(?:[^\s"']+|"[^"]*"|'[^']*'|["'])+/g;

/** Words of a line; quotes keep spaces together, also after a `key=`. A quote without its partner is a letter. */
export const splitWords = (line: string): readonly Word[] =>
  [...line.matchAll(WORD)].map(([typed]) => ({
    typed,
    value: typed.replace(
      /"([^"]*)"|'([^']*)'/g,
      (_whole, double?: string, single?: string) => double ?? single ?? '',
    ),
  }));

/** Edits (insert, delete, replace, swap of neighbours) from one word to the other. */
const distance = (a: string, b: string): number => {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const edits = [(last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same];
      row.push(Math.min(...edits, ...(swapped ? [(before[j - 2] ?? 0) + 1] : [])));
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
};

/** The known word that was most likely meant; null when none is near. The first wins a tie. */
export const nearest = <T extends string>(typed: string, known: readonly T[]): T | null => {
  const limit = Math.max(2, Math.floor(typed.length / 3));
  let best: { readonly word: T; readonly edits: number } | null = null;
  for (const word of known) {
    const edits = distance(typed, word);
    if (edits <= limit && (best === null || edits < best.edits)) best = { word, edits };
  }
  return best?.word ?? null;
};

/** The first line, and no more of it than this; what was left out leaves a mark. */
export const firstWords = (words: string, limit: number): string => {
  const line = words.split('\n', 1)[0] ?? '';
  const short = line.length > limit ? line.slice(0, limit - 1).trimEnd() : line;
  return short === words ? words : `${short}…`;
};
