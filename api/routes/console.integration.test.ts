import { randomUUID } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsoleMessage } from '../../core/ports/stores.ts';
import type { ThreadRef } from '../../core/task.ts';
import { type ApiHarness, type Person, startApi } from '../testing/api-harness.ts';
import { type EventReader, readEvents } from '../testing/read-events.ts';
import { insertApproval, insertTask, step } from '../testing/samples.ts';

let api: ApiHarness;
let origin: string;
beforeAll(async () => {
  api = await startApi({ heartbeatMs: 100 });
  origin = await api.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => api.stop());

interface Browser {
  readonly cookie: string;
  get(path: string): Promise<ReturnType<typeof JSON.parse>>;
  post(path: string, payload: object): Promise<number>;
  stream(query?: string, headers?: Record<string, string>): Promise<EventReader>;
}

const signIn = async (person: Person): Promise<Browser> => {
  const cookie = await api.signIn(person);
  const headers = { cookie, 'sec-fetch-site': 'same-origin' };
  const ask = (request: InjectOptions) => api.app.inject({ ...request, headers });
  return {
    cookie,
    get: async (path) => (await ask({ url: `/console/api${path}` })).json(),
    post: async (path, payload) =>
      (await ask({ method: 'POST', url: `/console/api${path}`, payload })).statusCode,
    stream: (query = '', more = {}) =>
      readEvents(`${origin}/console/api/stream${query}`, { ...headers, ...more }),
  };
};

const write = (thread: ThreadRef, slot: string, text: string, visibleTo: string | null = null) =>
  api.stores.consoleChat.put(api.acme.tenant.id, {
    threadId: thread.threadId,
    slot,
    author: { kind: 'bot' },
    body: { kind: 'text', text },
    visibleTo,
  });
const newThread = (tenantId = api.acme.tenant.id) =>
  api.stores.threads.ensure(tenantId, {
    platform: 'console',
    workspaceId: tenantId,
    channelId: 'main',
    threadKey: randomUUID(),
  });
const slots = (messages: readonly ConsoleMessage[]) => messages.map((message) => message.slot);

describe('the chat of the page', () => {
  it('takes a command, starts its task, and shows both in the thread', async () => {
    const page = await signIn(api.acme.people.requester);
    const threadKey = randomUUID();
    expect(await page.get(`/threads/${threadKey}/messages`)).toMatchObject({ messages: [] });
    const messageId = randomUUID();
    const text = '/run site-check url=https://example.org';
    expect(await page.post(`/threads/${threadKey}/messages`, { messageId, text })).toBe(202);
    const { messages, thread } = await page.get(`/threads/${threadKey}/messages`);
    expect(messages[0]).toMatchObject({
      slot: `message:${messageId}`,
      author: { kind: 'member', displayName: 'acme requester' },
      body: { kind: 'text', text },
    });
    expect(messages[1]).toMatchObject({
      author: { kind: 'bot' },
      body: { kind: 'card', card: { kind: 'task' } },
    });
    expect(thread.threadKey).toBe(threadKey);
    const { threads } = await page.get('/threads');
    expect(threads).toMatchObject([{ threadKey, taskStatus: 'queued' }]);
  });

  it('is one message however often it is sent', async () => {
    const page = await signIn(api.acme.people.requester);
    const threadKey = randomUUID();
    const message = { messageId: randomUUID(), text: '/run site-check url=https://example.org/twice' };
    const send = () => page.post(`/threads/${threadKey}/messages`, message);
    expect(await Promise.all([send(), send(), send()])).toEqual([202, 202, 202]);
    const { messages } = await page.get(`/threads/${threadKey}/messages`);
    expect(slots(messages)).toHaveLength(2);
  });

  it('answers a mistake to its writer alone', async () => {
    const [writer, other] = [await signIn(api.acme.people.requester), await signIn(api.acme.people.admin)];
    const threadKey = randomUUID();
    await writer.post(`/threads/${threadKey}/messages`, { messageId: randomUUID(), text: '/run site-chek' });
    const path = `/threads/${threadKey}/messages`;
    const mine = (await writer.get(path)).messages;
    const theirs = (await other.get(path)).messages;
    expect(mine).toHaveLength(2);
    expect(mine[1].visibleTo).toBe(api.acme.people.requester.member.id);
    expect(theirs).toHaveLength(1);
  });

  it('answers a click to who clicked', async () => {
    const page = await signIn(api.acme.people.requester);
    const { approval } = await insertApproval(api, api.acme);
    const threadKey = randomUUID();
    const click = {
      threadKey,
      slot: `approval:${approval.id}`,
      action: 'approve',
      value: approval.id,
      interactionId: randomUUID(),
      shownDigest: approval.digest,
    };
    expect(await page.post('/actions', click)).toBe(202);
    const { messages } = await page.get(`/threads/${threadKey}/messages`);
    expect(messages).toMatchObject([
      { body: { kind: 'notice', notice: { text: { t: 'notice.own_request' } } } },
    ]);
    expect((await api.stores.approvals.byId(approval.tenantId, approval.id))?.status).toBe('pending');
  });

  it.each([
    ['/threads/not-a-uuid/messages', { messageId: 'm', text: 'x' }, 404],
    [`/threads/${randomUUID()}/messages`, { messageId: 'm', text: '  ' }, 400],
    [`/threads/${randomUUID()}/messages`, { messageId: 'm', text: 'x'.repeat(9000) }, 400],
    [
      '/actions',
      { threadKey: randomUUID(), slot: 's', action: 'explode', value: '', interactionId: 'i' },
      400,
    ],
  ])('refuses %s %o', async (path, payload, status) => {
    const page = await signIn(api.acme.people.requester);
    expect(await page.post(path, payload)).toBe(status);
  });

  it('knows what can be run', async () => {
    const page = await signIn(api.acme.people.requester);
    expect((await page.get('/catalogue')).runbooks).toMatchObject([{ name: 'site-check' }]);
  });
});

describe('the stream of the page', () => {
  /** What it was told of itself before, so that only what a test writes is new. */
  const latest = async (person: Person): Promise<number> => {
    const page = await signIn(person);
    const thread = await newThread();
    await write(thread, 'message:mark', 'mark');
    const { messages } = await page.get(`/threads/${thread.threadKey}/messages`);
    return messages[0].revision;
  };

  it('pushes messages as they are written and edited, with the thread they are in', async () => {
    const page = await signIn(api.acme.people.admin);
    const stream = await page.stream(`?after=${await latest(api.acme.people.admin)}`);
    const thread = await newThread();
    await write(thread, 'task:1', 'one');
    const first = await stream.next();
    expect(first).toMatchObject({
      event: 'message',
      data: { slot: 'task:1', threadKey: thread.threadKey, body: { text: 'one' } },
    });
    await write(thread, 'task:1', 'two');
    expect(await stream.next()).toMatchObject({ data: { slot: 'task:1', body: { text: 'two' } } });
    stream.close();
  });

  it('keeps private answers and other organizations to themselves', async () => {
    const { requester, admin } = api.acme.people;
    const page = await signIn(requester);
    const stream = await page.stream(`?after=${await latest(requester)}`);
    const thread = await newThread();
    await write(thread, 'notice:theirs', 'for the admin', admin.member.id);
    const theirs = await newThread(api.globex.tenant.id);
    await api.stores.consoleChat.put(api.globex.tenant.id, {
      threadId: theirs.threadId,
      slot: 'task:9',
      author: { kind: 'bot' },
      body: { kind: 'text', text: 'for globex' },
      visibleTo: null,
    });
    await insertTask(api, api.globex);
    await write(thread, 'notice:mine', 'for the requester', requester.member.id);
    expect(await stream.next()).toMatchObject({ data: { slot: 'notice:mine' } });
    stream.close();
  });

  it('goes on where it was after an interruption', async () => {
    const page = await signIn(api.acme.people.admin);
    const after = await latest(api.acme.people.admin);
    const first = await page.stream(`?after=${after}`);
    const thread = await newThread();
    await write(thread, 'message:1', 'one');
    const seen = await first.next();
    first.close();
    await write(thread, 'message:2', 'two');
    await write(thread, 'message:3', 'three');
    const second = await page.stream(`?after=${after}`, { 'last-event-id': seen?.id ?? '' });
    expect([await second.next(), await second.next()]).toMatchObject([
      { data: { slot: 'message:2' } },
      { data: { slot: 'message:3' } },
    ]);
    second.close();
  });

  it('begins with what comes next for a page that does not say what it knows', async () => {
    const page = await signIn(api.acme.people.admin);
    const thread = await newThread();
    await write(thread, 'message:old', 'old');
    const stream = await page.stream();
    await write(thread, 'message:new', 'new');
    expect(await stream.next()).toMatchObject({ event: 'message', data: { slot: 'message:new' } });
    stream.close();
  });

  it('tells who missed very much to read again', async () => {
    const thread = await newThread();
    for (let index = 0; index < 500; index += 1) await write(thread, `message:many-${index}`, 'x');
    const page = await signIn(api.acme.people.admin);
    const stream = await page.stream('?after=0');
    expect(await stream.next()).toMatchObject({ event: 'resync' });
    await write(thread, 'message:after', 'y');
    expect(await stream.next()).toMatchObject({ event: 'message', data: { slot: 'message:after' } });
    stream.close();
  });

  it('says what else changed, by id', async () => {
    const page = await signIn(api.acme.people.admin);
    const stream = await page.stream(`?after=${await latest(api.acme.people.admin)}`);
    const { task, approval } = await insertApproval(api, api.acme);
    await api.stores.tasks.record(task.tenantId, task.id, [step(1)], { status: 'executing' });
    const events = [];
    while (events.length < 4) events.push(await stream.next());
    expect(events).toEqual(
      expect.arrayContaining([
        { event: 'task', id: null, data: { taskId: task.id } },
        { event: 'approval', id: null, data: { approvalId: approval.id } },
        { event: 'trace', id: null, data: { taskId: task.id, stepOrder: 1 } },
      ]),
    );
    stream.close();
  });

  it('ends when its member is another one, so that nobody reads on as who they were', async () => {
    const page = await signIn(api.acme.people.admin);
    const stream = await page.stream(`?after=${await latest(api.acme.people.admin)}`);
    await page.post('/session/member', { memberId: api.acme.people.requester.member.id });
    expect(await stream.rest()).toEqual([]);
  });

  it('needs a session', async () => {
    expect((await readEvents(`${origin}/console/api/stream`, {})).status).toBe(401);
  });
});
