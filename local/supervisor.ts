import type { OwnedProcess } from './owned-process.ts';

export interface Service {
  readonly name: string;
  /** Called for the first start and for every restart. */
  readonly start: () => OwnedProcess;
  /** Resolves when the process does its work; by default when it says so itself. */
  readonly isReady?: (running: OwnedProcess) => Promise<unknown>;
  /** How long it may take to end by itself when it is stopped. */
  readonly graceMs: number;
}

export interface SupervisorOptions {
  readonly say: (line: string) => void;
  /** Called with every process that starts, so that a later run can end what a killed one left. */
  readonly onStarted?: (name: string, running: OwnedProcess) => void;
  readonly firstDelayMs?: number;
  readonly longestDelayMs?: number;
}

export interface Supervisor {
  /** Resolves when the service is ready; rejects when its first start fails. From then on it is kept running. */
  run(service: Service): Promise<void>;
  /** The process of a service now, for its resident memory or a test that kills it. */
  pid(name: string): number | undefined;
  /** Stops the groups one after another, the services of one group at the same time. */
  stop(order: readonly (readonly string[])[]): Promise<void>;
  /** From now on nothing is waited for: everything that still runs is killed. */
  hurry(): void;
}

/** A service that ran this long was well; its next crash starts with the shortest delay again. */
const WELL_AFTER_MS = 30_000;

interface Running {
  readonly service: Service;
  process: OwnedProcess;
  restart: NodeJS.Timeout | null;
  delayMs: number;
}

export const createSupervisor = (options: SupervisorOptions): Supervisor => {
  const firstDelay = options.firstDelayMs ?? 250;
  const longestDelay = options.longestDelayMs ?? 10_000;
  const services = new Map<string, Running>();
  let stopping = false;
  let hurried = false;

  const start = (service: Service): OwnedProcess => {
    const process = service.start();
    options.onStarted?.(service.name, process);
    return process;
  };

  const keep = (running: Running): void => {
    const since = Date.now();
    void running.process.exited.then(({ code, signal }) => {
      if (stopping) return;
      if (Date.now() - since > WELL_AFTER_MS) running.delayMs = firstDelay;
      const delay = running.delayMs;
      running.delayMs = Math.min(delay * 2, longestDelay);
      options.say(
        `${running.service.name} ended (${signal ?? `exit code ${code}`}); starting it again in ${delay / 1000} s`,
      );
      running.restart = setTimeout(() => again(running), delay);
    });
  };

  const again = (running: Running): void => {
    running.restart = null;
    running.process = start(running.service);
    const { service, process } = running;
    keep(running);
    readiness(service, process).then(
      () => options.say(`${service.name} is back`),
      () => undefined,
    );
  };

  const stopOne = async (name: string): Promise<void> => {
    const running = services.get(name);
    if (!running) return;
    if (running.restart) clearTimeout(running.restart);
    await running.process.stop(hurried ? 0 : running.service.graceMs);
    services.delete(name);
  };

  return {
    run: async (service) => {
      if (stopping) throw new Error('stopping');
      const running: Running = { service, process: start(service), restart: null, delayMs: firstDelay };
      services.set(service.name, running);
      await readiness(service, running.process);
      keep(running);
    },
    pid: (name) => services.get(name)?.process.pid,
    stop: async (order) => {
      stopping = true;
      for (const group of order) await Promise.all(group.map(stopOne));
    },
    hurry: () => {
      hurried = true;
      for (const { process } of services.values()) void process.stop(0);
    },
  };
};

/** Also rejects when the process ends before it is ready, whatever the service's own check waits for. */
const readiness = (service: Service, process: OwnedProcess): Promise<unknown> => {
  if (!service.isReady) return process.ready;
  // It rejects with what the process said last, which its own check does not know.
  const ended = new Promise<never>((_resolve, reject) => {
    process.ready.catch(reject);
  });
  return Promise.race([service.isReady(process), ended]);
};
