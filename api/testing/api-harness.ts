import { randomBytes } from 'node:crypto';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { createConsoleChat } from '../../adapters/console/console-chat.ts';
import { createPostgresChatStores } from '../../adapters/postgres/create-chat-stores.ts';
import { createPostgresStores } from '../../adapters/postgres/create-stores.ts';
import { createDatabase } from '../../adapters/postgres/database.ts';
import { createChangeFeed } from '../../adapters/postgres/listen.ts';
import { createOperatorStore, type OperatorStore } from '../../adapters/postgres/operator-store.ts';
import { createSchemaCheck } from '../../adapters/skill-registry/schema-check.ts';
import { systemClock, systemHasher, systemIds } from '../../adapters/system/runtime.ts';
import type { Member, Role, Tenant } from '../../core/member.ts';
import type { ChatStores } from '../../core/ports/chat-stores.ts';
import { API_SCOPES, type Catalogue, type Stores } from '../../core/ports/stores.ts';
import { createInMemoryTaskGateway, type InMemoryTaskGateway } from '../../core/testing/task-gateway.ts';
import { cloneDatabase } from '../../local/testing/database.ts';
import { createApp } from '../app.ts';
import { createServices } from '../create-services.ts';
import type { ApiSettings } from '../services.ts';

export interface Person {
  readonly member: Member;
  readonly key: string;
}

export interface Organization {
  readonly tenant: Tenant;
  readonly people: Readonly<Record<Role, Person>>;
}

export interface ApiHarness {
  readonly app: FastifyInstance;
  readonly stores: Stores;
  readonly chatStores: ChatStores;
  readonly operator: OperatorStore;
  readonly gateway: InMemoryTaskGateway;
  readonly acme: Organization;
  readonly globex: Organization;
  readonly logLines: readonly string[];
  /** A request with this person's key, in English. */
  as(person: Person, request: InjectOptions): Promise<LightMyRequestResponse>;
  /** Signs in by a one-time link; gives the cookie header. */
  signIn(person: Person): Promise<string>;
  stop(): Promise<void>;
}

export const CATALOGUE: Catalogue = {
  runbooks: [
    {
      name: 'site-check',
      title: { en: 'Site check', es: 'Revisión del sitio' },
      description: { en: 'Looks at a site', es: 'Mira un sitio' },
      capabilities: ['http'],
      inputSchema: {
        type: 'object',
        properties: { url: { type: 'string', format: 'uri' } },
        required: ['url'],
        additionalProperties: false,
      },
      example: '/run site-check url=https://example.org',
    },
  ],
  actions: [],
};

/** The api over a real database of its own, and workflows in memory. */
export const startApi = async (settings: Partial<ApiSettings> = {}): Promise<ApiHarness> => {
  const clone = await cloneDatabase();
  const operator = createOperatorStore(clone.ownerUrl);
  const database = createDatabase({ url: clone.appUrl });
  const changes = createChangeFeed({ url: clone.appUrl });
  const stores = createPostgresStores(database);
  const chatStores = createPostgresChatStores(database);
  const gateway = createInMemoryTaskGateway({ approvals: stores.approvals, clock: systemClock });
  const logLines: string[] = [];
  const services = createServices({
    stores,
    chatStores,
    changes,
    chat: createConsoleChat({ chat: stores.consoleChat, threads: stores.threads, newId: systemIds.next }),
    gateway,
    pingWorkflows: async () => undefined,
    checkSchema: createSchemaCheck(),
    clock: systemClock,
    ids: systemIds,
    hasher: systemHasher,
    randomBytes,
  });
  const app = await createApp(services, {
    version: '0.0.0-test',
    local: true,
    publicUrl: null,
    consoleFolder: '/nowhere',
    log: pino({ level: 'debug' }, { write: (line: string) => void logLines.push(line) }),
    ...settings,
  });
  await stores.catalogue.replace(CATALOGUE);
  const [acme, globex] = await Promise.all([
    organization(operator, 'acme'),
    organization(operator, 'globex'),
  ]);
  await changes.ready;

  return {
    app,
    stores,
    chatStores,
    operator,
    gateway,
    acme,
    globex,
    logLines,
    as: (person, request) =>
      app.inject({
        ...request,
        headers: { authorization: `Bearer ${person.key}`, 'accept-language': 'en', ...request.headers },
      }),
    async signIn({ member }) {
      const until = new Date(Date.now() + 60_000).toISOString();
      const token = await operator.createSignInLink(member.tenantId, member.id, until);
      const answer = await app.inject({ url: `/signin?token=${token}` });
      const [cookie] = String(answer.headers['set-cookie']).split(';');
      return cookie ?? '';
    },
    async stop() {
      await app.close();
      await changes.stop();
      await database.close();
      await operator.close();
      await clone.drop();
    },
  };
};

const organization = async (operator: OperatorStore, slug: string): Promise<Organization> => {
  const tenant = await operator.createTenant({ name: slug.toUpperCase(), slug });
  const person = async (role: Role): Promise<Person> => {
    const member = await operator.addMember(tenant.id, { displayName: `${slug} ${role}`, role });
    const { key } = await operator.createKey(tenant.id, {
      memberId: member.id,
      name: role,
      scopes: API_SCOPES,
    });
    return { member, key };
  };
  const [requester, approver, admin] = await Promise.all([
    person('requester'),
    person('approver'),
    person('admin'),
  ]);
  return { tenant, people: { requester, approver, admin } };
};
