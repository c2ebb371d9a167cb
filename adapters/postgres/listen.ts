import pg from 'pg';
import type { Log } from '../../core/ports/runtime.ts';
import type { Change, ChangeFeed } from '../../core/ports/stores.ts';

export interface PostgresChangeFeed extends ChangeFeed {
  /** Resolves when it listens for the first time. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

export interface ChangeFeedOptions {
  /** Address with the app's login. */
  readonly url: string;
  readonly log?: Log;
}

const TOPICS = ['console', 'trace', 'task', 'approval'] as const;
const PREFIX = 'countersign_';
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** A server that hangs says nothing: it is asked now and then whether it is there. */
const CHECK_MS = 15_000;
const ANSWER_MS = 5_000;

const toChange = (message: pg.Notification): Change | null => {
  const topic = TOPICS.find((name) => message.channel === PREFIX + name);
  if (!topic || !message.payload) return null;
  return { topic, ...(JSON.parse(message.payload) as object) } as Change;
};

/**
 * Passes on what the triggers announce, on a connection of its own. When the connection is lost it connects again for
 * as long as it takes, then tells everybody to read again: what happened meanwhile was not heard.
 */
export const createChangeFeed = ({ url, log }: ChangeFeedOptions): PostgresChangeFeed => {
  const listeners = new Set<(change: Change) => void>();
  const tell = (change: Change): void => {
    for (const listener of listeners) {
      try {
        listener(change);
      } catch (error) {
        log?.error({ err: error, topic: change.topic }, 'a listener failed');
      }
    }
  };
  const stopping = new AbortController();
  const first = Promise.withResolvers<void>();
  const loop = listenForever(url, stopping.signal, {
    heard: (message) => {
      const change = toChange(message);
      if (change) tell(change);
    },
    listening: () => {
      tell({ topic: 'resync' });
      first.resolve();
    },
    lost: (error) => log?.warn({ err: error }, 'the change feed was interrupted'),
  });
  return {
    ready: first.promise,
    subscribe(listener) {
      // A listener of its own for each subscription, also when the same function comes twice.
      const own = (change: Change): void => listener(change);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    async stop() {
      stopping.abort();
      await loop;
    },
  };
};

interface Events {
  readonly heard: (message: pg.Notification) => void;
  readonly listening: () => void;
  readonly lost: (error: unknown) => void;
}

const listenForever = async (url: string, signal: AbortSignal, events: Events): Promise<void> => {
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    try {
      await listenOnce(url, signal, {
        ...events,
        listening: () => {
          wait = FIRST_WAIT_MS;
          events.listening();
        },
      });
    } catch (error) {
      events.lost(error);
      await pause(wait, signal);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }
};

/** Returns when stopped; throws when the connection is lost. */
const listenOnce = async (url: string, signal: AbortSignal, events: Events): Promise<void> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
  });
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => undefined);
  client.on('error', (error) => ended.reject(error));
  client.on('end', () => ended.reject(new Error('the connection ended')));
  client.on('notification', events.heard);
  const stop = (): void => ended.resolve();
  signal.addEventListener('abort', stop, { once: true });
  let check: NodeJS.Timeout | undefined;
  try {
    await client.connect();
    await client.query(TOPICS.map((topic) => `listen ${PREFIX}${topic}`).join(';'));
    if (signal.aborted) return;
    events.listening();
    check = setInterval(() => void client.query('select 1').catch((error) => ended.reject(error)), CHECK_MS);
    await ended.promise;
  } finally {
    clearInterval(check);
    signal.removeEventListener('abort', stop);
    await client.end().catch(() => undefined);
  }
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
