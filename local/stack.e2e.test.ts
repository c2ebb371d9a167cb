import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAlive } from './leftover-process.ts';
import {
  newDataFolder,
  type RunningStack,
  removeDataFolder,
  type ServiceName,
  startStack,
} from './testing/stack.ts';

const SERVICES: readonly ServiceName[] = ['postgres', 'temporal', 'worker', 'api'];

let dataFolder: string;
let stack: RunningStack | null = null;

beforeEach(() => {
  dataFolder = newDataFolder();
});
afterEach(async () => {
  await stack?.stop();
  stack = null;
  await removeDataFolder(dataFolder);
});

const start = async (options: Parameters<typeof startStack>[0] = {}): Promise<RunningStack> => {
  stack = await startStack({ dataFolder, ...options });
  return stack;
};

const pidsOf = (running: RunningStack): readonly number[] => [running.pid, ...SERVICES.map(running.pidOf)];

const gone = (pids: readonly number[]): Promise<void> =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 15_000 });

const asks = async (running: RunningStack): Promise<number> => {
  const headers = { authorization: `Bearer ${running.apiKey('requester')}` };
  return (await fetch(`${running.url}/api/v1/agent-tasks`, { headers })).status;
};

describe('npm start', () => {
  it('brings everything up, says each step, and stops in order when npm alone is told to', async () => {
    const running = await start({ command: ['npm', 'start', '--'] });
    for (const name of [
      'data folder',
      'console',
      'postgres',
      'migrations',
      'temporal',
      'data',
      'worker',
      'api',
    ]) {
      expect(running.lines.filter((line) => line.startsWith(`  ${name} `)).length).toBeGreaterThan(0);
    }
    expect(running.signInUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/signin\?token=[\w-]{43}$/);
    expect(await asks(running)).toBe(200);
    expect(statSync(`${dataFolder}/keys/requester`).mode & 0o777).toBe(0o600);
    const pids = pidsOf(running);
    const since = Date.now();
    expect(await running.stop('SIGTERM')).toBe(0);
    await gone(pids);
    expect(Date.now() - since).toBeLessThan(10_000);
  });

  it('restarts the api when it is killed, and says so', async () => {
    const running = await start();
    const said = running.nextLine('api is back');
    process.kill(running.pidOf('api'), 'SIGKILL');
    await said;
    expect(running.lines.some((line) => line.startsWith('api ended (SIGKILL); starting it again in'))).toBe(
      true,
    );
    expect(await asks(running)).toBe(200);
  });

  it('leaves no process when the supervisor is killed with -9', async () => {
    const running = await start();
    const pids = pidsOf(running);
    process.kill(running.pid, 'SIGKILL');
    await gone(pids);
  });

  it('carries on in the same folder after everything was killed with -9', async () => {
    const first = await start();
    const key = first.apiKey('admin');
    await first.killEverything();
    const second = await start();
    expect(second.apiKey('admin')).toBe(key);
    expect(await asks(second)).toBe(200);
  });

  it('refuses a folder that another run holds and a port that somebody listens on', async () => {
    const running = await start();
    await expect(startStack({ dataFolder })).rejects.toThrow(
      `The data folder ${dataFolder} is in use by another run (process ${running.pid})`,
    );
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    const other = newDataFolder();
    await expect(startStack({ dataFolder: other, arguments: ['--port', String(port)] })).rejects.toThrow(
      `Port ${port} is in use by another program`,
    );
    server.close();
    await removeDataFolder(other);
  });
});
