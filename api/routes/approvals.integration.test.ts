import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Approval } from '../../core/approval.ts';
import { type ApiHarness, type Person, startApi } from '../testing/api-harness.ts';
import { insertApproval, insertTask } from '../testing/samples.ts';

let api: ApiHarness;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const decide = (person: Person, approval: Approval, body: object = {}) =>
  api.as(person, {
    method: 'POST',
    url: `/api/v1/approvals/${approval.id}/decision`,
    payload: { verdict: 'approve', digest: approval.digest, ...body },
  });

describe('an approval', () => {
  it('shows what will run, under the names of the tables', async () => {
    const { approval, task } = await insertApproval(api, api.acme);
    const answer = await api.as(api.acme.people.approver, { url: `/api/v1/approvals/A-${approval.number}` });
    expect(answer.json()).toMatchObject({
      id: approval.id,
      ref: `A-${approval.number}`,
      status: 'pending',
      task_id: task.id,
      task_number: task.number,
      subject: { skill: 'files', action: 'write_file', tool_digest: 't'.repeat(64), target: 'report.md' },
      digest: approval.digest,
      risk: { level: 'medium', labels: ['writes'], undoable: true },
      evidence: { read_private: false, read_untrusted: false },
      decisions: [],
      links: { decision: `/api/v1/approvals/${approval.id}/decision` },
    });
  });

  it('is in the list, filtered by state and task', async () => {
    const { approval, task } = await insertApproval(api, api.acme);
    const list = async (query: string) =>
      (await api.as(api.acme.people.approver, { url: `/api/v1/approvals?${query}` }))
        .json()
        .items.map((item: { id: string }) => item.id);
    expect(await list(`task=T-${task.number}&status=pending`)).toEqual([approval.id]);
    expect(await list(`task=${task.id}&status=approved`)).toEqual([]);
  });
});

describe('a decision', () => {
  it('of a group counts as long as the person is in it', async () => {
    const { tenant, people } = api.acme;
    const { approver } = people;
    const { approval } = await insertApproval(api, api.acme, { approvers: ['@ops'] });
    const ops = await api.chatStores.groups.save(tenant.id, { name: 'ops', source: 'manual' });
    const outcome = async () => (await decide(approver, approval)).json();
    expect(await outcome()).toMatchObject({ code: 'not_entitled' });
    await api.chatStores.groups.setMember(tenant.id, ops.id, approver.member.id, true);
    expect(await outcome()).toMatchObject({ outcome: 'accepted' });
  });

  it('that counts is answered with what it did', async () => {
    const { approval } = await insertApproval(api, api.acme);
    const answer = await decide(api.acme.people.approver, approval, { reason: ' looks right ' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      outcome: 'accepted',
      message: expect.any(String),
      approval: {
        status: 'approved',
        decisions: [
          {
            verdict: 'approve',
            reason: 'looks right',
            surface: 'api',
            by: { display_name: 'acme approver' },
          },
        ],
      },
    });
  });

  it('of fifty at once counts once, and the others are told by whom', async () => {
    const { approval } = await insertApproval(api, api.acme);
    const { approver, admin } = api.acme.people;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => decide(index % 2 ? approver : admin, approval)),
    );
    const counted = answers.filter((answer) => answer.statusCode === 200);
    expect(counted).toHaveLength(1);
    const winner = counted[0]?.json().approval.decisions[0].by;
    for (const answer of answers.filter((other) => other !== counted[0])) {
      expect(answer.statusCode).toBe(409);
      expect(answer.json()).toMatchObject({ code: 'already_decided', decided: 'approved', by: winner });
    }
  });

  it.each([
    ['own_request', 403, 'requester', {}, {}],
    ['changed', 409, 'approver', { digest: 'x'.repeat(64) }, {}],
    ['reason_required', 422, 'approver', { verdict: 'reject', reason: '  ' }, {}],
    ['expired', 410, 'approver', {}, { expiresAt: new Date(Date.now() - 1000).toISOString() }],
  ] as const)('is refused with %s', async (code, status, who, body, overrides) => {
    const { approval } = await insertApproval(api, api.acme, overrides);
    const answer = await decide(api.acme.people[who], approval, body);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ code, outcome: code, status, detail: expect.any(String) });
    const row = await api.stores.approvals.byId(approval.tenantId, approval.id);
    expect(row?.decisions).toEqual([]);
  });

  it('of somebody who is not entitled is refused and kept on record', async () => {
    const { approval } = await insertApproval(api, api.acme);
    const { tenant } = api.acme;
    const member = await api.operator.addMember(tenant.id, { displayName: 'passer-by', role: 'requester' });
    const { key } = await api.operator.createKey(tenant.id, {
      memberId: member.id,
      name: 'all scopes',
      scopes: ['approvals:decide'],
    });
    const answer = await decide({ member, key }, approval);
    expect(answer.statusCode).toBe(403);
    expect(answer.json().code).toBe('not_entitled');
    const audit = await api.stores.audit.list(tenant.id, 'approval', approval.id);
    expect(audit).toMatchObject([{ outcome: 'not_entitled', memberId: member.id }]);
  });

  it('without a worker is recorded with 202, and applied later', async () => {
    const { approval } = await insertApproval(api, api.acme);
    api.gateway.workersLeave();
    const answer = await decide(api.acme.people.approver, approval);
    expect(answer.statusCode).toBe(202);
    expect(answer.json().outcome).toBe('recorded');
    await api.gateway.workersReturn();
    const row = await api.stores.approvals.byId(approval.tenantId, approval.id);
    expect(row?.status).toBe('approved');
  });

  it('without the workflow service is answered with 503 and counts for nothing', async () => {
    const { approval } = await insertApproval(api, api.acme);
    api.gateway.goAway();
    const answer = await decide(api.acme.people.approver, approval);
    api.gateway.comeBack();
    expect(answer.statusCode).toBe(503);
    expect(answer.json().code).toBe('workflow_service_unavailable');
  });

  it.each([{ verdict: 'maybe' }, { digest: '' }, { digest: undefined }, { colour: 'red' }])(
    'must be complete: %o',
    async (body) => {
      const { approval } = await insertApproval(api, api.acme);
      expect((await decide(api.acme.people.approver, approval, body)).statusCode).toBe(400);
    },
  );
});

describe('deciding by the task', () => {
  const act = (person: Person, task: { id: string }, verb: string, payload?: object) =>
    api.as(person, {
      method: 'POST',
      url: `/api/v1/agent-tasks/${task.id}/${verb}`,
      ...(payload && { payload }),
    });

  it('decides what it waits for', async () => {
    const { task, approval } = await insertApproval(api, api.acme);
    const answer = await act(api.acme.people.approver, task, 'approve');
    expect(answer.json()).toMatchObject({ outcome: 'accepted', approval: { id: approval.id } });
    const late = await act(api.acme.people.admin, task, 'reject', { reason: 'too late' });
    expect(late.statusCode).toBe(409);
    expect(late.json().code).toBe('already_decided');
  });

  it('holds to the digest when one is given', async () => {
    const { task } = await insertApproval(api, api.acme);
    const answer = await act(api.acme.people.approver, task, 'approve', { digest: 'x' });
    expect(answer.json().code).toBe('changed');
  });

  it('rejects with a reason', async () => {
    const { task } = await insertApproval(api, api.acme);
    const answer = await act(api.acme.people.approver, task, 'reject', { reason: 'wrong folder' });
    expect(answer.json()).toMatchObject({ outcome: 'accepted', approval: { status: 'rejected' } });
  });

  it('says when there is nothing to decide', async () => {
    const task = await insertTask(api, api.acme);
    const answer = await act(api.acme.people.approver, task, 'approve');
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({
      code: 'nothing_to_decide',
      detail: expect.stringContaining(`T-${task.number}`),
    });
  });
});
