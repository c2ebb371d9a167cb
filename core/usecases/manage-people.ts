import type { CardListRow, Notice } from '../card.ts';
import { AppError } from '../errors.ts';
import type { Member, Platform } from '../member.ts';
import type { ChatPlace, Installation } from '../ports/chat-stores.ts';
import { raw, type Text, text } from '../text.ts';
import type { ManageMembersDeps, ManageMembersInput } from './manage-members.ts';
import { type Action, audit, listOf, MAX_ROWS, personOf, refused, said, showing } from './member-answers.ts';

const role = (of: Member['role']): Text => text('member.role', { role: of });

const byName = (a: Member, b: Member): number => a.displayName.localeCompare(b.displayName);

const ROLE_SIGN = { requester: '○', approver: '◐', admin: '●' } as const;

export const listPeople = async (deps: ManageMembersDeps, input: ManageMembersInput): Promise<Notice> => {
  const { tenantId } = input.actor;
  const members = [...(await deps.members.list(tenantId))].sort(byName);
  const places = await placesOf(deps, input, null);
  const groups = await deps.groups.list(tenantId);
  const rows = members.map(async (member, index): Promise<CardListRow> => {
    const head = { sign: ROLE_SIGN[member.role], title: raw(member.displayName) };
    // What is not shown is not looked up.
    if (index >= MAX_ROWS) return { ...head, meta: [] };
    const users = await Promise.all(
      places.map((place) => deps.identities.userOf(tenantId, place, member.id)),
    );
    const manual = groups.length > 0 ? await deps.groups.manualGroupsOf(tenantId, member.id) : [];
    const names = groups.filter(({ id }) => manual.includes(id)).map(({ name }) => `@${name}`);
    const linked = users.filter((user) => user !== null);
    return {
      ...head,
      meta: [
        role(member.role),
        linked.length > 0 ? text('member.linked', { user: linked.join(', ') }) : text('member.unlinked'),
        ...(names.length > 0 ? [text('member.in_groups', { groups: names.join(', ') })] : []),
      ],
    };
  });
  return showing(listOf(text('member.list'), await Promise.all(rows), text('member.list.empty')));
};

export const addPerson = async (
  deps: ManageMembersDeps,
  input: ManageMembersInput,
  { person, role: wanted, email }: Action<'add'>,
): Promise<Notice> => {
  const { tenantId } = input.actor;
  const known = (await deps.members.list(tenantId)).find(
    ({ displayName }) => displayName.toLowerCase() === person.toLowerCase(),
  );
  // Delivered twice is added once.
  if (known?.role === wanted)
    return said(text('member.added', { name: known.displayName, role: role(wanted) }));
  if (known) return refused(text('member.exists', { name: known.displayName, role: role(known.role) }));
  const same = email === null ? null : await deps.identities.memberByEmail(tenantId, email);
  if (same) return refused(text('member.email_taken', { name: same.displayName, email: email ?? '' }));
  const tenant = await deps.members.tenant(tenantId);
  const member = await deps.identities.addMember(tenantId, {
    displayName: person,
    email,
    role: wanted,
    locale: tenant?.locale ?? input.actor.locale,
  });
  await audit(deps, input, member.id, 'accepted', { displayName: person, role: wanted, email });
  return said(text('member.added', { name: person, role: role(wanted) }));
};

export const setRole = async (
  deps: ManageMembersDeps,
  input: ManageMembersInput,
  { person, role: wanted }: Action<'role'>,
): Promise<Notice> => {
  const { tenantId } = input.actor;
  const member = await personOf(deps, tenantId, person);
  const name = member.displayName;
  if (member.role === 'admin' && wanted !== 'admin') {
    const admins = (await deps.members.list(tenantId)).filter((one) => one.role === 'admin');
    if (admins.length < 2) {
      await audit(deps, input, member.id, 'last_admin', { role: wanted });
      return refused(text('member.last_admin', { name }));
    }
  }
  if (member.role !== wanted) {
    await deps.identities.setRole(tenantId, member.id, wanted);
    await audit(deps, input, member.id, 'accepted', { from: member.role, role: wanted });
  }
  return said(text('member.role_set', { name, role: role(wanted) }));
};

/** Slack's workspaces begin with T, its organizations with E; Discord's are numbers. */
const platformOf = (workspaceId: string): Platform => (/^\d+$/.test(workspaceId) ? 'discord' : 'slack');

const isActive = ({ status }: Installation): boolean => status === 'active';

/** The workspaces that are meant: the one named, else the one it was written in, else all that are connected. */
const placesOf = async (
  deps: ManageMembersDeps,
  { actor, place }: ManageMembersInput,
  workspace: string | null,
): Promise<readonly ChatPlace[]> => {
  if (workspace === null && place.platform !== 'console') return [place];
  const connected = (await deps.installations.list(actor.tenantId)).filter(isActive);
  if (workspace === null) {
    return connected.map(({ platform, workspaceId }) => ({ platform, workspaceId }));
  }
  const platform = platformOf(workspace);
  // An install for a whole organization is for each of its workspaces.
  const isKnown = connected.some(
    (one) => one.platform === platform && (one.workspaceId === workspace || one.workspaceId.startsWith('E')),
  );
  if (!isKnown) throw new AppError('workspace_unknown');
  return [{ platform, workspaceId: workspace }];
};

export const linkPersonTo = async (
  deps: ManageMembersDeps,
  input: ManageMembersInput,
  { person, user, workspace }: Action<'link'>,
): Promise<Notice> => {
  const { tenantId } = input.actor;
  const member = await personOf(deps, tenantId, person);
  const [place, another] = await placesOf(deps, input, workspace);
  if (!place) throw new AppError('workspace_unknown');
  if (another) {
    const example = `/member link ${JSON.stringify(member.displayName)} ${user} workspace:${place.workspaceId}`;
    return refused(text('member.needs_workspace', { example }));
  }
  await deps.identities.link(tenantId, member.id, place, user);
  await audit(deps, input, member.id, 'accepted', { by: 'admin', ...place, platformUserId: user });
  return said(text('member.linked_now', { user, workspace: place.workspaceId, name: member.displayName }));
};

export const unlinkPerson = async (
  deps: ManageMembersDeps,
  input: ManageMembersInput,
  { person, workspace }: Action<'unlink'>,
): Promise<Notice> => {
  const { tenantId } = input.actor;
  const member = await personOf(deps, tenantId, person);
  const name = member.displayName;
  let found = false;
  for (const place of await placesOf(deps, input, workspace)) {
    const user = await deps.identities.userOf(tenantId, place, member.id);
    if (user === null) continue;
    found = true;
    await deps.identities.unlink(tenantId, member.id, place);
    await audit(deps, input, member.id, 'accepted', { ...place, platformUserId: user });
  }
  return said(found ? text('member.unlinked_now', { name }) : text('member.not_linked', { name }));
};
