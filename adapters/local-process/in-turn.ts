/**
 * One after another for each key, in the order they came; a failed one does not hold up the next. Who gives up while
 * it waits is told at once.
 */
export const createTurns = () => {
  const last = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    let hasBegun = false;
    const begin = (): Promise<T> => {
      signal?.throwIfAborted();
      hasBegun = true;
      return work();
    };
    const mine = (last.get(key) ?? Promise.resolve()).then(begin);
    const settled = mine.catch(() => undefined);
    last.set(key, settled);
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key);
    });
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        if (!hasBegun) reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      mine.then(resolve, reject).finally(() => signal?.removeEventListener('abort', giveUp));
    });
  };
};
