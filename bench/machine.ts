import { readFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import pg from 'pg';
import manifest from '../package.json' with { type: 'json' };
import type { BenchStack } from './bench-stack.ts';

export interface Machine {
  readonly lines: readonly string[];
}

/** What the figures depend on; nothing that names the machine. */
export const readMachine = async (stack: BenchStack): Promise<Machine> => {
  const client = new pg.Client(stack.appUrl);
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  const temporal = await stack.client.connection.workflowService.getSystemInfo({});
  const processors = cpus();
  return {
    lines: [
      `${processors.length} cores (${processors[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()}`,
      `Node ${process.versions.node}, Postgres ${rows[0]?.server_version ?? '?'}, Temporal server ${temporal.serverVersion} (development server on SQLite, as \`npm start\` runs it), Temporal SDK ${manifest.dependencies['@temporalio/worker']}`,
    ],
  };
};

/** Of the last minute, as the system says it, and what else there is to run. */
export const readLoad = (): string => {
  const [one = 0] = loadavg();
  return one.toFixed(2);
};

/** Part of all processor time since the last call that something used, 0 to 1; null where the system does not say. */
export const createBusyMeter = (): (() => number | null) => {
  const read = (): { idle: number; total: number } | null => {
    try {
      const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
      const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
      const total = ticks.reduce((sum, value) => sum + value, 0);
      return { idle: (ticks[3] ?? 0) + (ticks[4] ?? 0), total };
    } catch {
      return null;
    }
  };
  let before = read();
  return () => {
    const now = read();
    const busy = now && before ? 1 - (now.idle - before.idle) / Math.max(1, now.total - before.total) : null;
    before = now;
    return busy;
  };
};
