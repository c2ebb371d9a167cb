import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHarness, startApi } from '../testing/api-harness.ts';
import { type EventReader, readEvents } from '../testing/read-events.ts';
import { finish, insertTask, step } from '../testing/samples.ts';

let api: ApiHarness;
let origin: string;
beforeAll(async () => {
  api = await startApi({ heartbeatMs: 100 });
  origin = await api.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => api.stop());

const record = (task: { tenantId: string; id: string }, ...orders: number[]) =>
  api.stores.tasks.record(
    task.tenantId,
    task.id,
    orders.map((order) => step(order)),
    {},
  );
const get = (url: string) => api.as(api.acme.people.requester, { url: `/api/v1${url}` });

describe('a trace', () => {
  it('has the steps in order, with the details under our names and what people wrote untouched', async () => {
    const task = await insertTask(api, api.acme);
    await record(task, 1, 2);
    const { items } = (await get(`/agent-tasks/${task.id}/trace`)).json();
    expect(items.map((item: { step_order: number }) => item.step_order)).toEqual([1, 2]);
    expect(items[0]).toMatchObject({
      step_type: 'skill_call',
      summary: 'step 1',
      duration_ms: 12,
      details: { runbook_step: 's1', output_bytes: 8, arguments: { someKey: 'stays' } },
    });
    expect((await get(`/agent-tasks/${task.id}/trace?after=1`)).json().items).toHaveLength(1);
  });

  it('gives the output of a step, short or long, as plain text', async () => {
    const task = await insertTask(api, api.acme);
    await record(task, 1, 2);
    await api.stores.traces.saveOutput(task.tenantId, task.id, 2, '<script>alert(1)</script>'.repeat(1000));
    const short = await get(`/agent-tasks/${task.id}/trace/1/output`);
    expect(short.body).toBe('output 1');
    const long = await get(`/agent-tasks/${task.id}/trace/2/output`);
    expect(long.body).toHaveLength(25_000);
    expect(long.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
    expect((await get(`/agent-tasks/${task.id}/trace/3/output`)).statusCode).toBe(404);
    expect((await get(`/agent-tasks/${task.id}/trace/x/output`)).statusCode).toBe(404);
  });

  it('is part of what the whole organization did, newest first, page by page', async () => {
    const task = await insertTask(api, api.globex);
    await record(task, 1, 2, 3);
    const page = async (query: string) =>
      (
        await api.as(api.globex.people.admin, { url: `/api/v1/traces?task=T-${task.number}&${query}` })
      ).json();
    const first = await page('limit=2');
    const second = await page(`limit=2&cursor=${first.next_cursor}`);
    const items = [...first.items, ...second.items];
    expect(items.map((item) => item.step_order).sort()).toEqual([1, 2, 3]);
    expect(items.every((item) => item.task_id === task.id)).toBe(true);
    expect(second.next_cursor).toBeNull();
  });
});

describe('the stream of a trace', () => {
  const open = (id: string, headers: Record<string, string> = {}): Promise<EventReader> =>
    readEvents(`${origin}/api/v1/agent-tasks/${id}/trace/stream`, {
      authorization: `Bearer ${api.acme.people.requester.key}`,
      ...headers,
    });

  it('gives what was and then what happens, and ends after the last step', async () => {
    const task = await insertTask(api, api.acme);
    await record(task, 1);
    const events = await open(task.id);
    expect(events.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await events.next()).toMatchObject({ event: 'step', id: '1', data: { step_order: 1 } });
    await record(task, 2);
    expect(await events.next()).toMatchObject({ id: '2' });
    await finish(api, task, step(3, 'completed'));
    expect(await events.rest()).toMatchObject([{ id: '3', data: { step_type: 'completed' } }]);
  });

  it('goes on where it was, and has nothing for who saw the end', async () => {
    const task = await insertTask(api, api.acme);
    await record(task, 1, 2);
    await finish(api, task, step(3, 'completed'));
    const later = await open(task.id, { 'last-event-id': '1' });
    expect((await later.rest()).map((event) => event.id)).toEqual(['2', '3']);
    expect((await open(task.id, { 'last-event-id': '3' })).status).toBe(204);
  });

  it('waits for a step that is written late instead of leaving it out', async () => {
    const task = await insertTask(api, api.acme);
    const events = await open(task.id);
    await record(task, 2);
    await record(task, 1);
    expect([(await events.next())?.id, (await events.next())?.id]).toEqual(['1', '2']);
    events.close();
  });

  it('hears nothing of other tasks', async () => {
    const [mine, other] = [await insertTask(api, api.acme), await insertTask(api, api.acme)];
    const events = await open(mine.id);
    await record(other, 1);
    await record(mine, 1);
    expect(await events.next()).toMatchObject({ data: { summary: 'step 1' } });
    await finish(api, mine, step(2, 'completed'));
    expect(await events.rest()).toHaveLength(1);
  });

  it('ends when its key is revoked', async () => {
    const { tenant, people } = api.acme;
    const { key, prefix } = await api.operator.createKey(tenant.id, {
      memberId: people.requester.member.id,
      name: 'watcher',
      scopes: ['tasks:read'],
    });
    const task = await insertTask(api, api.acme);
    const events = await open(task.id, { authorization: `Bearer ${key}` });
    await api.operator.revokeKey(tenant.id, prefix);
    expect(await events.rest()).toEqual([]);
  });

  it('is counted while it is open', async () => {
    const count = async () => {
      const { body } = await api.app.inject({ url: '/metrics' });
      return Number(/countersign_sse_clients\{stream="trace"\} (\d+)/.exec(body)?.[1]);
    };
    const task = await insertTask(api, api.acme);
    await expect.poll(count).toBe(0);
    const events = await open(task.id);
    expect(await count()).toBe(1);
    events.close();
    await expect.poll(count).toBe(0);
  });
});
