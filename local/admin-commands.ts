import type { OperatorStore } from '../adapters/postgres/operator-store.ts';
import { type Member, ROLES, type Tenant } from '../core/member.ts';
import { type AdminArguments, USAGE } from './admin-arguments.ts';
import { createFullKey, ensureAgents, ensurePeople } from './people.ts';
import { StartError } from './start-error.ts';

type Command = (input: AdminArguments, store: OperatorStore, print: (line: string) => void) => Promise<void>;

const createTenant: Command = async (input, store, print) => {
  const name = needed(input.subject, 'a NAME');
  const tenant = await store.createTenant({
    name,
    slug: input.slug ?? slugOf(name),
    ...(input.locale ? { locale: input.locale } : {}),
  });
  const people = await ensurePeople(store, tenant);
  await ensureAgents(store, tenant);
  print(`tenant ${tenant.slug} ${tenant.id}`);
  for (const role of ROLES) {
    const member = people[role];
    print(`${member.displayName} ${member.id} ${await createFullKey(store, member, role)}`);
  }
  print('These keys are shown once; keep them.');
};

const listTenants: Command = async (_, store, print) => {
  for (const { slug, id, name } of await store.listTenants()) print(`${slug} ${id} ${name}`);
};

const addMember: Command = async (input, store, print) => {
  const tenant = await tenantOf(input, store);
  const displayName = needed(input.subject, 'a NAME');
  const role = needed(input.role, `--role ${ROLES.join('|')}`);
  const locale = input.locale ?? tenant.locale;
  const member = await store.addMember(tenant.id, { displayName, role, locale });
  print(`${member.displayName} ${member.id} ${member.role}`);
};

const listMembers: Command = async (input, store, print) => {
  const tenant = await tenantOf(input, store);
  for (const { displayName, id, role } of await store.listMembers(tenant.id))
    print(`${displayName} ${id} ${role}`);
};

const createKey: Command = async (input, store, print) => {
  const tenant = await tenantOf(input, store);
  const member = await memberOf(tenant, needed(input.member, '--member NAME|ID'), store);
  const { prefix, key } = await store.createKey(tenant.id, {
    memberId: member.id,
    name: input.name ?? 'operator',
    scopes: input.scopes,
    ...(input.days ? { expiresAt: new Date(Date.now() + input.days * 86_400_000).toISOString() } : {}),
  });
  print(`${prefix} ${key}`);
  print('The key is shown once; keep it.');
};

const listKeys: Command = async (input, store, print) => {
  const tenant = await tenantOf(input, store);
  const members = await store.listMembers(tenant.id);
  for (const key of await store.listKeys(tenant.id)) {
    const holder = members.find(({ id }) => id === key.memberId)?.displayName ?? key.memberId;
    const state = key.revokedAt
      ? `revoked ${key.revokedAt}`
      : key.expiresAt
        ? `until ${key.expiresAt}`
        : 'active';
    print(`${key.prefix} ${holder} ${key.name} ${state} ${key.scopes.join(',')}`);
  }
};

const revokeKey: Command = async (input, store, print) => {
  const tenant = await tenantOf(input, store);
  const key = needed(input.subject, 'a PREFIX or ID');
  if (!(await store.revokeKey(tenant.id, key))) {
    throw new StartError(`${tenant.slug} has no active key ${key}: see \`npm run admin -- key list\`.`);
  }
  print(`${key} is revoked`);
};

/** Long enough to be passed on, short enough to be useless when it is found. */
const LINK_LIFE_MS = 24 * 3600 * 1000;

const createLink: Command = async (input, store, print) => {
  const tenant = await tenantOf(input, store);
  const member = await memberOf(tenant, needed(input.member, '--member NAME|ID'), store);
  const expiresAt = new Date(Date.now() + LINK_LIFE_MS).toISOString();
  print(`/signin?token=${await store.createSignInLink(tenant.id, member.id, expiresAt)}`);
  print(`Opened on the page's address it signs ${member.displayName} in, once, until ${expiresAt}.`);
};

const listWorkspaces: Command = async (input, store, print) => {
  const tenant = await tenantOf(input, store);
  for (const { platform, workspaceId, name, status } of await store.listWorkspaces(tenant.id))
    print(`${platform} ${workspaceId} ${name} ${status}`);
};

const SERVER_ID = /^\d{15,21}$/;

const connectWorkspace: Command = async (input, store, print) => {
  const tenant = await tenantOf(input, store);
  const id = needed(input.subject, 'the ID of a Discord server');
  if (!SERVER_ID.test(id)) {
    throw new StartError(
      `"${id}" is not the id of a Discord server (15 to 21 digits): see \`npm run admin -- workspace list\`. Slack workspaces are connected from the page or with SLACK_BOT_TOKEN.`,
    );
  }
  await store.connectServer(tenant.id, id);
  print(`${id} is connected to ${tenant.slug} within 15 seconds.`);
};

const disconnectWorkspace: Command = async (input, store, print) => {
  const tenant = await tenantOf(input, store);
  const workspaceId = needed(input.subject, 'the ID of a workspace');
  if (!(await store.disconnectWorkspace(tenant.id, workspaceId))) {
    throw new StartError(
      `${tenant.slug} has no workspace ${workspaceId}: see \`npm run admin -- workspace list\`.`,
    );
  }
  print(`${workspaceId} is disconnected within 15 seconds; its token is forgotten.`);
  if (SERVER_ID.test(workspaceId)) {
    return print('Remove the bot from the server, too. It is served again only after `workspace connect`.');
  }
  print(
    'Remove the app there, too, or take SLACK_BOT_TOKEN away where it is set: it connects again at the next start.',
  );
};

const COMMANDS: Readonly<Record<string, Command>> = {
  'tenant create': createTenant,
  'tenant list': listTenants,
  'member add': addMember,
  'member list': listMembers,
  'key create': createKey,
  'key list': listKeys,
  'key revoke': revokeKey,
  'link create': createLink,
  'workspace list': listWorkspaces,
  'workspace connect': connectWorkspace,
  'workspace disconnect': disconnectWorkspace,
};

/** Throws StartError when something is missing or unknown; AppError as the store does. */
export const runAdminCommand: Command = async (input, store, print) => {
  const command = COMMANDS[input.command];
  if (!command) throw new StartError(`There is no command "${input.command}".\n\n${USAGE}`);
  await command(input, store, print);
};

const needed = <T>(value: T | undefined, what: string): T => {
  if (value === undefined || value === '') throw new StartError(`This command needs ${what}.\n\n${USAGE}`);
  return value;
};

const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'tenant';

const tenantOf = async ({ tenant }: AdminArguments, store: OperatorStore): Promise<Tenant> => {
  const found = tenant === undefined ? await onlyTenant(store) : await store.findTenant(tenant);
  if (!found) throw new StartError(`There is no tenant "${tenant}": see \`npm run admin -- tenant list\`.`);
  return found;
};

const onlyTenant = async (store: OperatorStore): Promise<Tenant> => {
  const tenants = await store.listTenants();
  const [first] = tenants;
  if (first && tenants.length === 1) return first;
  throw new StartError(
    `Say which tenant with --tenant: ${tenants.map(({ slug }) => slug).join(', ') || 'there is none'}.`,
  );
};

const memberOf = async (tenant: Tenant, nameOrId: string, store: OperatorStore): Promise<Member> => {
  const members = await store.listMembers(tenant.id);
  const found = members.filter(({ id, displayName }) => id === nameOrId || displayName === nameOrId);
  const [member] = found;
  if (!member) throw new StartError(`${tenant.slug} has no member "${nameOrId}".`);
  if (found.length > 1) throw new StartError(`${tenant.slug} has several members "${nameOrId}": use the id.`);
  return member;
};
