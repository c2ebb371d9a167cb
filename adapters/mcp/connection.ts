import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
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
import { createLink } from './link.ts';

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

/** One server: its tools, always the last list it gave, and calls with a clear word on how they ended. */
export const createMcpConnection = ({ skill, open, log }: Deps): McpConnection => {
  const listeners: (() => void)[] = [];
  let tools: readonly Tool[] = [];

  const refresh = async (client: Client): Promise<void> => {
    tools = await listAll(client);
    for (const listener of listeners) listener();
  };
  const link = createLink({
    skill,
    open,
    log,
    greet: refresh,
    prepare: (client) =>
      client.setNotificationHandler(ToolListChangedNotificationSchema, () =>
        refresh(client).catch((error: unknown) =>
          log.warn({ skill, error: String(error) }, 'the new tool list could not be read'),
        ),
      ),
  });

  return {
    tools: () => tools,
    start: async () => {
      await link
        .connect()
        .catch((error: unknown) =>
          log.error({ skill, error: String(error) }, 'the MCP server could not be started'),
        );
    },
    call: async (name, args, options) => {
      const client = await link.connect().catch((error: unknown) => {
        throw new AppError('skill_unavailable', { skill }, { cause: error });
      });
      options.signal.throwIfAborted();
      try {
        return await callTool(client, name, args, options);
      } catch (error) {
        if (options.signal.aborted) throw options.signal.reason;
        const verdict = judge(error, !link.isLive(client));
        if (verdict === 'answered') return refusal(error);
        if (verdict === 'not_begun') await link.drop(client);
        const code = verdict === 'not_begun' ? 'skill_unavailable' : 'skill_timeout';
        throw new AppError(code, { skill }, { cause: error });
      }
    },
    onToolsChanged: (listener) => {
      listeners.push(listener);
    },
    close: () => link.close(),
  };
};

/** Not the SDK's `callTool`: it checks the output's schema and, after the tool has acted, throws like a refusal. */
const callTool = (
  client: Client,
  name: string,
  args: Readonly<Record<string, unknown>>,
  { signal, timeoutMs, meta }: CallOptions,
): Promise<CallToolResult> =>
  client.request(
    { method: 'tools/call', params: { name, arguments: args, _meta: meta } },
    CallToolResultSchema,
    { signal, timeout: timeoutMs, maxTotalTimeout: timeoutMs },
  );

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
