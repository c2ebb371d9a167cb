import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Log } from '../../core/ports/runtime.ts';

const CONNECT_TIMEOUT_MS = 20_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
const CLIENT = { name: 'countersign', version: '1' };

export interface Link {
  /** The live client, else one attempt to get one; a failed attempt is repeated later by itself. */
  connect(): Promise<Client>;
  isLive(client: Client): boolean;
  /** Gives this client up; another one is made. */
  drop(client: Client): Promise<void>;
  close(): Promise<void>;
}

interface Deps {
  readonly skill: string;
  readonly open: () => Transport;
  /** Before the first word is exchanged: handlers. */
  readonly prepare: (client: Client) => void;
  /** After the handshake; a client that fails here is not used. */
  readonly greet: (client: Client) => Promise<void>;
  readonly log: Log;
}

const handshake = async ({ skill, open, prepare, greet, log }: Deps, onClose: (client: Client) => void) => {
  const client = new Client(CLIENT, { capabilities: {} });
  client.onerror = (error) => log.debug({ skill, error: String(error) }, 'MCP transport');
  client.onclose = () => onClose(client);
  prepare(client);
  try {
    await client.connect(open(), { timeout: CONNECT_TIMEOUT_MS });
    await greet(client);
    return client;
  } catch (error) {
    await client.close().catch(() => undefined);
    throw error;
  }
};

/** Keeps one server connected for as long as it is wanted, with growing pauses between attempts. */
export const createLink = (deps: Deps): Link => {
  const { skill, log } = deps;
  let live: Client | null = null;
  let connecting: Promise<Client> | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const lost = (client: Client): void => {
    if (live !== client) return;
    live = null;
    retryLater();
  };

  const retryLater = (): void => {
    if (timer || closed) return;
    log.warn({ skill, pauseMs }, 'the MCP server is gone; connecting again');
    timer = setTimeout(() => {
      timer = null;
      // The attempt itself asks for the next one when it fails.
      connect().catch((error: unknown) =>
        log.warn({ skill, error: String(error) }, 'the MCP server does not answer'),
      );
    }, pauseMs);
    timer.unref();
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  };

  const attempt = async (): Promise<Client> => {
    if (closed) throw new Error('closed');
    const client = await handshake(deps, lost);
    live = client;
    pauseMs = FIRST_PAUSE_MS;
    return client;
  };

  const connect = (): Promise<Client> => {
    if (live) return Promise.resolve(live);
    connecting ??= attempt()
      .catch((error: unknown) => {
        retryLater();
        throw error;
      })
      .finally(() => {
        connecting = null;
      });
    return connecting;
  };

  return {
    connect,
    isLive: (client) => live === client,
    drop: async (client) => {
      lost(client);
      await client.close().catch(() => undefined);
    },
    close: async () => {
      closed = true;
      if (timer) clearTimeout(timer);
      await connecting?.catch(() => undefined);
      await live?.close();
    },
  };
};
