import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeSkillBackend } from '../../core/testing/skill-backend-contract.ts';
import { systemHasher as hasher } from '../system/runtime.ts';
import { type McpSkillConfig, mcpSkillSchema } from './config.ts';
import { createMcpSkill } from './mcp-skill.ts';
import { whenFile } from './testing/watch-file.ts';
import { packageBin } from './transport.ts';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const folder = mkdtempSync(join(tmpdir(), 'countersign-mcp-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (config: object): McpSkillConfig => mcpSkillSchema.parse({ backend: 'mcp', ...config });
const countingConfig = (name: string): { file: string; config: McpSkillConfig } => {
  const file = join(folder, name);
  writeFileSync(file, '');
  const script = fileURLToPath(new URL('./testing/counting-server.ts', import.meta.url));
  return {
    file,
    config: read({ transport: 'stdio', command: process.execPath, args: [script, file], timeout: 15 }),
  };
};
const create = (skill: string, config: McpSkillConfig) =>
  createMcpSkill({ skill, config, hasher, log: silent });
const context = (signal = new AbortController().signal) => ({ signal, idempotencyKey: 'k', tenantId: 't' });

describeSkillBackend('MCP over stdio', async () => {
  const { file, config } = countingConfig('contract');
  const backend = create('counting', config);
  return {
    skill: 'counting',
    backend,
    works: { action: 'slow_append', arguments: { line: 'one' }, text: 'appended one' },
    refused: { action: 'fail', arguments: {} },
    slow: {
      action: 'slow_read',
      arguments: { delayMs: 60_000 },
      begun: async () => void (await whenFile(`${file}.begun`, (text) => text.includes('slow_read'))),
    },
    lost: { action: 'crash', arguments: {} },
    unreachable: async () => {
      const nobody = create(
        'counting',
        read({ transport: 'stdio', command: process.execPath, args: ['-e', ''] }),
      );
      return { backend: nobody, call: { action: 'slow_append', arguments: { line: 'no' } } };
    },
    close: () => backend.close(),
  };
});

describe('an MCP server over stdio', () => {
  it('is told to stop when the call is aborted, so that its effect does not come later', async () => {
    const { file, config } = countingConfig('abort');
    const skill = create('counting', config);
    await skill.list();
    const abort = new AbortController();
    const call = skill.invoke(
      { skill: 'counting', action: 'slow_read', arguments: { delayMs: 60_000 } },
      {},
      context(abort.signal),
    );
    call.catch(() => undefined);
    await whenFile(`${file}.begun`, (text) => text !== '');
    abort.abort(new Error('stop'));
    expect(await whenFile(`${file}.cancelled`, (text) => text !== '')).toBe('slow_read\n');
    await skill.close();
  });

  it('gives up after the timeout of its configuration with an unknown outcome', async () => {
    const { config } = countingConfig('timeout');
    const skill = create('counting', { ...config, timeout: 0.2 });
    await skill.list();
    const call = skill.invoke(
      { skill: 'counting', action: 'slow_append', arguments: { line: 'x', delayMs: 60_000 } },
      {},
      context(),
    );
    await expect(call).rejects.toMatchObject({ code: 'skill_timeout', params: { skill: 'counting' } });
    await skill.close();
  });

  it('is listed anew when it says that its tools changed: another digest, the others as before', async () => {
    const skill = create('counting', countingConfig('shift').config);
    const before = new Map((await skill.list()).map((action) => [action.action, action.digest]));
    const changed = new Promise<void>((resolve) => skill.onChange(resolve));
    await skill.invoke({ skill: 'counting', action: 'shift', arguments: {} }, {}, context());
    await changed;
    for (const { action, digest } of await skill.list()) {
      if (action === 'shifting') expect(digest).not.toBe(before.get(action));
      else expect(digest).toBe(before.get(action));
    }
    await skill.close();
  });

  it('comes back by itself after it died', async () => {
    const skill = create('counting', countingConfig('died').config);
    await skill.list();
    const back = new Promise<void>((resolve) => skill.onChange(resolve));
    await expect(
      skill.invoke({ skill: 'counting', action: 'crash', arguments: {} }, {}, context()),
    ).rejects.toMatchObject({ code: 'skill_timeout' });
    await back;
    expect((await skill.list()).length).toBeGreaterThan(0);
    await skill.close();
  });

  it('gets no variables but PATH and its own', async () => {
    const everything = create(
      'everything',
      read({
        transport: 'stdio',
        command: 'npx-free',
        package: '@modelcontextprotocol/server-everything',
        env: { GIVEN: 'yes' },
      }),
    );
    await everything.list();
    const result = await everything.invoke(
      { skill: 'everything', action: 'get-env', arguments: {} },
      {},
      context(),
    );
    expect(Object.keys(JSON.parse(result.text) as object).toSorted()).toEqual(['GIVEN', 'PATH']);
    await everything.close();
  });

  it('gives its hints as labels', async () => {
    const files = create(
      'files',
      read({
        transport: 'stdio',
        command: 'npx-free',
        package: '@modelcontextprotocol/server-filesystem',
        args: [folder],
      }),
    );
    const actions = new Map((await files.list()).map((action) => [action.action, action]));
    expect(actions.get('list_directory')).toMatchObject({
      labels: ['reads_private'],
      idempotent: true,
      targetArgument: 'path',
    });
    expect(actions.get('move_file')).toMatchObject({
      labels: ['writes', 'destructive'],
      idempotent: false,
      undoable: false,
    });
    await files.close();
  });
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const startEverything = (port: number): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const script = packageBin('@modelcontextprotocol/server-everything', undefined);
    const child = spawn(process.execPath, [script, 'streamableHttp'], {
      env: { PATH: process.env.PATH, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the server ended')));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes(`listening on port ${port}`)) resolve(child);
      });
    }
  });

const end = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

describe('an MCP server over streamable HTTP', () => {
  let port = 0;
  let child: ChildProcess;
  beforeAll(async () => {
    port = await freePort();
    child = await startEverything(port);
  });
  afterAll(() => end(child));
  const over = () =>
    create(
      'everything',
      read({ transport: 'streamable-http', url: `http://127.0.0.1:${port}/mcp`, timeout: 20 }),
    );

  it('is listed and called; tools that only run as protocol tasks are left out', async () => {
    const skill = over();
    const names = (await skill.list()).map((action) => action.action);
    expect(names).toContain('echo');
    expect(names).not.toContain('simulate-research-query');
    const call = {
      skill: 'everything',
      action: 'get-structured-content',
      arguments: { location: 'Chicago' },
    };
    const result = await skill.invoke(call, {}, context());
    expect(result).toMatchObject({ ok: true, structured: { temperature: expect.any(Number) as number } });
    await skill.close();
  });

  it('that was started anew has forgotten the session: not begun, then it works', async () => {
    const skill = over();
    await skill.list();
    await end(child);
    const call = { skill: 'everything', action: 'echo', arguments: { message: 'hello' } };
    await expect(skill.invoke(call, {}, context())).rejects.toMatchObject({ code: 'skill_unavailable' });
    child = await startEverything(port);
    expect(await skill.invoke(call, {}, context())).toMatchObject({ ok: true, text: 'Echo: hello' });
    await end(child);
    child = await startEverything(port);
    await expect(skill.invoke(call, {}, context())).rejects.toMatchObject({ code: 'skill_unavailable' });
    expect(await skill.invoke(call, {}, context())).toMatchObject({ ok: true });
    await skill.close();
  });

  it('aborts in the middle of a call', async () => {
    const skill = over();
    await skill.list();
    const abort = new AbortController();
    const reason = new Error('stop');
    const call = skill.invoke(
      {
        skill: 'everything',
        action: 'trigger-long-running-operation',
        arguments: { duration: 60, steps: 60 },
      },
      {},
      context(abort.signal),
    );
    abort.abort(reason);
    await expect(call).rejects.toBe(reason);
    await skill.close();
  });
});

it('packageBin names a package that is not installed', () => {
  expect(() => packageBin('@countersign/not-there', undefined)).toThrow('is not installed');
  expect(readFileSync(packageBin('@modelcontextprotocol/server-filesystem', undefined), 'utf8')).toContain(
    '#!',
  );
});
