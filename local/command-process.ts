import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onParentGone } from '../adapters/supervisor/parent.ts';
import { type CommandInput, PROCESS_INPUT } from './owned-process.ts';

/** Runs one command and ends it, with all it started, when we are stopped or our parent is gone. */
const input = JSON.parse(process.env[PROCESS_INPUT] ?? '{}') as CommandInput;
const child = spawn(input.command, input.args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
const ended = once(child, 'close');

const stop = async (): Promise<void> => {
  if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  await ended;
};

onParentGone(stop);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.once('close', (code) => process.exit(code ?? 1));
