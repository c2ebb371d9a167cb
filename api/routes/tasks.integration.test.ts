import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHarness, startApi } from '../testing/api-harness.ts';

let api: ApiHarness;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const url = '/api/v1/agent-tasks';
const siteCheck = { runbook: 'site-check', arguments: { url: 'https://example.org' } };
const create = (payload: object, headers: Record<string, string> = {}) =>
  api.as(api.acme.people.requester, { method: 'POST', url, payload, headers });

describe('creating a task', () => {
  it('answers 202 with where it can be watched, once its workflow has started', async () => {
    const answer = await create({ ...siteCheck, priority: 'high' });
    expect(answer.statusCode).toBe(202);
    const body = answer.json();
    expect(body).toMatchObject({
      ref: `T-${body.number}`,
      status: 'queued',
      task_type: 'runbook',
      runbook: 'site-check',
      objective: 'Site check',
      priority: 'high',
      requested_by: { display_name: 'acme requester' },
      links: { self: `${url}/${body.id}`, page: `/tasks/T-${body.number}` },
    });
    expect(answer.headers.location).toBe(body.links.self);
    expect(api.gateway.tasks.get(body.workflow_id)?.request.taskId).toBe(body.id);
  });

  it('is one task for one Idempotency-Key, also when both come at once', async () => {
    const headers = { 'idempotency-key': 'deploy 42' };
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => create(siteCheck, headers)));
    const late = await create(siteCheck, headers);
    expect(new Set([...answers, late].map((answer) => answer.json().id)).size).toBe(1);
    expect(late.statusCode).toBe(202);
    expect(late.headers['idempotent-replayed']).toBe('true');
  });

  it('refuses another body under the same key, and takes the same key from another member', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = await create({ objective: 'one' }, headers);
    const other = await create({ objective: 'two' }, headers);
    expect(other.statusCode).toBe(422);
    expect(other.json()).toMatchObject({ code: 'idempotency_mismatch', status: 422 });
    const someoneElse = await api.as(api.acme.people.admin, {
      method: 'POST',
      url,
      payload: { objective: 'two' },
      headers,
    });
    expect(someoneElse.statusCode).toBe(202);
    expect(someoneElse.json().id).not.toBe(first.json().id);
  });

  it('makes a new task each time without a key', async () => {
    const [one, two] = [await create({ objective: 'same' }), await create({ objective: 'same' })];
    expect(one.json().id).not.toBe(two.json().id);
  });

  it.each([
    ['nothing at all', {}, ''],
    ['both kinds', { objective: 'x', runbook: 'site-check' }, ''],
    ['arguments without a runbook', { objective: 'x', arguments: {} }, '/arguments'],
    ['a wrong priority', { objective: 'x', priority: 'asap' }, '/priority'],
    ['an unknown member', { objective: 'x', budget: 3 }, ''],
    ['blanks', { objective: '   ' }, '/objective'],
  ])('says which part is wrong: %s', async (_name, payload, pointer) => {
    const answer = await create(payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const body = answer.json();
    expect(body).toMatchObject({ code: 'invalid_request', type: 'urn:countersign:problem:invalid_request' });
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    for (const { message } of body.errors) expect(message).not.toMatch(/^Invalid input$/);
  });

  it('says so in the language that was asked for', async () => {
    const answer = await create(
      { objective: 'x', priority: 'asap' },
      { 'accept-language': 'es-MX,en;q=0.5' },
    );
    expect(answer.json().title).toBe('Solicitud no válida');
    expect(answer.json().errors[0].message).toMatch(/inválida/);
  });

  it.each([
    ['unknown_runbook', { runbook: 'site-chek' }],
    ['unknown_action', { runbook: 'files.burn' }],
    ['invalid_arguments', { runbook: 'site-check', arguments: { url: 7 } }],
    ['agent_unknown', { objective: 'x', agent: 'nobody' }],
    ['group_unknown', { objective: 'x', group: 'nobody' }],
  ])('refuses what nobody can run: %s', async (code, payload) => {
    const answer = await create(payload);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().code).toBe(code);
  });

  it('names the argument that is wrong', async () => {
    const answer = await create({ runbook: 'site-check', arguments: { uri: 'x' } });
    const pointers = answer.json().errors.map((error: { message: string }) => error.message);
    expect(pointers).toEqual(expect.arrayContaining([expect.stringContaining('url')]));
  });

  it('answers 503 with a time to wait, and keeps nothing, when the workflow service is away', async () => {
    api.gateway.goAway();
    const headers = { 'idempotency-key': 'while away' };
    const answer = await create({ objective: 'later' }, headers);
    api.gateway.comeBack();
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.json().code).toBe('workflow_service_unavailable');
    const all = await api.as(api.acme.people.requester, { url: `${url}?limit=100` });
    expect(all.json().items.map((task: { objective: string }) => task.objective)).not.toContain('later');
    expect((await create({ objective: 'later' }, headers)).statusCode).toBe(202);
  });
});

describe('what is not JSON', () => {
  const send = (payload: string, type: string) =>
    api.as(api.acme.people.requester, { method: 'POST', url, payload, headers: { 'content-type': type } });

  it.each([
    ['broken JSON', '{"objective":', 'application/json', 400, 'invalid_json'],
    ['no body', '', 'application/json', 400, 'invalid_json'],
    ['a form', 'objective=x', 'application/x-www-form-urlencoded', 415, 'not_json'],
    ['too much', `{"objective":"${'x'.repeat(300_000)}"}`, 'application/json', 413, 'too_large'],
  ])('%s is refused with a problem', async (_name, payload, type, status, code) => {
    const answer = await send(payload, type);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ status, code });
  });
});

describe('looking tasks up', () => {
  it('finds one by id and by number, in any case', async () => {
    const { id, number } = (await create({ objective: 'find me' })).json();
    for (const reference of [id, `T-${number}`, `t-${number}`, id.toUpperCase()]) {
      const answer = await api.as(api.acme.people.approver, { url: `${url}/${reference}` });
      expect(answer.json()).toMatchObject({ id, objective: 'find me' });
    }
  });

  it('pages through all of them, newest first, each once', async () => {
    const { requester } = api.globex.people;
    for (let index = 1; index <= 5; index += 1) {
      await api.as(requester, { method: 'POST', url, payload: { objective: `job ${index}` } });
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await api.as(requester, { url: `${url}?limit=2${query}` })).json();
      seen.push(...page.items.map((task: { objective: string }) => task.objective));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(['job 5', 'job 4', 'job 3', 'job 2', 'job 1']);
  });

  it('filters by status, priority and who asked', async () => {
    const { admin } = api.acme.people;
    await api.as(admin, { method: 'POST', url, payload: { objective: 'mine', priority: 'urgent' } });
    const list = async (query: string) => (await api.as(admin, { url: `${url}?${query}` })).json().items;
    expect(await list('requested_by=me&priority=urgent&status=queued,failed')).toHaveLength(1);
    expect(await list('requested_by=me&status=completed')).toEqual([]);
    expect(await list('agent=nobody')).toEqual([]);
  });

  it.each(['status=done', 'limit=0', 'limit=1000', 'cursor=nonsense', 'colour=red'])(
    'refuses the filter %s',
    async (query) => {
      const answer = await api.as(api.acme.people.admin, { url: `${url}?${query}` });
      expect(answer.statusCode).toBe(400);
      expect(answer.json().code).toBe('invalid_request');
    },
  );
});

describe('stopping and following up', () => {
  it('passes a stop on once, with who and why, and only from those who may', async () => {
    const { id, workflow_id } = (await create({ objective: 'long work' })).json();
    const stop = { method: 'POST', url: `${url}/${id}/cancel`, payload: { reason: 'wrong folder' } } as const;
    const other = await addRequester();
    const refused = await api.as(other, stop);
    expect(refused.statusCode).toBe(403);
    expect(refused.json().code).toBe('forbidden');
    expect((await api.as(api.acme.people.approver, stop)).statusCode).toBe(202);
    expect(api.gateway.tasks.get(workflow_id)?.stops).toMatchObject([{ reason: 'wrong folder' }]);
  });

  it('needs no body to stop', async () => {
    const { id } = (await create({ objective: 'long work' })).json();
    const answer = await api.as(api.acme.people.requester, { method: 'POST', url: `${url}/${id}/cancel` });
    expect(answer.statusCode).toBe(202);
  });

  it('answers 409 for a task that is over', async () => {
    const { id, workflow_id } = (await create({ objective: 'short work' })).json();
    api.gateway.end(workflow_id);
    const answer = await api.as(api.acme.people.requester, { method: 'POST', url: `${url}/${id}/cancel` });
    expect(answer.statusCode).toBe(409);
    expect(answer.json().code).toBe('task_ended');
  });

  it('gives words to a running task, the same ones once, and a new task to words that come after', async () => {
    const { id, workflow_id } = (await create({ objective: 'talk' })).json();
    const say = (text: string, key: string) =>
      api.as(api.acme.people.requester, {
        method: 'POST',
        url: `${url}/${id}/follow-up`,
        payload: { text },
        headers: { 'idempotency-key': key },
      });
    for (const _ of [1, 2]) {
      expect((await say('also the logs', 'm1')).json()).toMatchObject({ started_new: false, task: { id } });
    }
    expect(api.gateway.tasks.get(workflow_id)?.followUps).toMatchObject([{ text: 'also the logs' }]);
    api.gateway.end(workflow_id);
    const next = (await say('and now this', 'm2')).json();
    expect(next).toMatchObject({ started_new: true, task: { objective: 'and now this' } });
    expect(next.task.id).not.toBe(id);
  });
});

const addRequester = async () => {
  const { tenant } = api.acme;
  const member = await api.operator.addMember(tenant.id, { displayName: 'another', role: 'requester' });
  const { key } = await api.operator.createKey(tenant.id, {
    memberId: member.id,
    name: 'another',
    scopes: ['tasks:read', 'tasks:write'],
  });
  return { member, key };
};
