import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemHasher } from '../../adapters/system/runtime.ts';
import { instanceActions } from '../../core/instance-actions.ts';
import { type ApiHarness, CATALOGUE, type Organization, startApi } from '../testing/api-harness.ts';

let api: ApiHarness;
beforeAll(async () => {
  api = await startApi();
  await api.stores.catalogue.replace({ ...CATALOGUE, actions: instanceActions(systemHasher) });
});
afterAll(() => api.stop());

const url = '/api/v1/instances';
const admin = () => api.acme.people.admin;

const insert = async (name: string, { tenant }: Organization = api.acme) => {
  const id = randomUUID();
  return api.stores.instances.insert({
    id,
    tenantId: tenant.id,
    name,
    version: '2026.9.6',
    helmRelease: `oc-${id}`,
    k8sNamespace: 'cs',
    resourceConfig: {
      cpu_request: '250m',
      cpu_limit: '1',
      memory_request: '1Gi',
      memory_limit: '2Gi',
      storage: '10Gi',
    },
  });
};

describe('instances', () => {
  it('are listed and found by id and by name, for everyone in the organization', async () => {
    const row = await insert('seen');
    const list = await api.as(api.acme.people.requester, { url });
    expect(list.statusCode).toBe(200);
    expect(list.json().items).toContainEqual(
      expect.objectContaining({ id: row.id, name: 'seen', status: 'provisioning', health: null }),
    );
    const byId = await api.as(api.acme.people.requester, { url: `${url}/${row.id}` });
    const byName = await api.as(api.acme.people.requester, { url: `${url}/seen` });
    expect(byName.json()).toEqual(byId.json());
  });

  it('of another organization are as those that do not exist', async () => {
    const row = await insert('theirs', api.globex);
    const answers = await Promise.all(
      [row.id, randomUUID(), 'theirs', '../x', 'No Name'].map((id) =>
        api.as(admin(), { url: `${url}/${encodeURIComponent(id)}` }),
      ),
    );
    for (const answer of answers) {
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
    }
    const stop = await api.as(admin(), { method: 'POST', url: `${url}/${row.id}/stop` });
    expect(stop.statusCode).toBe(404);
  });

  it('say in the reader’s language what is wrong', async () => {
    const { id, tenantId } = await insert('ill');
    const error = { code: 'quota_exceeded', params: { detail: 'pods=2' } } as const;
    await api.stores.instances.record(tenantId, id, { status: 'error', error });
    const answer = await api.as(admin(), { url: `${url}/ill`, headers: { 'accept-language': 'es' } });
    expect(answer.json().error).toEqual({
      code: 'quota_exceeded',
      message: expect.stringContaining('No hay sitio'),
    });
  });
});

describe('an operation', () => {
  it('is a task with the arguments of the skill, once for one key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const payload = { name: 'new', version: '2026.9.6', memory_limit: '3Gi' };
    const post = () => api.as(admin(), { method: 'POST', url, payload, headers });
    const first = await post();
    const again = await post();
    expect([first.statusCode, again.statusCode]).toEqual([202, 202]);
    expect(first.json().task).toMatchObject({ runbook: 'instance.deploy', arguments: payload });
    expect(again.json().task.id).toBe(first.json().task.id);
    expect(first.headers.location).toBe(first.json().task.links.self);
  });

  it.each([
    ['POST', 'stop', undefined, {}],
    ['POST', 'start', undefined, {}],
    ['POST', 'restart', undefined, {}],
    ['POST', 'rotate', undefined, {}],
    ['POST', 'upgrade', { version: '2026.10.1' }, { version: '2026.10.1' }],
    ['DELETE', '', undefined, {}],
  ] as const)('%s %s names the instance', async (method, path, payload, args) => {
    const { id, name } = await insert(`op-${path || 'destroy'}`);
    const answer = await api.as(admin(), {
      method,
      url: `${url}/${id}${path ? `/${path}` : ''}`,
      ...(payload ? { payload } : {}),
    });
    expect(answer.statusCode).toBe(202);
    expect(answer.json().task).toMatchObject({
      runbook: `instance.${path || 'destroy'}`,
      arguments: { name, ...args },
    });
  });

  it('is an admin’s alone', async () => {
    await insert('guarded');
    for (const person of [api.acme.people.requester, api.acme.people.approver]) {
      const answer = await api.as(person, { method: 'POST', url: `${url}/guarded/stop` });
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'admin_only']);
      const logs = await api.as(person, { url: `${url}/guarded/logs` });
      expect(logs.statusCode).toBe(403);
    }
  });

  it.each([
    [{ version: 'latest' }],
    [{ version: '2026.9.6; rm -rf /' }],
    [{ memory_limit: '2Gi}}{{' }],
    [{ storage: '-1Gi' }],
    [{ name: 'x'.repeat(65) }],
    [{ namespace: 'kube-system' }],
  ])('refuses %j before anything starts', async (payload) => {
    const answer = await api.as(admin(), { method: 'POST', url, payload });
    expect([400, 422]).toContain(answer.statusCode);
    expect(answer.json().code).toMatch(/^invalid_/);
  });
});
