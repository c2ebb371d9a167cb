import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstanceRef } from '../../core/instance.ts';
import { until } from '../../local/testing/until.ts';
import { readRecord, writeRecord } from './instance-folder.ts';
import { isRunning, markOf } from './process-table.ts';
import {
  createLocalInstances,
  gone,
  type LocalInstances,
  never,
  newSecrets,
  refOf,
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

describe('when something dies', () => {
  it('starts a gateway again that was killed', async () => {
    await world.deployed(ref);
    const { gateway } = await world.pids(ref);
    process.kill(gateway, 'SIGKILL');
    await gone(gateway);
    const state = await until('it is back', async () => {
      const seen = await world.state(ref);
      return seen.ready && seen.restarts === 1 ? seen : null;
    });
    expect(state.cause).toBeNull();
    expect(await world.starts(ref)).toBe(2);
  });

  it('puts another keeper in place of one that was killed, without touching the gateway', async () => {
    await world.deployed(ref);
    const { keeper, gateway } = await world.pids(ref);
    process.kill(keeper, 'SIGKILL');
    await gone(keeper);
    await until('another keeper', async () => {
      await world.state(ref);
      const now = await world.pids(ref);
      return now.keeper !== keeper && (await markOf(now.keeper)) !== null;
    });
    expect((await world.pids(ref)).gateway).toBe(gateway);
    expect(await world.starts(ref)).toBe(1);
    process.kill(gateway, 'SIGKILL');
    await until('the new keeper starts it again', async () => (await world.starts(ref)) === 2);
  });

  it('comes back with its token after both were killed, as after a restart of the machine', async () => {
    const { secrets } = await world.deployed(ref);
    const { keeper, gateway } = await world.pids(ref);
    process.kill(keeper, 'SIGKILL');
    process.kill(gateway, 'SIGKILL');
    await gone(gateway);
    await world.another().resume(never());
    await world.ready(ref);
    expect((await world.facts(ref)).env.OPENCLAW_GATEWAY_TOKEN).toBe(secrets.gatewayToken);
  });

  it('says that it starts and ends again and again, with its last lines and no secret in them', async () => {
    const secrets = newSecrets();
    const fake = { endsWith: 'config: unknown key “x”', writesToken: true };
    await world.driver.apply(ref, valuesOf(ref, { fake }), secrets, context);
    const state = await until('a loop', async () => {
      const seen = await world.state(ref);
      return seen.cause && seen.restarts >= 3 ? seen : null;
    });
    expect(state).toMatchObject({ ready: false, cause: { code: 'crash_loop' } });
    const lines = String(state.cause?.params.lines);
    expect(lines).toContain('config: unknown key “x”');
    expect(lines).toContain('the token is [redacted], the key [redacted].');
    expect((await world.driver.logs(ref, { tail: 500, ...context })).join()).not.toContain(
      secrets.gatewayToken,
    );
  });

  it('ends with its owner, and comes back with the next one', async () => {
    const owner = spawn('sleep', ['600']);
    const owned = world.another({ ownerPid: owner.pid ?? -1 });
    await owned.apply(ref, valuesOf(ref), newSecrets(), context);
    await world.ready(ref);
    const { keeper, gateway } = await world.pids(ref);
    owner.kill('SIGKILL');
    await gone(gateway);
    await gone(keeper);
    await world.another({ ownerPid: process.pid }).resume(never());
    await world.ready(ref);
    expect(await world.starts(ref)).toBe(2);
  });

  it('lives on when the worker that started it ends', async () => {
    const { gateway } = await world.deployed(ref).then(() => world.pids(ref));
    const line = await readFile(`/proc/${(await world.pids(ref)).keeper}/stat`, 'utf8');
    const session = Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[3]);
    expect(session).toBe((await world.pids(ref)).keeper);
    expect(await isRunning(await markOf(gateway))).toBe(true);
  });

  it('runs again after a crash in the middle of a copy', async () => {
    await world.deployed(ref);
    const record = await readRecord(world.folder(ref));
    if (record) await writeRecord(world.folder(ref), { ...record, isPaused: true });
    await gone((await world.pids(ref)).keeper);
    expect(await world.state(ref)).toMatchObject({ replicas: 1, ready: false });
    await world.another().resume(never());
    await world.ready(ref);
    expect(await world.starts(ref)).toBe(2);
  });

  it('restarts when it is asked to, with the same state', async () => {
    await world.deployed(ref);
    const { gateway } = await world.pids(ref);
    await world.driver.restart(ref, context);
    await world.ready(ref);
    expect((await world.pids(ref)).gateway).not.toBe(gateway);
    expect(await world.starts(ref)).toBe(2);
  });
});

describe('what does not belong to it', () => {
  it.each(['../escape', 'a/b', '', 'A', 'a b', '..', 'a\0', '$(id)', 'é'])(
    'refuses the name %j',
    async (release) => {
      const hostile = { ...ref, release };
      const { driver } = world;
      const secrets = newSecrets();
      await expect(async () => driver.apply(hostile, valuesOf(hostile), secrets, context)).rejects.toThrow();
      await expect(async () =>
        driver.remove(hostile, { keepSnapshots: false, ...context }),
      ).rejects.toThrow();
      await expect(async () => driver.leftovers(hostile)).rejects.toThrow();
      await expect(async () => driver.snapshots(hostile)).rejects.toThrow();
      expect(await readdir(world.dataDir)).toEqual([]);
    },
  );

  it.each(['../x', 'a/b', '.', '..', '', '-x', 'a..b', '.former-x'])('refuses the copy %j', async (name) => {
    const { values, secrets } = await world.deployed(ref);
    await world.driver.apply(ref, { ...values, replicas: 0 }, secrets, context);
    await expect(world.driver.snapshot(ref, name, context)).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(world.driver.restore(ref, name, context)).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(world.driver.dropSnapshot(ref, name, context)).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  it('hides an instance from everybody else, also under its own name', async () => {
    await world.deployed(ref);
    const thief = { ...refOf(ref.release) };
    expect(await world.state(thief)).toMatchObject({ exists: false });
    await expect(world.driver.address(thief)).rejects.toMatchObject({ code: 'not_found' });
    await expect(world.driver.restart(thief, context)).rejects.toMatchObject({ code: 'not_found' });
    await expect(world.driver.snapshot(thief, 'x', context)).rejects.toMatchObject({ code: 'not_found' });
    expect(await world.driver.logs(thief, { tail: 5, ...context })).toEqual([]);
    await world.driver.remove(thief, { keepSnapshots: false, ...context });
    await expect(world.driver.apply(thief, valuesOf(thief), newSecrets(), context)).rejects.toMatchObject({
      code: 'deploy_failed',
    });
    expect((await world.state(ref)).ready).toBe(true);
  });

  it('says what somebody changed in the file, and takes it back with the next apply', async () => {
    const { values, secrets } = await world.deployed(ref);
    expect(await world.driver.drift(ref, values, context)).toEqual([]);
    const record = await readRecord(world.folder(ref));
    const file = world.folder(ref).config(record?.configFile ?? '');
    const config = JSON.parse(await readFile(file, 'utf8'));
    config.tools.profile = 'full';
    config.extra = 1;
    await writeFile(file, JSON.stringify(config));
    expect(await world.driver.drift(ref, values, context)).toEqual([
      'extra: (nothing) → 1',
      'tools.profile: "minimal" → "full"',
    ]);
    await world.driver.apply(ref, values, secrets, context);
    await world.ready(ref);
    expect(await world.driver.drift(ref, values, context)).toEqual([]);
  });

  it('leaves a person’s shell in the folder alone', async () => {
    await world.deployed(ref);
    await mkdir(join(world.folder(ref).state, 'x'));
    const shell = spawn('sleep', ['600'], { cwd: world.folder(ref).state });
    try {
      await world.driver.remove(ref, { keepSnapshots: false, ...context });
      expect(await markOf(shell.pid ?? -1)).not.toBeNull();
    } finally {
      shell.kill('SIGKILL');
    }
  });
});
