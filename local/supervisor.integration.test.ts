import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAlive } from './leftover-process.ts';
import { startOwnedProcess } from './owned-process.ts';
import { createSupervisor, type Service, type Supervisor } from './supervisor.ts';

const CHILD = new URL('./testing/child.ts', import.meta.url).pathname;
const SUPERVISE = new URL('./testing/supervise.ts', import.meta.url).pathname;

let folder: string;
let said: string[];
let supervisor: Supervisor;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-supervisor-'));
  said = [];
  supervisor = createSupervisor({ say: (line) => said.push(line), firstDelayMs: 10, longestDelayMs: 40 });
});
afterEach(async () => {
  supervisor.hurry();
  await supervisor.stop([['one', 'two', 'three']]);
  rmSync(folder, { recursive: true, force: true });
});

const service = (name: string, mode = 'well', graceMs = 5_000): Service => ({
  name,
  graceMs,
  start: () => startOwnedProcess({ main: CHILD, args: [name, mode], logFile: join(folder, 'log') }),
});

const pidOf = (name: string): number => supervisor.pid(name) ?? -1;

describe('the supervisor', () => {
  it('starts a crashed process again and says so', async () => {
    await supervisor.run(service('one'));
    const first = pidOf('one');
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(said).toContain('one is back'), { timeout: 10_000 });
    expect(said[0]).toBe('one ended (SIGKILL); starting it again in 0.01 s');
    expect(pidOf('one')).not.toBe(first);
    expect(isAlive(pidOf('one'))).toBe(true);
  });

  it('waits longer after every crash, up to a limit', async () => {
    await supervisor.run(service('one'));
    for (const delay of [0.01, 0.02, 0.04, 0.04]) {
      const before = said.length;
      process.kill(pidOf('one'), 'SIGKILL');
      await vi.waitFor(() => expect(said.length).toBe(before + 2), { timeout: 10_000 });
      expect(said[before]).toContain(`starting it again in ${delay} s`);
    }
  });

  it('fails at once when the first start fails, with what the process said', async () => {
    await expect(supervisor.run(service('one', 'broken'))).rejects.toThrow(
      'ended before it was ready (exit code 3): one can not start',
    );
  });

  it('fails with what the process said also when readiness is checked from outside', async () => {
    const never = { ...service('one', 'broken'), isReady: () => new Promise<void>(() => undefined) };
    await expect(supervisor.run(never)).rejects.toThrow(
      'ended before it was ready (exit code 3): one can not start',
    );
  });

  it('stops group after group', async () => {
    for (const name of ['one', 'two', 'three']) await supervisor.run(service(name));
    const pids = ['one', 'two', 'three'].map(pidOf);
    await supervisor.stop([['three'], ['two'], ['one']]);
    expect(pids.map(isAlive)).toEqual([false, false, false]);
    const logged = () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
    // The last words of a process may reach the log a moment after its end.
    await vi.waitFor(() => expect(logged()).toEqual(['three stops', 'two stops', 'one stops']), {
      timeout: 10_000,
    });
    expect(said).toEqual([]);
  });

  it('kills what does not stop in its time', async () => {
    await supervisor.run(service('one', 'stubborn', 50));
    const pid = pidOf('one');
    await supervisor.stop([['one']]);
    expect(isAlive(pid)).toBe(false);
  });

  it('leaves no process when it is killed itself', async () => {
    const child = spawn(process.execPath, [SUPERVISE], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = await once(child.stdout, 'data');
    const pids = String(printed).trim().split(' ').map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), { timeout: 10_000 });
  });
});
