import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cacheFolder } from '../../local/cache-folder.ts';
import { until } from '../../local/testing/until.ts';
import { lockEndingOf } from './gateway-locks.ts';
import { installOpenClaw } from './openclaw-package.ts';
import { markOf, processesOf } from './process-table.ts';
import {
  createLocalInstances,
  type LocalInstances,
  never,
  newSecrets,
  refOf,
  VERSION,
  valuesOf,
} from './testing/local-instances.ts';

/** Ready after 10 to 16 seconds on a machine that does nothing else; five starts stand one after another here. */
const TEST_MS = 600_000;
const READY_MS = 180_000;
const context = { signal: never() };
/** Of all gateways of this user, whoever started them. */
const locks = () => readdir(`/tmp/openclaw-state-locks-${process.getuid?.()}`);
let world: LocalInstances;

beforeEach(async () => {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const cacheDir = cacheFolder(process.env);
  world = await createLocalInstances({
    install: (version, signal) => installOpenClaw({ cacheDir, version, say, signal }),
    timing: {
      drainMs: 30_000,
      firstDelayMs: 200,
      longestDelayMs: 1_000,
      wellAfterMs: 5_000,
      lookEveryMs: 200,
    },
  });
}, TEST_MS);
afterEach(() => world.close());

it(
  'keeps a real gateway through everything that happens to it, and leaves nothing of it',
  async () => {
    const ref = refOf('oc-acme-main');
    const values = valuesOf(ref, { fake: null });
    const secrets = newSecrets();
    const folder = world.folder(ref);
    const probe = async (path: string): Promise<number> => {
      const { url } = await world.driver.address(ref);
      const headers = { authorization: `Bearer ${secrets.gatewayToken}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ tool: 'session_status', args: {} });
      const method = path === '/tools/invoke' ? 'POST' : 'GET';
      const init = method === 'POST' ? { method, headers, body } : { method };
      return (await fetch(`${url.replace('ws:', 'http:')}${path}`, init)).status;
    };

    await world.driver.apply(ref, values, secrets, context);
    const first = await world.ready(ref, READY_MS);
    expect(first).toMatchObject({ exists: true, replicas: 1, version: VERSION, restarts: 0, cause: null });
    expect(await probe('/healthz')).toBe(200);
    // The page is off, and our token opens what the configuration leaves open.
    expect(await probe('/')).toBe(404);
    expect(await probe('/tools/invoke')).toBe(200);
    const measured = await world.state(ref);
    expect(measured.memoryPct).toBeGreaterThan(20);
    expect(measured.memoryPct).toBeLessThan(80);
    expect(measured.cpuPct).not.toBeNull();
    expect((await world.driver.logs(ref, { tail: 500, ...context })).join('\n')).toContain('[gateway] ready');
    // It wrote nothing into its own configuration.
    expect(await world.driver.drift(ref, values, context)).toEqual([]);

    const { keeper, gateway } = await world.pids(ref);
    process.kill(keeper, 'SIGKILL');
    await until('another keeper', async () => {
      expect((await world.state(ref)).ready).toBe(true);
      const now = (await world.pids(ref)).keeper;
      return now !== keeper && (await markOf(now)) !== null;
    });
    expect((await world.pids(ref)).gateway).toBe(gateway);

    process.kill(gateway, 'SIGKILL');
    await until('the gateway was started again', async () => (await world.state(ref)).restarts === 1);
    await world.ready(ref, READY_MS);

    await world.driver.apply(ref, { ...values, replicas: 0 }, secrets, context);
    expect(await world.state(ref)).toMatchObject({ exists: true, ready: false, startedAt: null });
    expect(await processesOf(folder.path)).toEqual([]);
    await world.driver.snapshot(ref, 'before', context);
    const before = (await readdir(folder.state)).sort();
    await writeFile(join(folder.state, 'stray.txt'), 'of a new version');
    await world.driver.restore(ref, 'before', context);
    expect((await readdir(folder.state)).sort()).toEqual(before);

    await world.driver.apply(ref, values, secrets, context);
    await world.ready(ref, READY_MS);
    expect(await probe('/tools/invoke')).toBe(200);

    for (const file of await readdir(world.dataDir, { recursive: true })) {
      const path = join(world.dataDir, file);
      const found = await stat(path).catch(() => null);
      if (!found?.isFile()) continue;
      const text = await readFile(path, 'latin1');
      expect(text.includes(secrets.gatewayToken), file).toBe(false);
      expect(text.includes(secrets.environment.COUNTERSIGN_MODEL_KEY ?? ''), file).toBe(false);
    }

    const ending = (await lockEndingOf(folder)) ?? '';
    expect((await locks()).filter((name) => name.endsWith(ending))).not.toEqual([]);
    const running = await processesOf(folder.path);
    expect(running.length).toBeGreaterThanOrEqual(2);
    await world.driver.remove(ref, { keepSnapshots: false, ...context });
    expect(await world.driver.leftovers(ref)).toEqual([]);
    for (const pid of running) expect(await markOf(pid)).toBeNull();
    expect(await world.driver.snapshots(ref)).toEqual([]);
    expect((await locks()).filter((name) => name.endsWith(ending))).toEqual([]);
  },
  TEST_MS,
);

it(
  'says what a real gateway says that does not take its configuration',
  async () => {
    const ref = refOf('oc-acme-broken');
    const values = valuesOf(ref, { fake: null });
    const broken = { ...values, config: { ...values.config, noSuchPart: true } };
    await world.driver.apply(ref, broken, newSecrets(), context);
    const state = await until(
      'it starts and ends again and again',
      async () => {
        const seen = await world.state(ref);
        return seen.cause && seen.restarts >= 2 ? seen : null;
      },
      READY_MS,
    );
    expect(state).toMatchObject({ ready: false, cause: { code: 'crash_loop' } });
    expect(String(state.cause?.params.lines)).toContain('noSuchPart');
    await world.driver.remove(ref, { keepSnapshots: false, ...context });
    expect(await world.driver.leftovers(ref)).toEqual([]);
  },
  TEST_MS,
);
