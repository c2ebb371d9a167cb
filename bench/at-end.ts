type Job = () => Promise<unknown>;

/** What must be undone however a run ends: in reverse order, each once, also after Ctrl-C. */
export const createAtEnd = () => {
  const jobs: Job[] = [];
  let ending: Promise<void> = Promise.resolve();

  const runAll = async (): Promise<void> => {
    for (let job = jobs.pop(); job; job = jobs.pop()) {
      await job().catch((error: unknown) => process.stderr.write(`left undone: ${String(error)}\n`));
    }
  };
  const end = (): Promise<void> => {
    ending = ending.then(runAll);
    return ending;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      // What is being measured loses its servers now; its errors must not stop the undoing.
      process.on('uncaughtException', () => undefined);
      void end().then(() => process.exit(130));
    });
  }
  return {
    /** Gives back the job, to be done earlier; it is then not done again. */
    add(job: Job): Job {
      let done: Promise<unknown> | null = null;
      const once = (): Promise<unknown> => {
        done ??= job();
        return done;
      };
      jobs.push(once);
      return once;
    },
    /** Does what is left; more may be added afterwards and ended again. */
    end,
  };
};

export type AtEnd = ReturnType<typeof createAtEnd>;
