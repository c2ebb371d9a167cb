import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeSkillBackend } from '../../core/testing/skill-backend-contract.ts';
import { systemHasher as hasher } from '../system/runtime.ts';
import { httpSkillSchema } from './config.ts';
import { createHttpSkill } from './http-skill.ts';

const create = (actions: object) =>
  createHttpSkill({ skill: 'web', config: httpSkillSchema.parse({ backend: 'http', actions }), hasher });
const invoke = (actions: object, action: string, args: object, signal = new AbortController().signal) =>
  create(actions).invoke(
    { skill: 'web', action, arguments: { ...args } },
    {},
    {
      signal,
      idempotencyKey: 'task/7',
      tenantId: 't',
    },
  );
const CHECK = { check: { kind: 'check', description: 'measures' } };
const request = (rest: object) => ({
  go: { description: 'goes', method: 'GET', url: 'https://api.example.org/', ...rest },
});

/** A real server, for what happens to connections; the rest is answered by nock. */
const startServer = async () => {
  const begun = Promise.withResolvers<void>();
  const server = createServer((incoming, response) => {
    if (incoming.url === '/ok') response.end('fine');
    else if (incoming.url === '/no') response.writeHead(409).end('taken');
    else if (incoming.url === '/lost') incoming.socket.destroy();
    else begun.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, begun: begun.promise, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

describeSkillBackend('declared HTTP requests', async () => {
  const { server, begun, url } = await startServer();
  const get = (path: string) => ({ description: path, method: 'GET', url: `${url}${path}` });
  return {
    skill: 'web',
    backend: create({ ok: get('/ok'), no: get('/no'), slow: get('/slow'), lost: get('/lost') }),
    works: { action: 'ok', arguments: {}, text: 'fine' },
    refused: { action: 'no', arguments: {} },
    slow: { action: 'slow', arguments: {}, begun: () => begun },
    lost: { action: 'lost', arguments: {} },
    unreachable: async () => {
      const gone = await startServer();
      await new Promise((resolve) => gone.server.close(resolve));
      return {
        backend: create({ ok: { description: 'gone', method: 'GET', url: gone.url } }),
        call: { action: 'ok', arguments: {} },
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});

describe('HTTP skill', () => {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
    nock.activate();
  });

  it.each([
    ['a path piece', { id: 'a/b?c#d' }, '/items/a%2Fb%3Fc%23d?q='],
    ['a parameter', { id: '1', q: 'x&y=z' }, '/items/1?q=x%26y%3Dz'],
    ['a number', { id: 12 }, '/items/12?q='],
  ])('percent-encodes %s', async (_, args, path) => {
    nock('https://api.example.org').get(path).reply(200, 'ok');
    const action = request({ url: 'https://api.example.org/items/{id}?q={q}', input: { type: 'object' } });
    expect(await invoke(action, 'go', args)).toMatchObject({ ok: true });
  });

  it.each(['.', '..', ''])('does not send "%s" as a path piece', async (id) => {
    const action = request({ url: 'https://api.example.org/items/{id}', input: { type: 'object' } });
    expect(await invoke(action, 'go', { id })).toMatchObject({
      ok: false,
      failure: { code: 'skill_failed' },
    });
  });

  it('does not let an argument choose the host', async () => {
    const action = request({ url: 'https://{host}/', input: { type: 'object' } });
    expect(await invoke(action, 'go', { host: 'elsewhere.example' })).toMatchObject({ ok: false });
  });

  it('sends a write with its idempotency key, and arguments with their types', async () => {
    nock('https://api.example.org', { reqheaders: { 'idempotency-key': 'task/7', 'x-who': 'a b' } })
      .post('/', { count: 3, words: 'n=3' })
      .reply(201, { id: 9 });
    const action = request({
      method: 'POST',
      headers: { 'X-Who': '{who}' },
      body: { count: '{n}', words: 'n={n}' },
      input: { type: 'object' },
    });
    const result = await invoke(action, 'go', { n: 3, who: 'a\r\nb' });
    expect(result).toMatchObject({ ok: true, structured: { status: 201, body: { id: 9 } } });
    expect(JSON.parse(result.text)).toEqual(result.structured);
  });

  it('judges the status by what is expected', async () => {
    nock('https://api.example.org').get('/').reply(404, 'none').get('/').reply(500, 'broken');
    expect(await invoke(request({ expectStatus: [404] }), 'go', {})).toMatchObject({ ok: true });
    expect(await invoke(request({}), 'go', {})).toMatchObject({
      ok: false,
      failure: { code: 'skill_failed', params: { action: 'web.go', reason: 'HTTP 500' } },
    });
  });

  it('cuts an answer off at its limit and says so', async () => {
    nock('https://api.example.org').get('/').reply(200, 'x'.repeat(5000));
    expect(await invoke(request({ maxBytes: 100 }), 'go', {})).toMatchObject({
      structured: { bytes: 100, cut: true, body: 'x'.repeat(100) },
    });
  });

  it('labels by method: reading runs, writing is asked for', async () => {
    const actions = create({
      get: { description: 'g', method: 'GET', url: 'https://a.example' },
      put: { description: 'p', method: 'PUT', url: 'https://a.example' },
      post: { description: 'p', method: 'POST', url: 'https://a.example' },
      delete: { description: 'd', method: 'DELETE', url: 'https://a.example' },
    });
    const listed = (await actions.list()).map(({ action, labels, idempotent }) => [
      action,
      labels,
      idempotent,
    ]);
    expect(listed).toEqual([
      ['get', ['reads_untrusted'], true],
      ['put', ['writes', 'sends_outside'], true],
      ['post', ['writes', 'sends_outside'], false],
      ['delete', ['writes', 'sends_outside', 'destructive'], true],
    ]);
  });
});

describe('the check of a site', () => {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
    nock.activate();
  });

  it('measures', async () => {
    nock('https://site.example').get('/').reply(200, 'hello');
    const { structured } = await invoke(CHECK, 'check', { url: 'https://site.example/' });
    expect(structured).toEqual({
      status: 200,
      ok: true,
      latency_ms: expect.any(Number),
      bytes: 5,
      error: '',
    });
  });

  it('follows a redirect on the same scheme', async () => {
    nock('https://site.example').get('/').reply(301, '', { location: 'https://www.site.example/x' });
    nock('https://www.site.example').get('/x').reply(200, 'hello');
    expect((await invoke(CHECK, 'check', { url: 'https://site.example/' })).structured).toMatchObject({
      ok: true,
    });
  });

  it.each(['http://site.example/', 'file:///etc/passwd', 'http://['])(
    'does not follow to %s',
    async (location) => {
      nock('https://site.example').get('/').reply(302, '', { location });
      expect((await invoke(CHECK, 'check', { url: 'https://site.example/' })).structured).toMatchObject({
        status: 302,
        ok: false,
        error: `redirects to ${location}`,
      });
    },
  );

  it('does not go round in circles', async () => {
    nock('https://site.example').get('/').times(6).reply(302, '', { location: '/' });
    expect((await invoke(CHECK, 'check', { url: 'https://site.example/' })).structured).toMatchObject({
      status: 302,
    });
  });

  it('finds a site that is down; that is a finding, not a failure', async () => {
    nock('https://site.example')
      .get('/')
      .replyWithError(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
    const result = await invoke(CHECK, 'check', { url: 'https://site.example/' });
    expect(result).toMatchObject({ ok: true, structured: { status: 0, ok: false } });
  });

  it('calls only the hosts it may, also after a redirect', async () => {
    const only = { check: { ...CHECK.check, hosts: ['site.example'] } };
    nock('https://site.example').get('/').reply(302, '', { location: 'https://other.example/' });
    expect((await invoke(only, 'check', { url: 'https://site.example/' })).structured).toMatchObject({
      status: 0,
      error: 'the host other.example is not allowed',
    });
  });
});
