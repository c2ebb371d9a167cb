export interface Pump {
  /** Runs the work, or once more after the run that is going on. Rejects when the work does. */
  run(): Promise<void>;
}

/** One run at a time, and never one too few: what is announced during a run is looked at by the next one. */
export const createPump = (work: () => Promise<void>): Pump => {
  let running: Promise<void> | null = null;
  let again = false;
  const loop = async (): Promise<void> => {
    try {
      do {
        again = false;
        await work();
      } while (again);
    } finally {
      running = null;
    }
  };
  return {
    run: () => {
      if (running) again = true;
      else running = loop();
      return running ?? Promise.resolve();
    },
  };
};
