const LONGEST_MS = 45_000;
const LOOK_EVERY_MS = 40;

/** Looks again and again until there is something to see. A look that throws has seen nothing yet. */
export const until = async <T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  longestMs = LONGEST_MS,
): Promise<T> => {
  const end = Date.now() + longestMs;
  let last: unknown = 'nothing';
  for (;;) {
    try {
      const seen = await look();
      if (seen) return seen;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not seen within ${longestMs} ms: ${what}; last: ${String(last)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
};
