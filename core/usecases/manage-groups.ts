import type { CardListRow, Notice } from '../card.ts';
import type { ApproverGroup } from '../ports/chat-stores.ts';
import { raw, text } from '../text.ts';
import type { ManageMembersDeps, ManageMembersInput } from './manage-members.ts';
import { type Action, audit, listOf, personOf, refused, said, showing } from './member-answers.ts';

const groupOf = async (
  deps: ManageMembersDeps,
  tenantId: string,
  name: string,
): Promise<ApproverGroup | null> =>
  (await deps.groups.list(tenantId)).find((group) => group.name === name) ?? null;

export const listGroups = async (deps: ManageMembersDeps, input: ManageMembersInput): Promise<Notice> => {
  const { tenantId } = input.actor;
  const [groups, members] = await Promise.all([deps.groups.list(tenantId), deps.members.list(tenantId)]);
  const isManual = groups.some(({ source }) => source === 'manual');
  const inside = await Promise.all(
    (isManual ? members : []).map(async (member) => ({
      name: member.displayName,
      groups: await deps.groups.manualGroupsOf(tenantId, member.id),
    })),
  );
  const rows = groups.map((group): CardListRow => {
    const people = inside.filter((person) => person.groups.includes(group.id)).map(({ name }) => name);
    return {
      sign: '▸',
      title: raw(`@${group.name}`),
      meta: [
        group.source === 'manual'
          ? text('member.group.people', { people: people.join(', ') })
          : text('member.group.outside', { source: group.source }),
      ],
    };
  });
  return showing(listOf(text('member.groups'), rows, text('member.groups.empty')));
};

export const addGroup = async (
  deps: ManageMembersDeps,
  input: ManageMembersInput,
  { group: name, source }: Action<'group_add'>,
): Promise<Notice> => {
  const group = await deps.groups.save(input.actor.tenantId, { name, source });
  await audit(deps, input, group.id, 'accepted', { group: name, source });
  return said(
    source === 'manual'
      ? text('member.group.added', { group: name })
      : text('member.group.added_outside', { group: name, source }),
  );
};

const unknownGroup = (group: string): Notice => refused(text('member.group.unknown', { group }));

export const removeGroup = async (
  deps: ManageMembersDeps,
  input: ManageMembersInput,
  name: string,
): Promise<Notice> => {
  const { tenantId } = input.actor;
  const group = await groupOf(deps, tenantId, name);
  if (!group || !(await deps.groups.remove(tenantId, name))) return unknownGroup(name);
  await audit(deps, input, group.id, 'accepted', { group: name });
  return said(text('member.group.removed', { group: name }));
};

export const moveInGroup = async (
  deps: ManageMembersDeps,
  input: ManageMembersInput,
  { kind, group: name, person }: Action<'group_join' | 'group_leave'>,
): Promise<Notice> => {
  const { tenantId } = input.actor;
  const group = await groupOf(deps, tenantId, name);
  if (!group) return unknownGroup(name);
  const member = await personOf(deps, tenantId, person);
  if (group.source !== 'manual') {
    return refused(text('member.group.kept_outside', { group: name, source: group.source }));
  }
  const joins = kind === 'group_join';
  await deps.groups.setMember(tenantId, group.id, member.id, joins);
  await audit(deps, input, member.id, 'accepted', { group: name });
  const params = { group: name, name: member.displayName };
  return said(text(joins ? 'member.group.joined' : 'member.group.left', params));
};
