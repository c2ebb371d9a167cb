import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createOperatorStore, type OperatorStore } from '../adapters/postgres/operator-store.ts';
import { ROLES } from '../core/member.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { seed } from './seed.ts';
import { cloneDatabase, type TestDatabase } from './testing/database.ts';

let parent: string;
let folder: DataFolder;
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
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'countersign-seed-'));
  folder = openDataFolder(join(parent, 'data'));
});
afterEach(() => {
  folder.release();
  rmSync(parent, { recursive: true, force: true });
});

const key = (role: string): string => readFileSync(folder.file('keys', role), 'utf8').trim();

describe('the first start', () => {
  it('makes a tenant, a member for each role, and a private key file for each', async () => {
    const { people } = await seed(database.ownerUrl, folder);
    expect(ROLES.map((role) => people[role].displayName)).toEqual(['Requester', 'Approver', 'Admin']);
    expect(readdirSync(folder.file('keys')).sort()).toEqual(['admin', 'approver', 'encryption', 'requester']);
    for (const role of ROLES) {
      expect(statSync(folder.file('keys', role)).mode & 0o777).toBe(0o600);
      expect(key(role)).toMatch(/^cs_[0-9a-f]{8}_\S{43}$/);
    }
    expect(statSync(folder.file('keys')).mode & 0o777).toBe(0o700);
  });

  it('puts skills, runbooks and a workspace in place', async () => {
    await seed(database.ownerUrl, folder);
    expect(readdirSync(folder.file('runbooks'))).toContain('workspace-report.yaml');
    expect(statSync(folder.file('skills.yaml')).isFile()).toBe(true);
    expect(readdirSync(folder.file('workspace'))).toContain('welcome.md');
  });

  it('is done once: keys, files and members stay as they are', async () => {
    const first = await seed(database.ownerUrl, folder);
    const keys = ROLES.map(key);
    writeFileSync(folder.file('skills.yaml'), 'skills: {}\n');
    rmSync(folder.file('runbooks', 'site-check.yaml'));
    const second = await seed(database.ownerUrl, folder);
    expect(second).toEqual({ ...first, fresh: false });
    expect(ROLES.map(key)).toEqual(keys);
    expect(readFileSync(folder.file('skills.yaml'), 'utf8')).toBe('skills: {}\n');
    expect(readdirSync(folder.file('runbooks'))).not.toContain('site-check.yaml');
  });

  it('completes what a killed run left half done', async () => {
    const { people } = await seed(database.ownerUrl, folder);
    const [kept] = ROLES.map(key);
    rmSync(folder.file('keys', 'approver'));
    rmSync(folder.file('seeded.json'));
    const again = await seed(database.ownerUrl, folder);
    expect(again.people).toEqual(people);
    expect(key('requester')).toBe(kept);
    expect(key('approver')).toMatch(/^cs_/);
  });

  it('makes new keys when the folder meets another database', async () => {
    await seed(database.ownerUrl, folder);
    const before = key('admin');
    const other = await cloneDatabase();
    await seed(other.ownerUrl, folder);
    expect(key('admin')).not.toBe(before);
    await other.drop();
  });

  it('does not put back a key that was revoked', async () => {
    const { people } = await seed(database.ownerUrl, folder);
    const revoked = key('requester');
    await store.revokeKey(people.requester.tenantId, revoked.split('_').slice(0, 2).join('_'));
    await seed(database.ownerUrl, folder);
    expect(key('requester')).toBe(revoked);
  });

  it('makes an agent that can do what the sample runbooks need', async () => {
    const { people } = await seed(database.ownerUrl, folder);
    const runbooks = fileURLToPath(new URL('./defaults/runbooks/', import.meta.url));
    const needed = readdirSync(runbooks).flatMap(
      (name) =>
        (parse(readFileSync(join(runbooks, name), 'utf8')) as { capabilities: string[] }).capabilities,
    );
    const client = new pg.Client(database.ownerUrl);
    await client.connect();
    const { rows } = await client.query(
      'select capabilities from agents where tenant_id = $1 and backend = $2',
      [people.admin.tenantId, 'runbook'],
    );
    await client.end();
    expect(rows).toEqual([{ capabilities: expect.arrayContaining(needed) }]);
  });
});
