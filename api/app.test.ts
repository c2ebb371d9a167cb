import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsoleChat } from '../adapters/console/console-chat.ts';
import { createSchemaCheck } from '../adapters/skill-registry/schema-check.ts';
import { systemClock, systemHasher, systemIds } from '../adapters/system/runtime.ts';
import { API_SCOPES } from '../core/ports/stores.ts';
import { createInMemoryChatStores } from '../core/testing/chat-stores.ts';
import { createInMemoryStores, type InMemoryStores } from '../core/testing/stores.ts';
import { createInMemoryTaskGateway } from '../core/testing/task-gateway.ts';
import { createApp } from './app.ts';
import { createServices } from './create-services.ts';
import { hashSecret } from './plugins/auth.ts';

const KEY = 'csk_key-of-the-admin';
let app: FastifyInstance;
let stores: InMemoryStores;
beforeAll(async () => {
  stores = createInMemoryStores();
  const tenant = await stores.seed.tenant('Acme');
  const member = await stores.seed.member(tenant.id, 'Ana', 'admin', 'es');
  const holder = { keyId: 'k', tenantId: tenant.id, memberId: member.id, scopes: API_SCOPES };
  // The seed gives hashes only; a request needs the key itself.
  const credentials = {
    ...stores.credentials,
    apiKey: async (hash: string) => (hash === hashSecret(KEY) ? holder : null),
  };
  const services = createServices({
    stores: { ...stores, credentials },
    changes: stores.feed,
    chat: createConsoleChat({ chat: stores.consoleChat, threads: stores.threads, newId: systemIds.next }),
    gateway: createInMemoryTaskGateway({ approvals: stores.approvals, clock: systemClock }),
    pingWorkflows: async () => {
      throw new Error('away');
    },
    checkSchema: createSchemaCheck(),
    clock: systemClock,
    ids: systemIds,
    hasher: systemHasher,
    chatStores: createInMemoryChatStores(stores, systemClock),
    randomBytes,
  });
  app = await createApp(services, {
    version: '0',
    local: false,
    publicUrl: null,
    consoleFolder: '/nowhere',
    log: pino({ level: 'silent' }),
  });
});
afterAll(() => app.close());

const ask = (request: InjectOptions, headers: Record<string, string> = {}) =>
  app.inject({ ...request, headers: { authorization: `Bearer ${KEY}`, ...headers } });

const READS = ['/api/v1/agent-tasks', '/api/v1/agent-tasks/T-1', '/api/v1/approvals', '/api/v1/traces'];

describe('when the database is away', () => {
  beforeAll(() => stores.goAway());
  afterAll(() => stores.comeBack());

  it.each([
    ...READS.map((url) => ({ url })),
    { method: 'POST', url: '/api/v1/agent-tasks', payload: { objective: 'x' } },
  ] as InjectOptions[])('$url says so, and when to ask again', async (request) => {
    const answer = await ask(request, { 'accept-language': 'en' });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.json()).toMatchObject({ code: 'store_unavailable', title: 'A service is away' });
  });

  it('is alive and not ready', async () => {
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
    const ready = await app.inject({ url: '/readyz' });
    expect(ready.statusCode).toBe(503);
    expect(ready.json().checks).toEqual({ database: 'unavailable', workflows: 'unavailable' });
  });
});

describe('the language of an answer', () => {
  const title = async (headers: Record<string, string>) =>
    (await ask({ url: `/api/v1/agent-tasks/${randomUUID()}` }, headers)).json().title;

  it("is the request's, else the member's", async () => {
    expect(await title({ 'accept-language': 'en' })).toBe('Not found');
    expect(await title({})).toBe('No encontrado');
    expect(await title({ 'accept-language': 'fr' })).toBe('No encontrado');
  });
});

describe('a route', () => {
  it('can not be added without saying who may use it', async () => {
    expect(() => app.get('/api/v1/open', async () => 'x')).toThrow();
  });

  it.each(READS)('%s is not kept by anybody in between', async (url) => {
    expect((await ask({ url })).headers['cache-control']).toBe('no-store');
  });
});
