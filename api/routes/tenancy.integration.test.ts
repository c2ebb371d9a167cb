import { randomUUID } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHarness, startApi } from '../testing/api-harness.ts';
import { insertApproval } from '../testing/samples.ts';

let api: ApiHarness;
let theirs: { task: string; taskRef: string; approval: string; approvalRef: string };
beforeAll(async () => {
  api = await startApi();
  // Numbers count per tenant: theirs must be ones that we do not have.
  for (const _ of [1, 2, 3]) await insertApproval(api, api.globex);
  const { task, approval } = await insertApproval(api, api.globex);
  theirs = {
    task: task.id,
    taskRef: `T-${task.number}`,
    approval: approval.id,
    approvalRef: `A-${approval.number}`,
  };
});
afterAll(() => api.stop());

const TASK: readonly ((id: string) => InjectOptions)[] = [
  (id) => ({ url: `/api/v1/agent-tasks/${id}` }),
  (id) => ({ url: `/api/v1/agent-tasks/${id}/trace` }),
  (id) => ({ url: `/api/v1/agent-tasks/${id}/trace/1/output` }),
  (id) => ({ url: `/api/v1/agent-tasks/${id}/trace/stream` }),
  (id) => ({ url: `/api/v1/agent-tasks/${id}/messages` }),
  (id) => ({ method: 'POST', url: `/api/v1/agent-tasks/${id}/cancel` }),
  (id) => ({ method: 'POST', url: `/api/v1/agent-tasks/${id}/approve` }),
  (id) => ({ method: 'POST', url: `/api/v1/agent-tasks/${id}/reject`, payload: { reason: 'no' } }),
  (id) => ({ method: 'POST', url: `/api/v1/agent-tasks/${id}/follow-up`, payload: { text: 'x' } }),
  (id) => ({ url: `/api/v1/traces?task=${id}` }),
  (id) => ({ url: `/api/v1/approvals?task=${id}` }),
];
const APPROVAL: readonly ((id: string) => InjectOptions)[] = [
  (id) => ({ url: `/api/v1/approvals/${id}` }),
  (id) => ({
    method: 'POST',
    url: `/api/v1/approvals/${id}/decision`,
    payload: { verdict: 'approve', digest: 'd' },
  }),
];

const describeRequest = (request: InjectOptions): string => `${request.method ?? 'GET'} ${request.url}`;

describe("another organization's ids and ids that do not exist get the same answer, to the byte", () => {
  const nonsense = ['T-0', 'T-99999999999', 'A-1e3', 'x', '%00', "1'--"];

  const answerTo = async (request: InjectOptions): Promise<string> => {
    const answer = await api.as(api.acme.people.admin, request);
    const { date, ...headers } = answer.headers;
    expect(date).toBeDefined();
    expect(answer.statusCode).toBe(404);
    return JSON.stringify([headers, answer.body.replace(/urn:uuid:[\w-]+/, 'urn:uuid:this-request')]);
  };

  it.each(TASK.map((request) => [describeRequest(request(':id')), request] as const))(
    '%s',
    async (_name, request) => {
      const expected = await answerTo(request(randomUUID()));
      for (const id of [theirs.task, theirs.taskRef, ...nonsense]) {
        expect(await answerTo(request(id))).toBe(expected);
      }
    },
  );

  it.each(APPROVAL.map((request) => [describeRequest(request(':id')), request] as const))(
    '%s',
    async (_name, request) => {
      const expected = await answerTo(request(randomUUID()));
      for (const id of [theirs.approval, theirs.approvalRef, ...nonsense]) {
        expect(await answerTo(request(id))).toBe(expected);
      }
    },
  );

  it('lists hold nothing of them', async () => {
    for (const url of ['/api/v1/agent-tasks', '/api/v1/approvals', '/api/v1/traces']) {
      expect((await api.as(api.acme.people.admin, { url })).json()).toEqual({ items: [], next_cursor: null });
    }
  });

  it('and to the owner they are there', async () => {
    for (const request of [TASK[0], TASK[1]]) {
      const answer = await api.as(api.globex.people.admin, request?.(theirs.taskRef) ?? {});
      expect(answer.statusCode).toBe(200);
    }
  });
});
