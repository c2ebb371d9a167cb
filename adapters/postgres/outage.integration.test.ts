import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Change, Stores } from '../../core/ports/stores.ts';
import { createWorld, type World } from '../../core/testing/stores-contract/world.ts';
import { createPostgresStores } from './create-stores.ts';
import { createDatabase, type Database } from './database.ts';
import { createChangeFeed, type PostgresChangeFeed } from './listen.ts';
import { type PostgresHarness, startPostgresHarness } from './testing/harness.ts';
import { type DatabaseProxy, startProxy } from './testing/proxy.ts';

let harness: PostgresHarness;
let world: World;
let proxy: DatabaseProxy;
let db: Database;
let stores: Stores;
let feed: PostgresChangeFeed;

beforeAll(async () => {
  harness = await startPostgresHarness();
  world = await createWorld(harness);
  proxy = await startProxy(harness.test.appUrl);
  db = createDatabase({ url: proxy.url });
  stores = createPostgresStores(db);
  feed = createChangeFeed({ url: proxy.url });
  await feed.ready;
});
afterAll(async () => {
  await feed.stop();
  await db.close();
  await proxy.close();
  await harness.close();
});

const UNAVAILABLE = { code: 'store_unavailable' };
const patience = { timeout: 10_000 };

describe('while the database is away', () => {
  it('every call says so, and the next one after its return works', async () => {
    await stores.ping();
    const slow = db.run(world.tenant.id, { text: 'select pg_sleep(30)', values: [] });
    const open = db.withTenant(world.tenant.id, (scope) =>
      scope.query({ text: 'select pg_sleep(30)', values: [] }),
    );
    const model = db.withModels(world.tenant.id, (trx) => trx.raw('select pg_sleep(30)'));
    const broken = Promise.allSettled([slow, open, model]);
    const sleeping = `select count(*)::int as n from pg_stat_activity
      where datname = current_database() and query like 'select pg_sleep%' and state = 'active'`;
    await vi.waitFor(async () => {
      const [row] = await harness.db.run<{ n: number }>(world.tenant.id, { text: sleeping, values: [] });
      expect(row?.n).toBe(3);
    }, patience);
    await proxy.cut();
    for (const result of await broken) {
      expect(result).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    }
    await expect(stores.ping()).rejects.toMatchObject(UNAVAILABLE);
    await expect(stores.tasks.insert(world.request())).rejects.toMatchObject(UNAVAILABLE);
    await expect(stores.members.list(world.tenant.id)).rejects.toMatchObject(UNAVAILABLE);
    await expect(stores.credentials.session('x')).rejects.toMatchObject(UNAVAILABLE);
    await proxy.restore();
    await stores.ping();
    const task = await stores.tasks.insert(world.request());
    expect(await stores.tasks.byId(world.tenant.id, task.id)).toEqual(task);
  });

  it('the change feed waits, says that it missed something, and goes on', async () => {
    const heard: Change[] = [];
    const stop = feed.subscribe((change) => heard.push(change));
    await proxy.cut();
    await world.task();
    await proxy.restore();
    await vi.waitFor(() => expect(heard).toContainEqual({ topic: 'resync' }), patience);
    const task = await world.task();
    const change = { topic: 'task', tenantId: world.tenant.id, taskId: task.id };
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(change), patience);
    expect(heard.filter((one) => one.topic === 'task')).toEqual([change]);
    stop();
    await world.task();
    expect(heard.at(-1)).toEqual(change);
  });

  it('a feed that starts without the database listens when it comes', async () => {
    await proxy.cut();
    const early = createChangeFeed({ url: proxy.url });
    await proxy.restore();
    await early.ready;
    await early.stop();
  });

  it('a feed can be stopped', async () => {
    await proxy.cut();
    const never = createChangeFeed({ url: proxy.url });
    await never.stop();
    await proxy.restore();
  });
});

describe('a transaction', () => {
  it('keeps nothing of a tenant on its connection', async () => {
    const single = createDatabase({ url: harness.test.appUrl, maxConnections: 1 });
    const tenant = { text: "select current_setting('app.tenant_id', true) as id", values: [] };
    await single.run(world.tenant.id, tenant);
    await single.withTenant(world.tenant.id, (scope) => scope.query(tenant));
    await single.withModels(world.tenant.id, (trx) => trx.raw('select 1'));
    await single.withTenant(world.tenant.id, () => Promise.reject(new Error('no'))).catch(() => undefined);
    const [row] = await single.withSettings({}, (scope) => scope.query<{ id: string | null }>(tenant));
    expect(row?.id ?? '').toBe('');
    await single.close();
  });

  it('is undone as a whole', async () => {
    const number = "insert into tenant_counters (tenant_id, counter, value) values ($1, 'approval', 7)";
    const failing = harness.db.withTenant(world.tenant.id, async (scope) => {
      await scope.query({ text: number, values: [world.tenant.id] });
      await scope.query({ text: 'select 1 / 0', values: [] });
    });
    await expect(failing).rejects.toThrow('division by zero');
    const select = { text: "select from tenant_counters where counter = 'approval'", values: [] };
    expect(await harness.db.run(world.tenant.id, select)).toEqual([]);
  });

  it('serves many at once on few connections', async () => {
    const few = createDatabase({ url: harness.test.appUrl, maxConnections: 2 });
    const one = { text: 'select $1::int as n', values: [0] };
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        few.run<{ n: number }>(world.tenant.id, { ...one, values: [index] }),
      ),
    );
    expect(answers.map((rows) => rows[0]?.n)).toEqual(Array.from({ length: 200 }, (_, index) => index));
    await few.close();
  });
});
