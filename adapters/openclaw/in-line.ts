/** Lets `most` in at a time; the others wait in the order they came. */
export const createLine = (most: number) => {
  let inside = 0;
  const waiting = new Set<() => void>();
  const leave = (): void => {
    inside -= 1;
    const [next] = waiting;
    if (!next) return;
    waiting.delete(next);
    next();
  };
  return {
    /** Resolves with the way out; an abort gives the place up. */
    enter: (signal: AbortSignal): Promise<() => void> =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const give = (): void => {
          signal.removeEventListener('abort', giveUp);
          inside += 1;
          let left = false;
          resolve(() => {
            if (!left) leave();
            left = true;
          });
        };
        const giveUp = (): void => {
          waiting.delete(give);
          reject(signal.reason);
        };
        if (inside < most) return give();
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.add(give);
      }),
  };
};
