import { startOwnedProcess } from '../owned-process.ts';
import { createSupervisor } from '../supervisor.ts';

/** A supervisor with two children in a process of its own, to be killed by a test. Prints the children's pids. */
const child = new URL('./child.ts', import.meta.url).pathname;
const supervisor = createSupervisor({ say: () => undefined });
for (const name of ['first', 'second']) {
  await supervisor.run({
    name,
    graceMs: 1_000,
    start: () => startOwnedProcess({ main: child, args: [name] }),
  });
}
process.stdout.write(`${supervisor.pid('first')} ${supervisor.pid('second')}\n`);
