import { setTimeout as delay } from 'node:timers/promises';
import { SocketModeClient } from '@slack/socket-mode';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Log } from '../../core/ports/runtime.ts';
import { toInbound } from './inbound.ts';
import type { SlackIntake } from './intake/intake.ts';
import { quietLogger } from './quiet-logger.ts';

export interface SocketReceiver {
  /** Resolves when it is connected, or when Slack is away and it goes on trying. Throws what `fatalConnectError` knows. */
  start(): Promise<void>;
  /** Takes nothing new and lets go of the connections. */
  stop(): Promise<void>;
}

export interface SocketReceiverOptions {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly intake: SlackIntake;
  readonly log: Log;
  /** Two, so that Slack can renew one while the other takes what comes. */
  readonly connections?: number;
}

/** Slack says no to this token for good: the person who started us has to change something. */
export const FATAL_CONNECT_ERRORS = [
  'invalid_auth',
  'not_authed',
  'not_allowed_token_type',
  'account_inactive',
  'token_revoked',
  'missing_scope',
  'no_permission',
  'forbidden_team',
  'team_disabled',
  'link_disabled',
] as const;

interface SlackEvent {
  readonly ack: (body?: Record<string, unknown>) => Promise<void>;
  readonly body: unknown;
  readonly type: string;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;

/** Socket Mode over connections of our own care: the SDK's own reconnect gives up on a network error. */
export const createSocketReceiver = (options: SocketReceiverOptions): SocketReceiver => {
  const { log, intake } = options;
  const open = new Set<SocketModeClient>();
  let stopping = false;

  const take = async ({ ack, body, type }: SlackEvent): Promise<void> => {
    const answer = await intake.take(toInbound(body, { socketType: type }));
    // Not acknowledged: Slack brings an event again.
    if (answer.status === 200) await ack(answer.body);
  };

  const connect = async (): Promise<{ readonly closed: Promise<void> }> => {
    const client = new SocketModeClient({
      appToken: options.appToken,
      autoReconnectEnabled: false,
      logger: quietLogger(log),
      clientOptions: { slackApiUrl: options.apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 },
    });
    client.on('slack_event', (event: SlackEvent) => {
      take(event).catch((error: unknown) => log.warn({ err: error }, 'a delivery could not be acknowledged'));
    });
    client.on('error', (error: unknown) => log.debug({ err: error }, 'Socket Mode'));
    const closed = new Promise<void>((resolve) => client.on('disconnected', () => resolve()));
    let reason = '';
    client.on('ws_message', (data: unknown) => {
      reason = readDisconnect(data) ?? reason;
    });
    try {
      await client.start();
    } catch (error) {
      throw reason === 'link_disabled' ? new SocketModeDisabled() : (error ?? new Error(`closed: ${reason}`));
    }
    open.add(client);
    if (stopping) void client.disconnect();
    void closed.then(() => open.delete(client));
    return { closed };
  };

  /** One connection after another, for as long as we run. */
  const keep = async (first: { readonly closed: Promise<void> }): Promise<void> => {
    let { closed } = first;
    for (;;) {
      await closed;
      for (let wait = FIRST_DELAY_MS; !stopping; wait = Math.min(wait * 2, LONGEST_DELAY_MS)) {
        try {
          ({ closed } = await connect());
          break;
        } catch (error) {
          log.warn({ err: error, again: wait }, 'Slack can’t be reached over Socket Mode; trying again');
          await delay(wait, undefined, { ref: false });
        }
      }
      if (stopping) return;
    }
  };

  return {
    async start() {
      if (stopping) return;
      const nothing = { closed: Promise.resolve() };
      const first = await connect().catch((error: unknown) => {
        if (fatalConnectError(error) !== null) throw error;
        log.warn({ err: error }, 'Slack can’t be reached over Socket Mode; trying again');
        return nothing;
      });
      void keep(first);
      for (let more = (options.connections ?? 2) - 1; more > 0; more -= 1) {
        void keep(first === nothing ? nothing : await connect().catch(() => nothing));
      }
    },
    async stop() {
      stopping = true;
      await Promise.allSettled([...open].map((client) => client.disconnect()));
    },
  };
};

class SocketModeDisabled extends Error {}

/** Why Slack says that it closes this connection; null when the message says something else. */
const readDisconnect = (data: unknown): string | null => {
  try {
    const { type, reason } = JSON.parse(String(data)) as { type?: unknown; reason?: unknown };
    return type === 'disconnect' && typeof reason === 'string' ? reason : null;
  } catch {
    return null;
  }
};

/** Slack's own word for why it never will; null when it may pass. */
export const fatalConnectError = (error: unknown): string | null => {
  if (error instanceof SocketModeDisabled) return 'link_disabled';
  const code = error instanceof WebAPIPlatformError ? error.data.error : null;
  return code && (FATAL_CONNECT_ERRORS as readonly string[]).includes(code) ? code : null;
};
