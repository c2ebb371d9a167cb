import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

/**
 * An MCP server over stdio that counts its effects in a file: `node counting-server.ts FILE`. What has begun is in
 * FILE.begun, one line each, so that a test can wait for it and then kill somebody.
 */
const [, , file = ''] = process.argv;
const server = new McpServer({ name: 'counting', version: '1' });

const say = (text: string) => ({ content: [{ type: 'text' as const, text }] });
const delay = z.number().int().min(0).default(0);

const local = { openWorldHint: false };

server.registerTool(
  'slow_append',
  {
    description: 'Waits, then appends one line to the file.',
    inputSchema: { line: z.string(), delayMs: delay },
    annotations: { ...local, readOnlyHint: false, destructiveHint: false, idempotentHint: false },
  },
  async ({ line, delayMs }, { signal }) => {
    appendFileSync(`${file}.begun`, `${line}\n`);
    await pause(delayMs, undefined, { signal });
    appendFileSync(file, `${line}\n`);
    return say(`appended ${line}`);
  },
);

server.registerTool(
  'slow_read',
  {
    description: 'Waits, then reads the file.',
    inputSchema: { delayMs: delay },
    annotations: { ...local, readOnlyHint: true },
  },
  async ({ delayMs }, { signal }) => {
    appendFileSync(`${file}.begun`, 'slow_read\n');
    await pause(delayMs, undefined, { signal }).catch((error: unknown) => {
      appendFileSync(`${file}.cancelled`, 'slow_read\n');
      throw error;
    });
    return say(readFileSync(file, 'utf8'));
  },
);

server.registerTool(
  'fail',
  {
    description: 'Always says no.',
    inputSchema: { reason: z.string().default('because') },
    annotations: { ...local, readOnlyHint: true },
  },
  async ({ reason }) => ({ ...say(reason), isError: true }),
);

server.registerTool(
  'crash',
  {
    description: 'Ends the server in the middle of the call.',
    annotations: { ...local, readOnlyHint: true },
  },
  async () => process.exit(1),
);

const shifting = server.registerTool(
  'shifting',
  {
    description: 'A tool whose definition changes, version 1.',
    inputSchema: { value: z.string().optional() },
    annotations: { ...local, destructiveHint: false },
  },
  async () => say('shifted'),
);

let version = 1;
server.registerTool(
  'shift',
  {
    description: 'Changes the definition of "shifting" and says that the list changed.',
    annotations: { ...local, readOnlyHint: true },
  },
  async () => {
    version += 1;
    shifting.update({ description: `A tool whose definition changes, version ${version}.` });
    return say(String(version));
  },
);

await server.connect(new StdioServerTransport());
