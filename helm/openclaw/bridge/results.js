const KEEP_MS = 10 * 60_000;
const MOST = 1000;

/**
 * What came of the last requests, by their ids: the gateway runs a repeated call again, so the one who repeats it after
 * a lost answer gets the first result here. A call that still runs is shared. A process that starts anew knows nothing.
 */
export const createResults = ({ keepMs = KEEP_MS, most = MOST, now = Date.now } = {}) => {
  const kept = new Map();

  const tidy = () => {
    const oldest = now() - keepMs;
    for (const [id, entry] of kept) {
      if (entry.since > oldest && kept.size < most) break;
      kept.delete(id);
    }
  };

  return {
    once(id, run) {
      tidy();
      const known = kept.get(id);
      if (known) return known.result;
      const result = run();
      kept.set(id, { result, since: now() });
      return result;
    },
  };
};
