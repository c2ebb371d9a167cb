import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPostgresChatStores } from '../adapters/postgres/create-chat-stores.ts';
import { createPostgresStores } from '../adapters/postgres/create-stores.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { createOperatorStore, type OperatorStore } from '../adapters/postgres/operator-store.ts';
import { hashSecret } from '../adapters/postgres/secrets.ts';
import { type Installation, WAITS_FOR_ADMIN } from '../core/ports/chat-stores.ts';
import { readAdminArguments } from './admin-arguments.ts';
import { runAdminCommand } from './admin-commands.ts';
import { cloneDatabase, type TestDatabase } from './testing/database.ts';

let database: TestDatabase;
let store: OperatorStore;

beforeAll(async () => {
  database = await cloneDatabase();
  store = createOperatorStore(database.ownerUrl);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const run = async (...argv: string[]): Promise<string[]> => {
  const lines: string[] = [];
  const input = readAdminArguments(argv);
  if (!input) return ['help'];
  await runAdminCommand(input, store, (line) => lines.push(line));
  return lines;
};

const aWorkspace = (tenantId: string, workspaceId: string): Installation => ({
  tenantId,
  platform: 'slack',
  workspaceId,
  enterpriseId: null,
  name: 'Acme',
  appId: 'A1',
  botUserId: 'U1',
  botId: 'B1',
  scopes: [],
  sealedToken: null,
  installedBy: null,
  status: 'active',
});

let count = 0;
let slug: string;
beforeEach(async () => {
  count += 1;
  slug = `acme-${count}`;
  await run('tenant', 'create', `Acme ${count}`);
});

describe('npm run admin', () => {
  it('makes a tenant with three members and shows their keys', async () => {
    const lines = await run('tenant', 'create', 'Café Núñez', '--locale', 'es', '--slug', `cafe-${count}`);
    expect(lines[0]).toMatch(new RegExp(`^tenant cafe-${count} [0-9a-f-]{36}$`));
    expect(lines.slice(1, 4)).toEqual([
      expect.stringMatching(/^Requester [0-9a-f-]{36} cs_/),
      expect.stringMatching(/^Approver [0-9a-f-]{36} cs_/),
      expect.stringMatching(/^Admin [0-9a-f-]{36} cs_/),
    ]);
    expect((await run('tenant', 'list')).some((line) => line.endsWith('Café Núñez'))).toBe(true);
    expect(await store.findTenant(`cafe-${count}`)).toMatchObject({ locale: 'es' });
  });

  it('makes a slug of the name', async () => {
    await run('tenant', 'create', `Ünï & Co ${count}`);
    expect(await store.findTenant(`uni-co-${count}`)).not.toBeNull();
  });

  it('adds a member, makes a key for them, and revokes it', async () => {
    const [added] = await run('member', 'add', 'Night shift', '--role', 'approver', '--tenant', slug);
    expect(added).toMatch(/^Night shift [0-9a-f-]{36} approver$/);
    const arguments_ = ['--member', 'Night shift', '--tenant', slug, '--scopes', 'tasks:read', '--days', '7'];
    const [made] = await run('key', 'create', ...arguments_);
    const [prefix = '', key = ''] = made?.split(' ') ?? [];
    expect(key.startsWith(`${prefix}_`)).toBe(true);
    const listed = (await run('key', 'list', '--tenant', slug)).find((line) => line.startsWith(prefix));
    expect(listed).toMatch(/Night shift operator until .+ tasks:read$/);
    expect(await run('key', 'revoke', prefix, '--tenant', slug)).toEqual([`${prefix} is revoked`]);
    await expect(run('key', 'revoke', prefix, '--tenant', slug)).rejects.toThrow(
      `${slug} has no active key ${prefix}`,
    );
  });

  it.each([
    [['tenant', 'drop'], 'There is no command "tenant drop"'],
    [['tenant', 'create'], 'needs a NAME'],
    [['member', 'add', 'X'], 'Say which tenant with --tenant: acme'],
    [['member', 'add', 'X', '--tenant', 'nobody'], 'There is no tenant "nobody"'],
    [
      ['member', 'add', 'X', '--role', 'boss'],
      '--role must be one of requester, approver, admin, not "boss".',
    ],
    [['key', 'create', '--scopes', 'all'], '--scopes must be one of tasks:read'],
    [['key', 'create', '--days', '0'], '--days must be a whole number'],
    [['key', 'create', '--nope'], 'npm run admin -- COMMAND'],
  ])('refuses %j in one sentence', async (argv, message) => {
    await run('tenant', 'create', `Other ${count}`);
    await expect(run(...argv)).rejects.toThrow(message);
  });

  it('makes a link that signs its member in, once', async () => {
    const [path = ''] = await run('link', 'create', '--member', 'Admin', '--tenant', slug);
    const token = new URL(path, 'http://page').searchParams.get('token') ?? '';
    const app = createDatabase({ url: database.appUrl });
    const { redeemLink } = createPostgresStores(app).credentials;
    const until = new Date(Date.now() + 60_000).toISOString();
    const tenant = await store.findTenant(slug);
    const redeem = (session: string) => redeemLink(hashSecret(token), hashSecret(session), until);
    expect(await redeem('first')).toMatchObject({ tenantId: tenant?.id });
    expect(await redeem('second')).toBeNull();
    await app.close();
    await expect(run('link', 'create', '--tenant', slug)).rejects.toThrow('--member NAME|ID');
  });

  it('disconnects a workspace, so that another tenant can connect it', async () => {
    const app = createDatabase({ url: database.appUrl });
    const { installations } = createPostgresChatStores(app);
    const other = await store.createTenant({ name: 'Other', slug: `next-${count}` });
    const tenant = await store.findTenant(slug);
    const workspaceId = `T${count}`;
    const connect = (tenantId: string) => installations.save(aWorkspace(tenantId, workspaceId));
    await connect(tenant?.id ?? '');
    await expect(connect(other.id)).rejects.toMatchObject({ code: 'workspace_taken' });
    expect(await run('workspace', 'list', '--tenant', slug)).toEqual([`slack ${workspaceId} Acme active`]);
    const [said] = await run('workspace', 'disconnect', workspaceId, '--tenant', slug);
    expect(said).toContain(`${workspaceId} is disconnected`);
    await connect(other.id);
    await app.close();
    await expect(run('workspace', 'disconnect', workspaceId, '--tenant', slug)).rejects.toThrow(
      `${slug} has no workspace ${workspaceId}`,
    );
  });

  it('connects a Discord server, which after a disconnect waits for that word again', async () => {
    const app = createDatabase({ url: database.appUrl });
    const { installations } = createPostgresChatStores(app);
    await store.createTenant({ name: 'Other', slug: `other-${count}` });
    const tenant = await store.findTenant(slug);
    const id = `90000000000000000${count}`;
    const waits = { name: 'Acme', status: 'revoked' as const, installedBy: WAITS_FOR_ADMIN };
    const server = { ...aWorkspace(tenant?.id ?? '', id), platform: 'discord' as const, ...waits };
    await installations.save(server);
    const listed = () => run('workspace', 'list', '--tenant', slug);
    expect(await listed()).toEqual([`discord ${id} Acme waiting`]);
    await expect(run('workspace', 'connect', 'T123', '--tenant', slug)).rejects.toThrow('15 to 21 digits');
    const [said] = await run('workspace', 'connect', id, '--tenant', slug);
    expect(said).toContain(`${id} is connected to ${slug}`);
    expect(await listed()).toEqual([`discord ${id} Acme active`]);
    await expect(run('workspace', 'connect', id, '--tenant', `other-${count}`)).rejects.toMatchObject({
      code: 'workspace_taken',
    });
    await run('workspace', 'disconnect', id, '--tenant', slug);
    expect(await listed()).toEqual([`discord ${id} Acme waiting`]);
    expect(await installations.find('discord', id, null)).toMatchObject({ installedBy: WAITS_FOR_ADMIN });
    await run('workspace', 'connect', id, '--tenant', `other-${count}`);
    expect(await run('workspace', 'list', '--tenant', `other-${count}`)).toEqual([
      `discord ${id} Acme active`,
    ]);
    expect(await listed()).toEqual([]);
    await app.close();
  });

  it('refuses a name that is taken', async () => {
    await expect(run('tenant', 'create', 'x', '--slug', slug)).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  it('shows what it can do', async () => {
    expect(await run()).toEqual(['help']);
    expect(await run('--help')).toEqual(['help']);
  });
});
