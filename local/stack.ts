import { connect } from 'node:net';
import type { StartArguments } from './arguments.ts';
import { buildConsole, consoleIsStale } from './console-build.ts';
import { type DataFolder, diskIsFull, openDataFolder, type RunState, toStartError } from './data-folder.ts';
import { type Database, embeddedDatabase, existingDatabase } from './database.ts';
import { freePort, portIsFree } from './free-port.ts';
import { endLeftover } from './leftover-process.ts';
import { apiService, apiUrl, botService, type ProcessSettings, workerService } from './processes.ts';
import { createSignInLink, seed } from './seed.ts';
import { StartError } from './start-error.ts';
import { createSupervisor, type Service, type Supervisor } from './supervisor.ts';
import { resolveTemporal } from './temporal-binary.ts';
import { startTemporalServer } from './temporal-server.ts';

export interface StackOptions {
  readonly say: (line: string) => void;
  /** Aborted: give up starting. The caller then calls `stop`. */
  readonly signal: AbortSignal;
}

export interface Stack {
  start(): Promise<void>;
  stop(): Promise<void>;
  hurry(): void;
}

/** Who stops first: nobody may lose the one it works with. */
const STOP_ORDER = [['bot', 'api'], ['worker'], ['temporal'], ['postgres']] as const;

/** A service that is not there after this long will not come. */
const READY_MS = 60_000;

export const createStack = (input: StartArguments, options: StackOptions): Stack => {
  let folder: DataFolder | null = null;
  let supervisor: Supervisor | null = null;
  const begun = Date.now();
  const step = async <T>(name: string, run: () => Promise<readonly [T, string]>): Promise<T> => {
    options.signal.throwIfAborted();
    const since = Date.now();
    const [value, text] = await unlessAborted(run(), options.signal);
    options.say(`  ${name.padEnd(12)}${text} (${seconds(since)})`);
    return value;
  };

  const startAll = async (data: DataFolder): Promise<void> => {
    await endFormerRun(data);
    const port = await choosePort(input.port);
    const processes: Record<string, { pid: number; mark: string }> = {};
    let state: Partial<RunState> = { pid: process.pid, url: apiUrl(port), processes };
    const remember = (more: Partial<RunState>): void => {
      state = { ...state, ...more };
      try {
        data.writeState(state);
      } catch (error) {
        options.say(`run.json could not be written: ${(error as Error).message}`);
      }
    };
    const run = createSupervisor({
      say: options.say,
      onStarted: (name, { pid, mark }) => {
        processes[name] = { pid, mark };
        remember({});
      },
    });
    supervisor = run;
    const start = (service: Service): Promise<void> => startService(run, service, data);

    const page = step('console', async () => {
      if (!(await consoleIsStale())) return [undefined, 'the page is built'] as const;
      options.say('  console     building the page…');
      await buildConsole(data.file('logs', 'console.log'));
      return [undefined, 'built'] as const;
    });
    page.catch(() => undefined);
    const [database, temporalAddress] = await Promise.all([
      startDatabase(data, start, step),
      startTemporal(data, start, step, options),
    ]);
    remember({ ownerUrl: database.ownerUrl, temporalAddress });
    const people = await step('data', async () => {
      const seeded = await seed(database.ownerUrl, data);
      return [seeded, seeded.fresh ? 'one tenant, three members, their keys in keys/' : 'in place'] as const;
    });
    const settings: ProcessSettings = {
      folder: data,
      appUrl: database.appUrl,
      temporalAddress,
      port,
      tenantId: people.people.admin.tenantId,
      encryptionKey: people.encryptionKey,
    };
    const bot = botService(settings);
    await Promise.all([
      step('worker', async () => [await start(workerService(settings)), 'running'] as const),
      // The api looks for the built page when it starts.
      page.then(() =>
        step('api', async () => [await start(apiService(settings)), `listening on ${apiUrl(port)}`] as const),
      ),
      ...(bot
        ? [step('bot', async () => [await start(bot), `connected to ${bot.chats.join(' and ')}`] as const)]
        : []),
    ]);
    const token = await createSignInLink(database.ownerUrl, people);
    options.say(`Countersign is ready: ${apiUrl(port)}/signin?token=${token}`);
    options.say(`(${seconds(begun)}; the link signs in once; Ctrl-C stops everything)`);
  };

  return {
    start: async () => {
      const data = openDataFolder(input.dataFolder);
      folder = data;
      options.say(`  data folder ${data.path}`);
      try {
        await startAll(data);
      } catch (error) {
        throw toStartError(error, data.path);
      }
    },
    stop: async () => {
      if (supervisor) {
        if (options.signal.aborted) options.say('Stopping…');
        const since = Date.now();
        await supervisor.stop(STOP_ORDER);
        if (options.signal.aborted) options.say(`Stopped (${seconds(since)})`);
        folder?.writeState({});
      }
      folder?.release();
    },
    hurry: () => supervisor?.hurry(),
  };
};

type Step = <T>(name: string, run: () => Promise<readonly [T, string]>) => Promise<T>;
type StartService = (service: Service) => Promise<void>;

const startDatabase = async (data: DataFolder, start: StartService, step: Step): Promise<Database> => {
  const existing = process.env.DATABASE_URL;
  if (existing) {
    return step(
      'database',
      async () => [await existingDatabase(data, existing), 'DATABASE_URL, migrated'] as const,
    );
  }
  const { service, prepare } = await embeddedDatabase(data);
  await step('postgres', async () => [await start(service), 'running'] as const);
  return step('migrations', async () => [await prepare(), 'done'] as const);
};

const startTemporal = async (
  data: DataFolder,
  start: StartService,
  step: Step,
  options: StackOptions,
): Promise<string> => {
  const say = (line: string): void => options.say(`  ${line}`);
  const found = await unlessAborted(
    resolveTemporal({ env: process.env, say, signal: options.signal }),
    options.signal,
  );
  if (found.kind === 'server') {
    return step('temporal', async () => {
      if (!(await answers(found.address))) {
        throw new StartError(
          `No Temporal server answers at ${found.address} (TEMPORAL_ADDRESS): start it, or unset the variable to use a local one.`,
        );
      }
      return [found.address, `${found.address} (TEMPORAL_ADDRESS)`] as const;
    });
  }
  const port = await freePort();
  const service: Service = {
    name: 'temporal',
    graceMs: 2_500,
    start: () =>
      startTemporalServer(
        {
          binary: found.path,
          port,
          dbFile: data.file('temporal.db'),
          pidFile: data.file('temporal.pid'),
          namespaces: [],
        },
        data.file('logs', 'temporal.log'),
      ),
  };
  return step('temporal', async () => {
    await start(service);
    return [`127.0.0.1:${port}`, `running (${found.from})`] as const;
  });
};

const startService = async (supervisor: Supervisor, service: Service, data: DataFolder): Promise<void> => {
  const limit = AbortSignal.timeout(READY_MS);
  try {
    await unlessAborted(supervisor.run(service), limit);
  } catch (error) {
    const reason = limit.aborted ? `was not ready within ${READY_MS / 1000} s` : (error as Error).message;
    if (/No space left|ENOSPC/.test(reason)) throw diskIsFull(data.path);
    const log = data.file('logs', `${service.name}.log`);
    const isSentence = reason.endsWith('.');
    throw new StartError(`${service.name} ${reason}${isSentence ? ' The log is' : ': see'} ${log}.`);
  }
};

/** What a killed run left ends by itself when it notices; wait for it, and help when it does not. */
const endFormerRun = async (data: DataFolder): Promise<void> => {
  const { processes = {} } = data.readState();
  await Promise.all(Object.values(processes).map(({ pid, mark }) => endLeftover(pid, mark, 'SIGTERM')));
};

const choosePort = async (port: number): Promise<number> => {
  if (port === 0) return freePort();
  if (await portIsFree(port)) return port;
  throw new StartError(
    `Port ${port} is in use by another program: choose another one with --port N, or any free one with --port 0.`,
  );
};

const answers = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [host, port] = address.split(':');
    const socket = connect({ host: host || '127.0.0.1', port: Number(port || 7233), timeout: 5_000 });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });

const unlessAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  promise.catch(() => undefined);
  signal.throwIfAborted();
  return Promise.race([promise, aborted]);
};

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;
