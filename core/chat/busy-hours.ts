/** Lets what can wait go after what somebody waits for. */
export interface BusyHours {
  /** Work that is waited for. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when there is little such work, or after the longest wait. */
  quiet(): Promise<void>;
}

export interface BusyHoursOptions {
  /** So many at a time leave room for the rest. */
  readonly fewAtATime: number;
  readonly longestWaitMs: number;
}

export const createBusyHours = ({ fewAtATime, longestWaitMs }: BusyHoursOptions): BusyHours => {
  const waiting = new Set<() => void>();
  let underWay = 0;
  return {
    async during(work) {
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
        // One after the other: all at once would be busy hours of their own.
        const [next] = waiting;
        if (underWay < fewAtATime) next?.();
      }
    },
    quiet() {
      if (underWay < fewAtATime) return Promise.resolve();
      return new Promise((resolve) => {
        const go = (): void => {
          clearTimeout(timer);
          waiting.delete(go);
          resolve();
        };
        const timer = setTimeout(go, longestWaitMs);
        waiting.add(go);
      });
    },
  };
};
