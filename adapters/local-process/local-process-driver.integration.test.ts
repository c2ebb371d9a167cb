import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstanceRef } from '../../core/instance.ts';
import { until } from '../../local/testing/until.ts';
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

let world: LocalInstances;
let ref: InstanceRef;
const context = { signal: never() };

beforeEach(async () => {
  world = await createLocalInstances();
  ref = refOf('oc-acme-main');
});
afterEach(() => world.close());

describe('apply', () => {
  it('starts a gateway with an environment of its own and nothing of ours in it', async () => {
    process.env.COUNTERSIGN_CANARY = 'ours';
    const { state, secrets } = await world.deployed(ref);
    expect(state).toMatchObject({ exists: true, replicas: 1, version: VERSION, revision: 1, restarts: 0 });
    const { env, cwd } = await world.facts(ref);
    expect(env.OPENCLAW_GATEWAY_TOKEN).toBe(secrets.gatewayToken);
    expect(env.COUNTERSIGN_MODEL_KEY).toBe(secrets.environment.COUNTERSIGN_MODEL_KEY);
    expect(env.HOME).toBe(world.folder(ref).state);
    expect(cwd).toBe(world.folder(ref).state);
    expect(env.COUNTERSIGN_CANARY).toBeUndefined();
    expect(
      Object.keys(env).filter(
        (name) => !/^(OPENCLAW_|PATH|HOME|TMPDIR|NODE_OPTIONS|COUNTERSIGN_MODEL)/.test(name),
      ),
    ).toEqual(['COUNTERSIGN_INSTANCE_FOLDER']);
  });

  it('keeps the token out of every file and command line', async () => {
    const { secrets } = await world.deployed(ref);
    await world.driver.snapshot(ref, 'copy', context);
    for (const file of await readdir(world.dataDir, { recursive: true })) {
      const path = join(world.dataDir, file);
      if (!(await stat(path)).isFile()) continue;
      const text = await readFile(path, 'latin1');
      expect(text.includes(secrets.gatewayToken), file).toBe(false);
    }
    for (const pid of await processesOf(world.folder(ref).path)) {
      expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(secrets.gatewayToken);
    }
    expect((await stat(world.folder(ref).path)).mode & 0o777).toBe(0o700);
    expect((await stat(world.folder(ref).state)).mode & 0o777).toBe(0o700);
  });

  it('changes nothing when it is repeated, and counts it', async () => {
    const { values, secrets } = await world.deployed(ref);
    const { gateway } = await world.pids(ref);
    await world.driver.apply(ref, values, secrets, context);
    expect((await world.ready(ref)).revision).toBe(2);
    expect((await world.pids(ref)).gateway).toBe(gateway);
  });

  it('starts it anew with another token, another version or another configuration', async () => {
    await world.deployed(ref);
    const renewed = newSecrets();
    await world.driver.apply(ref, valuesOf(ref, { secretRevision: 2 }), renewed, context);
    await world.ready(ref);
    expect((await world.facts(ref)).env.OPENCLAW_GATEWAY_TOKEN).toBe(renewed.gatewayToken);
    const image = { repository: 'x', version: '2026.9.7', digest: null };
    await world.driver.apply(ref, valuesOf(ref, { secretRevision: 2, image }), renewed, context);
    expect(await world.ready(ref)).toMatchObject({ version: '2026.9.7', revision: 3 });
    expect(await world.starts(ref)).toBe(3);
    expect(await readdir(join(world.folder(ref).path, 'config'))).toHaveLength(1);
  });

  it('stops with no replicas, keeps the state, and finds its port again', async () => {
    const { values, secrets } = await world.deployed(ref);
    const { gateway, keeper } = await world.pids(ref);
    const { url } = await world.driver.address(ref);
    await world.driver.apply(ref, { ...values, replicas: 0 }, secrets, context);
    expect(await world.state(ref)).toMatchObject({
      exists: true,
      replicas: 0,
      ready: false,
      startedAt: null,
    });
    expect(await markOf(gateway)).toBeNull();
    expect(await markOf(keeper)).toBeNull();
    await world.driver.apply(ref, values, secrets, context);
    await world.ready(ref);
    expect(await world.starts(ref)).toBe(2);
    expect((await world.driver.address(ref)).url).toBe(url);
  });

  it('lets it finish what it does before it ends', async () => {
    const { values, secrets } = await world.deployed(ref, { fake: { drainMs: 600 } });
    const begun = Date.now();
    await world.driver.apply(ref, { ...values, replicas: 0 }, secrets, context);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(600);
    expect(await world.driver.logs(ref, { tail: 1, ...context })).toEqual(['draining']);
  });

  it('ends by force what does not end when it is asked to', async () => {
    const { values, secrets } = await world.deployed(ref, { fake: { drainMs: -1 } });
    const { gateway } = await world.pids(ref);
    await world.driver.apply(ref, { ...values, replicas: 0 }, secrets, context);
    expect(await markOf(gateway)).toBeNull();
  });

  it('can be given up in the middle of a drain, and goes on from there', async () => {
    const { values, secrets } = await world.deployed(ref, { fake: { drainMs: -1 } });
    const given = new AbortController();
    const stopping = world.driver.apply(ref, { ...values, replicas: 0 }, secrets, { signal: given.signal });
    await until('it drains', async () =>
      (await world.driver.logs(ref, { tail: 1, ...context })).includes('draining'),
    );
    given.abort();
    await expect(stopping).rejects.toThrow();
    await world.driver.remove(ref, { keepSnapshots: false, ...context });
    expect(await world.driver.leftovers(ref)).toEqual([]);
  });

  it('gives every instance a port of its own, also when they come at once', async () => {
    const refs = ['a', 'b', 'c', 'd'].map((name) => refOf(`oc-${name}`));
    const other = world.another();
    await Promise.all(
      refs.map((one, index) =>
        (index % 2 ? other : world.driver).apply(one, valuesOf(one, { replicas: 0 }), newSecrets(), context),
      ),
    );
    const urls = await Promise.all(refs.map(async (one) => (await world.driver.address(one)).url));
    expect(new Set(urls).size).toBe(4);
  });

  it('takes another port when a stranger took its own meanwhile', async () => {
    const { values, secrets } = await world.deployed(ref);
    await world.driver.apply(ref, { ...values, replicas: 0 }, secrets, context);
    const { url } = await world.driver.address(ref);
    const stranger = createServer((_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => stranger.listen(Number(new URL(url).port), '127.0.0.1', resolve));
    try {
      await world.driver.apply(ref, values, secrets, context);
      await world.ready(ref);
      expect((await world.driver.address(ref)).url).not.toBe(url);
    } finally {
      stranger.close();
    }
  });
});

describe('copies of the state', () => {
  it('puts back what was copied', async () => {
    const { values, secrets } = await world.deployed(ref);
    await writeFile(join(world.folder(ref).state, 'memory.txt'), 'before');
    await world.driver.apply(ref, { ...values, replicas: 0 }, secrets, context);
    await world.driver.snapshot(ref, 'before-2026.9.7-abc', context);
    await world.driver.snapshot(ref, 'before-2026.9.7-abc', context);
    await writeFile(join(world.folder(ref).state, 'memory.txt'), 'after');
    await writeFile(join(world.folder(ref).state, 'new.txt'), 'after');
    await world.driver.restore(ref, 'before-2026.9.7-abc', context);
    expect(await readFile(join(world.folder(ref).state, 'memory.txt'), 'utf8')).toBe('before');
    expect(existsSync(join(world.folder(ref).state, 'new.txt'))).toBe(false);
    expect(await world.driver.snapshots(ref)).toEqual(['before-2026.9.7-abc']);
    await world.driver.apply(ref, values, secrets, context);
    await world.ready(ref);
  });

  it('stops a running one for the copy, and starts it again', async () => {
    await world.deployed(ref);
    await world.driver.snapshot(ref, 'copy', context);
    await world.ready(ref);
    expect(await world.starts(ref)).toBe(2);
  });

  it('refuses to put a copy back under a running one', async () => {
    await world.deployed(ref);
    await world.driver.snapshot(ref, 'copy', context);
    await expect(world.driver.restore(ref, 'copy', context)).rejects.toMatchObject({ code: 'deploy_failed' });
    await expect(world.driver.restore(refOf('oc-none'), 'copy', context)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('finds the state again after a crash in the middle of putting one back', async () => {
    const { values, secrets } = await world.deployed(ref);
    await world.driver.apply(ref, { ...values, replicas: 0 }, secrets, context);
    const { state } = world.folder(ref);
    await rename(state, `${state}.former`);
    await world.driver.apply(ref, values, secrets, context);
    await world.ready(ref);
    expect(await world.starts(ref)).toBe(2);
  });
});

describe('remove', () => {
  it('leaves nothing, whether the copies are kept or not', async () => {
    await world.deployed(ref);
    await world.driver.snapshot(ref, 'last', context);
    await world.ready(ref);
    const pids = await processesOf(world.folder(ref).path);
    expect(await world.driver.leftovers(ref)).toContain('folder/oc-acme-main');
    await world.driver.remove(ref, { keepSnapshots: true, ...context });
    expect(await world.driver.leftovers(ref)).toEqual([]);
    for (const pid of pids) expect(await markOf(pid)).toBeNull();
    expect(await world.state(ref)).toMatchObject({ exists: false, version: null });
    expect(await world.driver.snapshots(ref)).toEqual(['last']);
    await world.driver.remove(ref, { keepSnapshots: false, ...context });
    expect(await world.driver.snapshots(ref)).toEqual([]);
    expect(await readdir(join(world.dataDir, 'instance-snapshots'))).toEqual([]);
  });

  it('ends a gateway that no keeper and no file knows of any more', async () => {
    await world.deployed(ref);
    const { keeper, gateway } = await world.pids(ref);
    process.kill(keeper, 'SIGKILL');
    await rm(world.folder(ref).path, { recursive: true, force: true });
    expect(await world.driver.leftovers(ref)).toContain(`process/${gateway}`);
    await world.driver.remove(ref, { keepSnapshots: false, ...context });
    expect(await world.driver.leftovers(ref)).toEqual([]);
  });
});
