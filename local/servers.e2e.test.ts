import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { postgresUrl } from './embedded-postgres.ts';
import { isAlive } from './leftover-process.ts';

const SERVE = new URL('./testing/serve.ts', import.meta.url).pathname;

interface Facts {
  readonly postgresPort: number;
  readonly watchers: readonly number[];
  readonly servers: readonly number[];
}

let folder: string;
let running: ChildProcess | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-servers-'));
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  if (running && running.exitCode === null && running.signalCode === null) {
    running.kill('SIGTERM');
    await once(running, 'close');
  }
  rmSync(folder, { recursive: true, force: true });
});

const serve = async (): Promise<Facts> => {
  const child = spawn(process.execPath, [SERVE, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  running = child;
  const [line] = await once(child.stdout, 'data');
  return JSON.parse(String(line)) as Facts;
};

const query = async (facts: Facts, sql: string): Promise<unknown[]> => {
  const client = new pg.Client(postgresUrl('postgres', 'test', facts.postgresPort, 'postgres'));
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

const allGone = (facts: Facts): Promise<void> =>
  vi.waitFor(() => expect([...facts.watchers, ...facts.servers].filter(isAlive)).toEqual([]), {
    timeout: 15_000,
  });

describe('the servers beside us', () => {
  it('end when whoever started them is killed with -9, and keep their data', async () => {
    const first = await serve();
    await query(first, 'create table kept as select 1 as one');
    running?.kill('SIGKILL');
    await allGone(first);
    const second = await serve();
    expect(await query(second, 'select * from kept')).toEqual([{ one: 1 }]);
  });

  it('start again on the same data when only they survived', async () => {
    const first = await serve();
    await query(first, 'create table kept as select 1 as one');
    for (const pid of [running?.pid ?? -1, ...first.watchers]) process.kill(pid, 'SIGKILL');
    expect(first.servers.map(isAlive)).toEqual([true, true]);
    const second = await serve();
    expect(first.servers.map(isAlive)).toEqual([false, false]);
    expect(await query(second, 'select * from kept')).toEqual([{ one: 1 }]);
  });

  it('start again when everything was killed with -9', async () => {
    const first = await serve();
    await query(first, 'create table kept as select 1 as one');
    for (const pid of [running?.pid ?? -1, ...first.watchers, ...first.servers]) process.kill(pid, 'SIGKILL');
    const second = await serve();
    expect(await query(second, 'select * from kept')).toEqual([{ one: 1 }]);
  });

  it('stop when they are asked to', async () => {
    const facts = await serve();
    running?.kill('SIGTERM');
    await allGone(facts);
  });
});
