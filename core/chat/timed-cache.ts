/** Values that may be this old and no older; one question at a time per key. */
export interface TimedCache<T> {
  get(key: string, ask: () => Promise<T>): Promise<T>;
  forget(key: string): void;
  clear(): void;
}

const MOST_KEYS = 10_000;

export const createTimedCache = <T>(lifeMs: number, now: () => number = Date.now): TimedCache<T> => {
  const entries = new Map<string, { readonly until: number; readonly value: Promise<T> }>();
  return {
    get(key, ask) {
      const known = entries.get(key);
      if (known && known.until > now()) return known.value;
      if (entries.size >= MOST_KEYS) entries.clear();
      const value = ask();
      const entry = { until: now() + lifeMs, value };
      entries.set(key, entry);
      // What failed is asked again by the next one.
      value.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      return value;
    },
    forget: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
};
