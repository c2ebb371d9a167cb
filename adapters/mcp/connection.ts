import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  type CallToolResult,
  CallToolResultSchema,
  ErrorCode,
  ListToolsResultSchema,
  McpError,
  type Tool,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { AppError } from '../../core/errors.ts';
import type { Log } from '../../core/ports/runtime.ts';

const CONNECT_TIMEOUT_MS = 20_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
const CLIENT = { name: 'countersign', version: '1' };

export interface McpConnection {
  /** The last list the server gave; [] while it was never reached. */
  tools(): readonly Tool[];
  /** Resolves after the first attempt, whatever came of it; a server that is down is tried again by itself. */
  start(): Promise<void>;
  /**
   * Throws AppError `skill_unavailable` when the call did not begin and `skill_timeout` when it may have; the abort
   * signal's own reason when it was aborted, after telling the server.
   */
  call(name: string, args: Readonly<Record<string, unknown>>, options: CallOptions): Promise<CallToolResult>;
  onToolsChanged(listener: () => void): void;
  close(): Promise<void>;
}

interface CallOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly meta: Readonly<Record<string, unknown>>;
}

interface Deps {
  readonly skill: string;
  readonly open: () => Transport;
  readonly log: Log;
}

/** One server, reconnected with backoff for as long as it is wanted. */
export const createMcpConnection = ({ skill, open, log }: Deps): McpConnection => {
  let client: Client | null = null;
  let connecting: Promise<Client> | null = null;
  let tools: readonly Tool[] = [];
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  const listeners: (() => void)[] = [];

  const refresh = async (from: Client): Promise<void> => {
    tools = await listAll(from);
    for (const listener of listeners) listener();
  };

  const lost = (which: Client): void => {
    if (client !== which) return;
    client = null;
    if (!closed) retryLater();
  };

  const retryLater = (): void => {
    if (timer || closed) return;
    log.warn({ skill, pauseMs }, 'the MCP server is gone; connecting again');
    timer = setTimeout(() => {
      timer = null;
      connect().catch((error: unknown) => {
        log.warn({ skill, error: String(error) }, 'the MCP server does not answer');
        retryLater();
      });
    }, pauseMs);
    timer.unref();
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  };

  const connectNow = async (): Promise<Client> => {
    const fresh = new Client(CLIENT, { capabilities: {} });
    fresh.onerror = (error) => log.debug({ skill, error: String(error) }, 'MCP transport');
    fresh.onclose = () => lost(fresh);
    fresh.setNotificationHandler(ToolListChangedNotificationSchema, () =>
      refresh(fresh).catch((error: unknown) =>
        log.warn({ skill, error: String(error) }, 'the new tool list could not be read'),
      ),
    );
    try {
      await fresh.connect(open(), { timeout: CONNECT_TIMEOUT_MS });
      await refresh(fresh);
    } catch (error) {
      await fresh.close().catch(() => undefined);
      throw error;
    }
    if (closed) {
      await fresh.close();
      throw new Error('closed');
    }
    client = fresh;
    pauseMs = FIRST_PAUSE_MS;
    return fresh;
  };

  const connect = (): Promise<Client> => {
    if (client) return Promise.resolve(client);
    connecting ??= connectNow().finally(() => {
      connecting = null;
    });
    return connecting;
  };

  const connected = (): Promise<Client> =>
    connect().catch((error: unknown) => {
      retryLater();
      throw new AppError('skill_unavailable', { skill }, { cause: error });
    });

  return {
    tools: () => tools,
    start: async () => {
      await connected().catch((error: unknown) =>
        log.error(
          { skill, error: String((error as Error).cause ?? error) },
          'the MCP server could not be started',
        ),
      );
    },
    call: async (name, args, { signal, timeoutMs, meta }) => {
      const live = await connected();
      signal.throwIfAborted();
      try {
        // Not `callTool`: it checks the output's schema and, after the tool has acted, throws like a refusal.
        return await live.request(
          { method: 'tools/call', params: { name, arguments: args, _meta: meta } },
          CallToolResultSchema,
          { signal, timeout: timeoutMs, maxTotalTimeout: timeoutMs },
        );
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const verdict = judge(error, client !== live);
        if (verdict === 'answered') return refusal(error);
        if (verdict === 'not_begun') {
          lost(live);
          await live.close().catch(() => undefined);
          throw new AppError('skill_unavailable', { skill }, { cause: error });
        }
        throw new AppError('skill_timeout', { skill }, { cause: error });
      }
    },
    onToolsChanged: (listener) => {
      listeners.push(listener);
    },
    close: async () => {
      closed = true;
      if (timer) clearTimeout(timer);
      await connecting?.catch(() => undefined);
      await client?.close();
    },
  };
};

const listAll = async (client: Client): Promise<readonly Tool[]> => {
  const all: Tool[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.request(
      { method: 'tools/list', params: cursor === undefined ? {} : { cursor } },
      ListToolsResultSchema,
    );
    all.push(...page.tools);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
};

/** Only what can't have reached the tool counts as not begun; when in doubt it may have. */
const judge = (error: unknown, connectionLost: boolean): 'answered' | 'not_begun' | 'maybe_begun' => {
  if (error instanceof McpError) {
    const local =
      error.code === ErrorCode.RequestTimeout ||
      (error.code === ErrorCode.ConnectionClosed && connectionLost);
    return local ? 'maybe_begun' : 'answered';
  }
  // A server that was restarted does not know the session any more and says so before it does anything.
  if (error instanceof StreamableHTTPError) {
    const code = error.code ?? 0;
    return code >= 400 && code < 500 ? 'not_begun' : 'maybe_begun';
  }
  if (error instanceof Error && error.message === 'Not connected') return 'not_begun';
  const cause = (error as { cause?: { code?: unknown } }).cause?.code;
  return cause === 'ECONNREFUSED' || cause === 'ENOTFOUND' ? 'not_begun' : 'maybe_begun';
};

/** A protocol error is the server's own no: unknown tool, invalid arguments. */
const refusal = (error: unknown): CallToolResult => ({
  isError: true,
  content: [{ type: 'text', text: error instanceof Error ? error.message : String(error) }],
});
