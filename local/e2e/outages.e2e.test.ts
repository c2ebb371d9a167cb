import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseProxy, startProxy } from '../../adapters/postgres/testing/proxy.ts';
import { says } from '../testing/person.ts';
import { until } from '../testing/until.ts';
import { inOrder, startWorld, type TaskBody, type World } from '../testing/world.ts';

const AWAY_MS = 10_000;

let world: World;
let database: DatabaseProxy;
let temporal: DatabaseProxy;
beforeAll(async () => {
  world = await startWorld({
    through: async ({ databaseUrl, temporalAddress }) => {
      database = await startProxy(databaseUrl);
      temporal = await startProxy(`http://${temporalAddress}`);
      return { databaseUrl: database.url, temporalAddress: new URL(temporal.url).host };
    },
  });
});
afterEach(async () => {
  await Promise.all([database.restore(), temporal.restore()]);
});
afterAll(async () => {
  await world.stop();
  await Promise.all([database.close(), temporal.close()]);
});

const isReady = async (): Promise<boolean> => (await fetch(`${world.url}/readyz`)).ok;

const expectWholeTrace = async (id: string): Promise<void> => {
  const numbers = await world.numbers(id);
  expect(numbers.length).toBeGreaterThan(2);
  expect(numbers).toEqual(inOrder(numbers));
};

const tasksIn = async (threadKey: string): Promise<number> => {
  const { body } = await world.people.requester.api<{
    items: (TaskBody & { thread: { thread_key: string } | null })[];
  }>('GET', '/api/v1/agent-tasks?limit=100');
  return body.items.filter(({ thread }) => thread?.thread_key === threadKey).length;
};

describe('Postgres away for ten seconds in mid-task', () => {
  it('tells everybody who asks meanwhile, starts nothing by halves, and the task goes on by itself', async () => {
    const { requester } = world.people;
    const task = await world.starts(requester, '/run counting.slow_append line=held delayMs=1000');
    await until('the call has begun', () => world.begun('counting').includes('held'));
    const since = Date.now();
    await database.cut();
    const threadKey = randomUUID();
    const messageId = randomUUID();
    const line = '/run files.list_directory path=.';
    const refused = await requester.say(threadKey, line, messageId);
    expect([refused.status, refused.body.code]).toEqual([503, 'store_unavailable']);
    expect(String(refused.body.detail)).toMatch(says('error.store_unavailable'));
    await until('ten seconds without the database', async () => {
      const answer = await requester.api('GET', `/api/v1/agent-tasks/${task.id}`);
      if (answer.status !== 503 || answer.headers.get('retry-after') === null) {
        throw new Error(`answered ${answer.status}`);
      }
      return Date.now() - since > AWAY_MS;
    });
    expect(await isReady()).toBe(false);
    await database.restore();

    await until('ready again', isReady);
    await world.taskIs(task.id, 'completed');
    await requester.sees(task.threadKey, /✓.*done/);
    expect(world.effects('counting')).toEqual(['held']);
    await expectWholeTrace(task.id);

    expect(await tasksIn(threadKey)).toBe(0);
    // What was refused is sent again under the same identity, as the page does: one task.
    await requester.say(threadKey, line, messageId);
    const card = await requester.sees(threadKey, /T-\d+/);
    await world.taskIs(card.slot.slice('task:'.length), 'completed');
    expect(await tasksIn(threadKey)).toBe(1);
  });
});

describe('Temporal away at submit', () => {
  it('tells the person in their thread, nothing is half there, and the same message then starts one task', async () => {
    const { requester, stranger } = world.people;
    const running = await world.starts(requester, '/run counting.slow_read delayMs=1500');
    await until('the call has begun', () => world.begun('counting').includes('slow_read'));
    await temporal.cut();
    const threadKey = randomUUID();
    const messageId = randomUUID();
    expect((await requester.say(threadKey, '/run files.list_directory path=.', messageId)).status).toBe(202);
    const told = await requester.sees(threadKey, says('error.workflow_service_unavailable'));
    expect(told.private).toBe(true);
    expect(told.text).toMatch(/\[\*.+\*\]/);
    expect((await stranger.read(threadKey)).filter((message) => message.private)).toEqual([]);
    const key = { 'idempotency-key': randomUUID() };
    const request = { runbook: 'files.list_directory', arguments: { path: '.' } };
    const submit = () =>
      requester.api<{ id: string; code: string }>('POST', '/api/v1/agent-tasks', request, key);
    const refused = await submit();
    expect([refused.status, refused.body.code]).toEqual([503, 'workflow_service_unavailable']);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(await tasksIn(threadKey)).toBe(0);
    await temporal.restore();

    await until('ready again', isReady);
    const said = await requester.click(threadKey, { slot: told.slot, action: 'resend', value: messageId });
    const card = await requester.sees(threadKey, /T-\d+/);
    expect(said).not.toMatch(says('error.workflow_service_unavailable'));
    await world.taskIs(card.slot.slice('task:'.length), 'completed');
    expect(await tasksIn(threadKey)).toBe(1);
    const accepted = await submit();
    expect(accepted.status).toBe(202);
    await world.taskIs(accepted.body.id, 'completed');
    // What ran meanwhile was not harmed.
    await world.taskIs(running.id, 'completed');
    await expectWholeTrace(running.id);
  });
});
