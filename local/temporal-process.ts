import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { onParentGone, reportReady } from '../adapters/supervisor/parent.ts';
import { endLeftover } from './leftover-process.ts';
import { PROCESS_INPUT } from './owned-process.ts';
import { type TemporalProcessInput, temporalArguments } from './temporal-server.ts';

/**
 * Temporal is not a Node program and would not notice that its supervisor is gone. This process holds the line to the
 * supervisor and ends Temporal with itself.
 */
const input = JSON.parse(process.env[PROCESS_INPUT] ?? '{}') as TemporalProcessInput;

const endFormer = async (): Promise<void> => {
  if (!input.pidFile || !existsSync(input.pidFile)) return;
  await endLeftover(
    Number.parseInt(readFileSync(input.pidFile, 'utf8'), 10),
    input.dbFile ?? 'start-dev',
    'SIGTERM',
  );
};

const main = async (): Promise<void> => {
  await endFormer();
  const server = spawn(input.binary, temporalArguments(input), { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  server.once('error', (error) => {
    process.stdout.write(`${error.message}\n`);
    process.exit(1);
  });
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    const force = setTimeout(() => server.kill('SIGKILL'), 2_000);
    await ended;
    clearTimeout(force);
    if (input.pidFile) rmSync(input.pidFile, { force: true });
  };
  let stopping = false;
  onParentGone(stop);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stopping = true;
      void stop().then(() => process.exit(0));
    });
  }
  server.once('exit', () => {
    if (!stopping && process.connected) process.exit(1);
  });
  if (input.pidFile) writeFileSync(input.pidFile, `${server.pid}\n`);
  createInterface({ input: server.stdout }).on('line', (line) => {
    process.stdout.write(`${line}\n`);
    // Its port is open long before it answers; this line comes when it does.
    if (line.startsWith('Server:')) reportReady({ pid: server.pid });
  });
};

main().catch((error: unknown) => {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
