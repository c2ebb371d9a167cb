import type { Hasher, Log } from '../../core/ports/runtime.ts';
import type { SkillBackend } from '../../core/ports/skill-backend.ts';
import type { McpSkillConfig } from './config.ts';
import { createMcpConnection } from './connection.ts';
import { isCallable, toSkillAction } from './to-action.ts';
import { toSkillResult } from './to-result.ts';
import { toTransport } from './transport.ts';

interface Deps {
  readonly skill: string;
  readonly config: McpSkillConfig;
  readonly hasher: Hasher;
  readonly log: Log;
}

/** One MCP server as a skill. It connects at the first `list`; `close` ends the server's process. */
export const createMcpSkill = ({
  skill,
  config,
  hasher,
  log,
}: Deps): SkillBackend & Required<Pick<SkillBackend, 'onChange' | 'close'>> => {
  const connection = createMcpConnection({
    skill,
    log,
    open: () => toTransport(config, (line) => log.debug({ skill, line }, 'MCP server')),
  });
  let started: Promise<void> | null = null;
  return {
    kind: 'mcp',
    list: async () => {
      started ??= connection.start();
      await started;
      const tools = connection.tools();
      const left = tools.filter((tool) => !isCallable(tool)).map((tool) => tool.name);
      if (left.length > 0)
        log.debug({ skill, tools: left }, 'tools that only run as protocol tasks are left out');
      return tools.filter(isCallable).map((tool) => toSkillAction(skill, tool, hasher));
    },
    invoke: async (call, _credentials, { signal, idempotencyKey }) =>
      toSkillResult(
        `${call.skill}.${call.action}`,
        await connection.call(call.action, call.arguments, {
          signal,
          timeoutMs: config.timeout * 1000,
          meta: { 'countersign/idempotency-key': idempotencyKey },
        }),
      ),
    onChange: (listener) => connection.onToolsChanged(listener),
    close: () => connection.close(),
  };
};
