import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHarness, startApi } from '../testing/api-harness.ts';

let api: ApiHarness;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const tasks = '/api/v1/agent-tasks';
const post = (payload: object): InjectOptions => ({ method: 'POST', url: tasks, payload });

describe('API keys', () => {
  it.each([
    ['nothing', {}],
    ['an unknown key', { authorization: 'Bearer csk_0123456789abcdef' }],
    ['another scheme', { authorization: 'Basic Y3M6eA==' }],
    ['no secret', { authorization: 'Bearer ' }],
    ['an unknown cookie', { cookie: 'countersign=abc' }],
  ])('%s is answered with 401 and how to authenticate', async (_name, headers) => {
    const answer = await api.app.inject({ url: tasks, headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="countersign"');
    expect(answer.json().code).toBe('not_signed_in');
  });

  it('is refused before its body is looked at', async () => {
    const answer = await api.app.inject({
      method: 'POST',
      url: tasks,
      payload: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.statusCode).toBe(401);
  });

  it('does what its scopes say and nothing else', async () => {
    const { tenant, people } = api.acme;
    const { key } = await api.operator.createKey(tenant.id, {
      memberId: people.admin.member.id,
      name: 'reader',
      scopes: ['tasks:read'],
    });
    const reader = { ...people.admin, key };
    expect((await api.as(reader, { url: tasks })).statusCode).toBe(200);
    const write = await api.as(reader, post({ objective: 'x' }));
    expect(write.statusCode).toBe(403);
    expect(write.json()).toMatchObject({ code: 'scope_missing' });
    expect((await api.as(reader, { url: '/api/v1/approvals' })).statusCode).toBe(403);
  });

  it('is worth nothing once it is revoked', async () => {
    const { tenant, people } = api.acme;
    const { key, prefix } = await api.operator.createKey(tenant.id, {
      memberId: people.admin.member.id,
      name: 'short-lived',
      scopes: ['tasks:read'],
    });
    const holder = { ...people.admin, key };
    expect((await api.as(holder, { url: tasks })).statusCode).toBe(200);
    await api.operator.revokeKey(tenant.id, prefix);
    expect((await api.as(holder, { url: tasks })).statusCode).toBe(401);
  });

  it('does not open the routes of the page', async () => {
    const answer = await api.as(api.acme.people.admin, { url: '/console/api/session' });
    expect(answer.statusCode).toBe(401);
  });
});

describe('the sign-in link', () => {
  const link = async (): Promise<string> => {
    const { member } = api.acme.people.approver;
    const until = new Date(Date.now() + 60_000).toISOString();
    return `/signin?token=${await api.operator.createSignInLink(member.tenantId, member.id, until)}`;
  };

  it('signs in once, with a cookie that scripts and other sites do not get', async () => {
    const url = await link();
    const first = await api.app.inject({ url });
    expect(first.statusCode).toBe(303);
    expect(first.headers.location).toBe('/');
    const cookie = String(first.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).toMatch(/Path=\//);

    const again = await api.app.inject({ url, headers: { 'accept-language': 'en' } });
    expect(again.statusCode).toBe(401);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(again.body).toContain('npm start');
    expect(again.body).not.toContain('<script');
  });

  it('leads a person who is signed in to the page, also when it was used', async () => {
    const url = await link();
    const cookie = String((await api.app.inject({ url })).headers['set-cookie']).split(';')[0] ?? '';
    const again = await api.app.inject({ url, headers: { cookie } });
    expect(again.statusCode).toBe(303);
  });

  it('is not used up by a browser that looks ahead, nor by a HEAD', async () => {
    const url = await link();
    const ahead = await api.app.inject({ url, headers: { 'sec-purpose': 'prefetch;prerender' } });
    expect(ahead.statusCode).toBe(503);
    await api.app.inject({ method: 'HEAD', url });
    expect((await api.app.inject({ url })).statusCode).toBe(303);
  });

  it('is refused when it is too old, unknown or not there, in the language of the reader', async () => {
    const { member } = api.acme.people.admin;
    const past = new Date(Date.now() - 1000).toISOString();
    const old = await api.operator.createSignInLink(member.tenantId, member.id, past);
    for (const url of [`/signin?token=${old}`, '/signin?token=no', '/signin']) {
      const answer = await api.app.inject({ url, headers: { 'accept-language': 'es' } });
      expect(answer.statusCode).toBe(401);
      expect(answer.body).toContain('lang="es"');
      expect(answer.body).toContain('Este enlace de acceso no funciona');
    }
  });

  it('is in no log line, and neither are cookies and keys', async () => {
    const url = await link();
    const cookie = String((await api.app.inject({ url })).headers['set-cookie']).split(';')[0] ?? '';
    await api.app.inject({ url: '/console/api/session', headers: { cookie } });
    await api.as(api.acme.people.admin, { url: tasks });
    const log = api.logLines.join('');
    expect(log).toContain('"path":"/signin"');
    for (const secret of [url.split('=')[1], cookie.split('=')[1], api.acme.people.admin.key]) {
      expect(secret).toBeTruthy();
      expect(log).not.toContain(secret);
    }
  });
});

describe('the session of the page', () => {
  const write = async (headers: Record<string, string>) => {
    const cookie = await api.signIn(api.acme.people.requester);
    return api.app.inject({ ...post({ objective: 'x' }), headers: { cookie, ...headers } });
  };

  it.each([
    ['the page itself', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:80' }, 202],
    ['a browser without Sec-Fetch-Site', { origin: 'http://localhost' }, 202],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['another port of this machine', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:9' }, 403],
    ['a forged origin', { origin: 'https://evil.example' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['who does not say', {}, 403],
    ['the address bar', { 'sec-fetch-site': 'none' }, 403],
  ])('writes from %s', async (_name, headers, status) => {
    const answer = await write(headers);
    expect(answer.statusCode).toBe(status);
    if (status === 403) expect(answer.json().code).toBe('cross_site');
  });

  it('may read, and a key needs no origin to write', async () => {
    const cookie = await api.signIn(api.acme.people.requester);
    expect((await api.app.inject({ url: tasks, headers: { cookie } })).statusCode).toBe(200);
    expect((await api.as(api.acme.people.requester, post({ objective: 'x' }))).statusCode).toBe(202);
  });

  it('ends when it is told to', async () => {
    const cookie = await api.signIn(api.acme.people.requester);
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const url = '/console/api/session';
    expect((await api.app.inject({ url, headers })).statusCode).toBe(200);
    expect((await api.app.inject({ method: 'DELETE', url, headers })).statusCode).toBe(204);
    expect((await api.app.inject({ url, headers })).statusCode).toBe(401);
  });

  it('says who I am, and on one machine who I may become', async () => {
    const cookie = await api.signIn(api.acme.people.requester);
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const { admin } = api.acme.people;
    const me = async () => (await api.app.inject({ url: '/console/api/session', headers })).json();
    expect(await me()).toMatchObject({
      tenant: { name: 'ACME' },
      member: { role: 'requester' },
      local: true,
    });
    expect((await me()).members).toHaveLength(3);
    const become = (memberId: string) =>
      api.app.inject({ method: 'POST', url: '/console/api/session/member', headers, payload: { memberId } });
    expect((await become(api.globex.people.admin.member.id)).statusCode).toBe(404);
    expect((await become(admin.member.id)).statusCode).toBe(204);
    expect((await me()).member).toMatchObject({ id: admin.member.id, role: 'admin' });
  });
});

describe('off one machine', () => {
  it('nobody becomes somebody else, and nobody is listed', async () => {
    const shared = await startApi({ local: false, publicUrl: 'https://countersign.example' });
    try {
      const { requester, admin } = shared.acme.people;
      const cookie = await shared.signIn(requester);
      expect(cookie).toMatch(/^__Host-countersign=/);
      const headers = { cookie, origin: 'https://countersign.example', 'sec-fetch-site': 'same-origin' };
      const become = await shared.app.inject({
        method: 'POST',
        url: '/console/api/session/member',
        headers,
        payload: { memberId: admin.member.id },
      });
      expect(become.statusCode).toBe(404);
      const me = (await shared.app.inject({ url: '/console/api/session', headers })).json();
      expect(me).toMatchObject({ local: false, members: [], member: { role: 'requester' } });
    } finally {
      await shared.stop();
    }
  });
});

describe('the name it is called by', () => {
  it.each([
    ['127.0.0.1:4680', 200],
    ['localhost:1', 200],
    ['[::1]:4680', 200],
    ['rebound.example:4680', 421],
    ['127.0.0.1.evil.example', 421],
  ])('%s', async (host, status) => {
    const answer = await api.app.inject({ url: '/healthz', headers: { host } });
    expect(answer.statusCode).toBe(status);
  });
});
