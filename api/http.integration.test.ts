import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHarness, startApi } from './testing/api-harness.ts';
import { readEvents } from './testing/read-events.ts';
import { insertTask } from './testing/samples.ts';

let api: ApiHarness;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>the page</title>');
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), 'export {};');
  api = await startApi({ consoleFolder: folder });
});
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true });
});

const html = { accept: 'text/html,application/xhtml+xml' };

describe('the page', () => {
  it.each([
    '/',
    '/chat',
    '/chat/7c9e6679-7425-40de-944b-e07fc1f90ae7',
    '/tasks/T-142',
    '/approvals',
    '/nowhere',
  ])('%s is the one document, asked for again each time', async (url) => {
    const answer = await api.app.inject({ url, headers: html });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('the page');
    expect(answer.headers['cache-control']).toBe('no-cache');
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
  });

  it('has assets that are kept for ever', async () => {
    const answer = await api.app.inject({ url: '/assets/main-1a2b.js' });
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-type']).toMatch(/javascript/);
  });

  it.each(['/assets/gone.js', '/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json'])(
    '%s is not there',
    async (url) => {
      const answer = await api.app.inject({ url });
      expect(answer.statusCode).toBe(404);
      expect(answer.json().code).toBe('not_found');
    },
  );

  it('says how to build it when it is not built', async () => {
    const bare = await startApi();
    try {
      const answer = await bare.app.inject({ url: '/', headers: { ...html, 'accept-language': 'en' } });
      expect(answer.statusCode).toBe(503);
      expect(answer.body).toContain('npm run build:console');
    } finally {
      await bare.stop();
    }
  });
});

describe('every error is a problem document', () => {
  it.each([
    ['GET', '/api/v1/nothing', 404, 'not_found'],
    ['DELETE', '/api/v1/agent-tasks', 404, 'not_found'],
    ['PUT', '/console/api/threads', 404, 'not_found'],
    ['GET', '/api/v1/agent-tasks/%ff', 404, 'not_found'],
    ['GET', `/api/v1/agent-tasks/${'x'.repeat(300)}`, 404, 'not_found'],
  ] as const)('%s %s', async (method, url, status, code) => {
    const answer = await api.as(api.acme.people.admin, { method, url, headers: html });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ code, status, title: 'Not found', instance: expect.any(String) });
  });

  it('and an unexpected one tells nothing but the id that its log line has', async () => {
    const broken = await startApi();
    broken.app.get('/api/v1/broken', { config: { access: 'public' } }, async () => {
      throw new Error('the password is hunter2');
    });
    try {
      const answer = await broken.app.inject({ url: '/api/v1/broken' });
      expect(answer.statusCode).toBe(500);
      expect(answer.body).not.toContain('hunter2');
      const { code, instance } = answer.json();
      expect(code).toBe('internal');
      const line = broken.logLines.find((entry) => entry.includes('hunter2'));
      expect(line).toContain(instance.replace('urn:uuid:', ''));
    } finally {
      await broken.stop();
    }
  });
});

describe('for operators', () => {
  it('says that it lives and is ready', async () => {
    expect((await api.app.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' });
    expect((await api.app.inject({ url: '/readyz' })).json().status).toBe('ready');
  });

  it('counts requests by route, without ids', async () => {
    const { id } = await insertTask(api, api.acme);
    await api.as(api.acme.people.admin, { url: `/api/v1/agent-tasks/${id}` });
    const { body } = await api.app.inject({ url: '/metrics' });
    expect(body).toMatch(
      /request_duration_seconds_count\{method="GET",route="\/api\/v1\/agent-tasks\/:id",status="200"\} 1/,
    );
    expect(body).toContain('countersign_build_info{version="0.0.0-test"} 1');
    expect(body).not.toContain(id);
  });
});

describe('the OpenAPI document', () => {
  const load = async () => (await api.app.inject({ url: '/api/v1/openapi.json' })).json();

  it('is a valid document of version 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(await load());
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has every route of the interface', async () => {
    const { paths } = await load();
    const documented = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const expected = [
      'POST /api/v1/agent-tasks',
      'GET /api/v1/agent-tasks',
      'GET /api/v1/agent-tasks/{id}',
      'GET /api/v1/agent-tasks/{id}/trace',
      'GET /api/v1/agent-tasks/{id}/trace/stream',
      'GET /api/v1/agent-tasks/{id}/trace/{step_order}/output',
      'GET /api/v1/agent-tasks/{id}/messages',
      'POST /api/v1/agent-tasks/{id}/approve',
      'POST /api/v1/agent-tasks/{id}/reject',
      'POST /api/v1/agent-tasks/{id}/cancel',
      'POST /api/v1/agent-tasks/{id}/follow-up',
      'GET /api/v1/approvals',
      'GET /api/v1/approvals/{id}',
      'POST /api/v1/approvals/{id}/decision',
      'GET /api/v1/traces',
      'GET /api/v1/instances',
      'POST /api/v1/instances',
      'GET /api/v1/instances/{id}',
      'DELETE /api/v1/instances/{id}',
      'POST /api/v1/instances/{id}/stop',
      'POST /api/v1/instances/{id}/start',
      'POST /api/v1/instances/{id}/restart',
      'POST /api/v1/instances/{id}/rotate',
      'POST /api/v1/instances/{id}/upgrade',
      'GET /api/v1/instances/{id}/logs',
      'GET /healthz',
      'GET /readyz',
    ];
    expect(documented.sort()).toEqual(expected.sort());
    for (const entry of documented) {
      const [method = '', path = ''] = entry.split(' ');
      const url = path.replace(/\{(\w+)\}/g, ':$1');
      expect(api.app.hasRoute({ method, url }), entry).toBe(true);
    }
  });

  it('names what is sent both ways', async () => {
    const { components, paths } = await load();
    expect(Object.keys(components.schemas)).toEqual(
      expect.arrayContaining(['Task', 'NewTask', 'Approval', 'TraceStep', 'Problem', 'DecisionAnswer']),
    );
    const create = paths['/api/v1/agent-tasks'].post;
    expect(create.responses['202'].content['application/json'].schema.$ref).toBe('#/components/schemas/Task');
    expect(create.responses['422'].content['application/problem+json']).toBeDefined();
  });

  it('has a page that loads nothing from elsewhere', async () => {
    const page = await api.app.inject({ url: '/docs/' });
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/(src|href)="https?:/);
    expect(String(page.headers['content-security-policy'])).toContain("default-src 'none'");
    for (const [, path] of page.body.matchAll(/(?:src|href)="\.?\/?([^"]+)"/g)) {
      const answer = await api.app.inject({ url: `/docs/${path?.replace(/^docs\//, '')}` });
      expect(answer.statusCode).toBe(200);
    }
  });
});

describe('the end', () => {
  it('comes within three seconds, also with streams open', async () => {
    const own = await startApi();
    const origin = await own.app.listen({ host: '127.0.0.1', port: 0 });
    const task = await insertTask(own, own.acme);
    const cookie = await own.signIn(own.acme.people.admin);
    const key = { authorization: `Bearer ${own.acme.people.admin.key}` };
    const streams = [
      await readEvents(`${origin}/api/v1/agent-tasks/${task.id}/trace/stream`, key),
      await readEvents(`${origin}/console/api/stream`, { cookie }),
    ];
    const before = performance.now();
    await own.app.close();
    expect(performance.now() - before).toBeLessThan(3000);
    for (const stream of streams) await stream.rest();
    await own.stop();
  });
});
