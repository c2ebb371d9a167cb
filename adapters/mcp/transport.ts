import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEFAULT_INHERITED_ENV_VARS, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { McpSkillConfig } from './config.ts';

/** Script of a bin of an installed npm package; throws when it is not installed. */
export const packageBin = (name: string, bin: string | undefined): string => {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const root = join(folder, 'node_modules', name);
    if (existsSync(join(root, 'package.json'))) return join(root, binOf(root, name, bin));
    if (folder === dirname(folder)) throw new Error(`the npm package ${name} is not installed`);
  }
};

const binOf = (root: string, name: string, bin: string | undefined): string => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    bin?: string | Record<string, string>;
  };
  const bins = typeof manifest.bin === 'string' ? { [name]: manifest.bin } : (manifest.bin ?? {});
  const script =
    bin === undefined && Object.keys(bins).length === 1 ? Object.values(bins)[0] : bins[bin ?? name];
  if (script === undefined) {
    throw new Error(
      `the npm package ${name} has the bins ${Object.keys(bins).join(', ') || '(none)'}: choose one`,
    );
  }
  return script;
};

/** The SDK adds HOME, USER and the like to what it is given: only PATH is wanted. Undefined means "not set". */
const scratchEnvironment = (env: Readonly<Record<string, string>>): Record<string, string> => {
  const unset = Object.fromEntries(
    DEFAULT_INHERITED_ENV_VARS.filter((name) => name !== 'PATH').map((name) => [name, undefined]),
  );
  return { ...unset, ...env } as Record<string, string>;
};

/** A new, unconnected transport. `onStderr` gets what a stdio server says beside the protocol. */
export const toTransport = (config: McpSkillConfig, onStderr: (line: string) => void): Transport => {
  if (config.transport === 'streamable-http') {
    // The SDK's class differs from its own interface only in how optional members are written.
    return new StreamableHTTPClientTransport(new URL(config.url), {
      requestInit: { headers: config.headers },
    }) as Transport;
  }
  const packaged = config.command === 'npx-free' && config.package !== undefined;
  const transport = new StdioClientTransport({
    command: packaged ? process.execPath : config.command,
    args: packaged ? [packageBin(config.package ?? '', config.bin), ...config.args] : config.args,
    env: scratchEnvironment(config.env),
    stderr: 'pipe',
    ...(config.cwd === undefined ? {} : { cwd: config.cwd }),
  });
  transport.stderr?.on('data', (chunk: Buffer) => onStderr(chunk.toString('utf8').trimEnd()));
  return transport;
};
