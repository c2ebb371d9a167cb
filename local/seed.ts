import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createOperatorStore, type OperatorStore } from '../adapters/postgres/operator-store.ts';
import { type Member, ROLES } from '../core/member.ts';
import { type DataFolder, readJson, writePrivate } from './data-folder.ts';
import { createFullKey, ensureAgents, ensurePeople, type People } from './people.ts';
import { writeSampleFiles } from './sample-files.ts';

const DEFAULTS = fileURLToPath(new URL('./defaults', import.meta.url));
const SLUG = 'local';
const LINK_LIFE_MS = 24 * 3600 * 1000;

export interface Seeded {
  readonly people: People;
  /** False: everything was there already. */
  readonly fresh: boolean;
  /** Seals stored tokens; base64 of 32 bytes. */
  readonly encryptionKey: string;
}

/**
 * What the first start of a data folder puts in place. Every part is looked for before it is made, so that a run
 * killed in the middle is completed by the next one, and nothing a person changed is put back.
 */
export const seed = async (ownerUrl: string, folder: DataFolder): Promise<Seeded> => {
  writeDefaults(folder);
  return withOperatorStore(ownerUrl, async (store) => {
    const found = await store.findTenant(SLUG);
    const tenant = found ?? (await store.createTenant({ name: 'Local', slug: SLUG }));
    const people = await ensurePeople(store, tenant);
    const marker = folder.file('seeded.json');
    const fresh = readJson<{ tenantId: string }>(marker).tenantId !== tenant.id;
    if (fresh) await ensureAgents(store, tenant);
    await ensureKeys(store, folder, people);
    writePrivate(marker, JSON.stringify({ tenantId: tenant.id }));
    return { people, fresh, encryptionKey: ensureEncryptionKey(folder) };
  });
};

/** A token that signs the Requester in on the page, once. */
export const createSignInLink = (ownerUrl: string, { people }: Seeded): Promise<string> =>
  withOperatorStore(ownerUrl, (store) =>
    store.createSignInLink(
      people.requester.tenantId,
      people.requester.id,
      new Date(Date.now() + LINK_LIFE_MS).toISOString(),
    ),
  );

const withOperatorStore = async <T>(
  ownerUrl: string,
  run: (store: OperatorStore) => Promise<T>,
): Promise<T> => {
  const store = createOperatorStore(ownerUrl);
  try {
    return await run(store);
  } finally {
    await store.close();
  }
};

/** A key in a file that this database knows stays, also when it was revoked: that was somebody's wish. */
const ensureKeys = async (store: OperatorStore, folder: DataFolder, people: People): Promise<void> => {
  mkdirSync(folder.file('keys'), { recursive: true, mode: 0o700 });
  const known = await store.listKeys(people.admin.tenantId);
  const isKnown = (member: Member, key: string): boolean =>
    known.some(({ memberId, prefix }) => memberId === member.id && key.startsWith(`${prefix}_`));
  for (const role of ROLES) {
    const file = folder.file('keys', role);
    const member = people[role];
    if (existsSync(file) && isKnown(member, readFileSync(file, 'utf8'))) continue;
    writePrivate(file, `${await createFullKey(store, member, `keys/${role}`)}\n`);
  }
};

/** Made once: what was sealed with it can't be read with another. */
const ensureEncryptionKey = (folder: DataFolder): string => {
  const file = folder.file('keys', 'encryption');
  if (!existsSync(file)) writePrivate(file, `${randomBytes(32).toString('base64')}\n`);
  return readFileSync(file, 'utf8').trim();
};

/** Copied once; from then on they are the person's own files. */
const writeDefaults = (folder: DataFolder): void => {
  copyOnce(`${DEFAULTS}/skills.yaml`, folder.file('skills.yaml'));
  copyOnce(`${DEFAULTS}/runbooks`, folder.file('runbooks'));
  makeOnce(folder.file('workspace'), writeSampleFiles);
};

const copyOnce = (from: string, to: string): void =>
  makeOnce(to, (fresh) => cpSync(from, fresh, { recursive: true }));

/** Made beside and renamed: half a folder would be taken for a whole one next time. */
const makeOnce = (path: string, make: (fresh: string) => void): void => {
  if (existsSync(path)) return;
  const fresh = `${path}.new`;
  rmSync(fresh, { recursive: true, force: true });
  make(fresh);
  renameSync(fresh, path);
};
