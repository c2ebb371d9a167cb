import type { Notice } from '../card.ts';
import type { KnownNames, MemberAction } from '../commands/member-command.ts';
import { AppError } from '../errors.ts';
import type { Actor } from '../member.ts';
import type {
  ChatPlace,
  ChatSettingsStore,
  GroupStore,
  IdentityStore,
  InstallationStore,
} from '../ports/chat-stores.ts';
import type { AuditStore, MemberStore } from '../ports/stores.ts';
import { chooseCopies, chooseEmail } from './choose-chat-settings.ts';
import { addGroup, listGroups, moveInGroup, removeGroup } from './manage-groups.ts';
import { addPerson, linkPersonTo, listPeople, setRole, unlinkPerson } from './manage-people.ts';
import { audit } from './member-answers.ts';

export interface ManageMembersDeps {
  readonly members: MemberStore;
  readonly identities: Pick<
    IdentityStore,
    'userOf' | 'link' | 'unlink' | 'memberByEmail' | 'addMember' | 'setRole'
  >;
  readonly groups: GroupStore;
  readonly installations: Pick<InstallationStore, 'list'>;
  readonly chatSettings: ChatSettingsStore;
  readonly audit: AuditStore;
}

/** Every approval shown in this channel as well, or in none. */
export interface CopiesAction {
  readonly kind: 'approvals_here' | 'approvals_off';
}

export interface ManageMembersInput {
  readonly actor: Actor;
  /** Where the command was written: a user named without a workspace is one of this. */
  readonly place: ChatPlace & { readonly channelId: string };
  readonly action: MemberAction | CopiesAction;
}

export interface ManageMembers {
  /** Does it and says what came of it. Throws AppError: forbidden, member_unknown, workspace_unknown. */
  run(input: ManageMembersInput): Promise<Notice>;
  /** The names there are, for who may know them. */
  names(actor: Actor): Promise<KnownNames>;
}

/** What an admin does with people: who there is, what they may, who they are in the chats, which groups approve. */
export const createManageMembers = (deps: ManageMembersDeps): ManageMembers => ({
  async run(input) {
    const { actor, action } = input;
    if (actor.role !== 'admin') {
      await audit(deps, input, actor.memberId, 'forbidden', {});
      throw new AppError('forbidden');
    }
    return act(deps, input, action);
  },
  async names(actor) {
    if (actor.role !== 'admin') throw new AppError('forbidden');
    const [members, groups] = await Promise.all([
      deps.members.list(actor.tenantId),
      deps.groups.list(actor.tenantId),
    ]);
    return { members: members.map(({ displayName }) => displayName), groups: groups.map(({ name }) => name) };
  },
});

const act = (
  deps: ManageMembersDeps,
  input: ManageMembersInput,
  action: ManageMembersInput['action'],
): Promise<Notice> => {
  switch (action.kind) {
    case 'list':
      return listPeople(deps, input);
    case 'add':
      return addPerson(deps, input, action);
    case 'role':
      return setRole(deps, input, action);
    case 'link':
      return linkPersonTo(deps, input, action);
    case 'unlink':
      return unlinkPerson(deps, input, action);
    case 'email':
      return chooseEmail(deps, input, action);
    case 'approvals_here':
    case 'approvals_off':
      return chooseCopies(deps, input, action);
    case 'group_list':
      return listGroups(deps, input);
    case 'group_add':
      return addGroup(deps, input, action);
    case 'group_remove':
      return removeGroup(deps, input, action.group);
    case 'group_join':
    case 'group_leave':
      return moveInGroup(deps, input, action);
  }
};
