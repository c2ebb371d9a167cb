import { newDataFolder, type RunningStack, removeDataFolder, startStack } from '../local/testing/stack.ts';
import type { AtEnd } from './at-end.ts';
import { createHttp } from './bench-stack.ts';
import { timed } from './rounds.ts';
import { until } from './tasks.ts';

export interface Starts {
  /** Seconds from the command to "ready", on a data folder that is there. */
  readonly warm: readonly number[];
  /** Seconds from the command to "ready" in a new data folder. */
  readonly coldReady: readonly number[];
  /** Seconds from the command, in a new data folder, until the first task is seen as finished. */
  readonly cold: readonly number[];
  /** Seconds from SIGTERM until everything has ended. */
  readonly stop: readonly number[];
}

/** `npm start` itself, npm's own time included; the binaries and the built page are there. */
export const measureStart = async (rounds: number, atEnd: AtEnd): Promise<Starts> => {
  const cold: number[] = [];
  const coldReady: number[] = [];
  const warm: number[] = [];
  const stop: number[] = [];
  const start = async (dataFolder: string): Promise<{ stack: RunningStack; end: () => Promise<unknown> }> => {
    const starting = startStack({ dataFolder, command: ['npm', 'start', '--silent', '--'] });
    const end = atEnd.add(async () => (await starting).stop());
    return { stack: await starting, end };
  };
  for (let round = 0; round < rounds; round += 1) {
    const dataFolder = newDataFolder();
    const remove = atEnd.add(() => removeDataFolder(dataFolder));
    const since = performance.now();
    const first = await start(dataFolder);
    coldReady.push((performance.now() - since) / 1000);
    await finishTask(first.stack);
    cold.push((performance.now() - since) / 1000);
    stop.push((await timed(first.end)) / 1000);
    let end: () => Promise<unknown> = async () => undefined;
    const ready = await timed(async () => {
      ({ end } = await start(dataFolder));
    });
    warm.push(ready / 1000);
    stop.push((await timed(end)) / 1000);
    await remove();
  }
  return { warm, coldReady, cold, stop };
};

/** The first task of the README: is the interface itself well? */
const finishTask = async (stack: RunningStack): Promise<void> => {
  const http = createHttp(stack.url, (role) => stack.apiKey(role));
  const task = await http.post<{ id: string }>('requester', '/api/v1/agent-tasks', {
    runbook: 'site-check',
    arguments: { url: `${stack.url}/healthz` },
  });
  const ended = await until('the first task is finished', async () => {
    const seen = await http.get<{ status: string }>('requester', `/api/v1/agent-tasks/${task.id}`);
    return ['completed', 'failed', 'cancelled'].includes(seen.status) ? seen.status : null;
  });
  if (ended !== 'completed') throw new Error(`the first task ended as ${ended}`);
};
