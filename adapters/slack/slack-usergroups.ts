import { createTimedCache } from '../../core/chat/timed-cache.ts';
import type { ApproverGroup, ChatStores } from '../../core/ports/chat-stores.ts';
import type { OutsideGroups } from '../../core/ports/outside-groups.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { SlackWorkspace, SlackWorkspaces } from './slack-workspaces.ts';

export interface SlackUsergroups extends OutsideGroups {
  /** Slack says that the people of this group changed. */
  forget(usergroupId: string): void;
}

export interface SlackUsergroupsDeps {
  readonly workspaces: SlackWorkspaces;
  readonly chatStores: Pick<ChatStores, 'identities'>;
}

const LIFE_MS = 60_000;
const SOURCE = /^slack_usergroup:(\w+)$/;

/** Slack's own id of the user group an approver group stands for; null when it stands for none. */
export const usergroupIdOf = ({ source }: Pick<ApproverGroup, 'source'>): string | null =>
  SOURCE.exec(source)?.[1] ?? null;

/** Slack's user groups as approver groups: who is in one is asked when somebody clicks, and known for a minute. */
export const createSlackUsergroups = ({ workspaces, chatStores }: SlackUsergroupsDeps): SlackUsergroups => {
  const people = createTimedCache<ReadonlySet<string>>(LIFE_MS);
  const peopleOf = (workspace: SlackWorkspace, usergroup: string): Promise<ReadonlySet<string>> =>
    people.get(`${usergroup}/${workspace.place.workspaceId}`, () => askSlack(workspace, usergroup));

  return {
    async groupsOf(tenantId, memberId, groups) {
      const wanted = groups.filter((group) => usergroupIdOf(group) !== null);
      if (wanted.length === 0) return [];
      const found = new Set<string>();
      for (const workspace of await workspaces.all(tenantId)) {
        const userId = await chatStores.identities.userOf(tenantId, workspace.place, memberId);
        if (!userId) continue;
        for (const group of wanted) {
          const inside = await peopleOf(workspace, usergroupIdOf(group) ?? '');
          if (inside.has(userId)) found.add(group.id);
        }
      }
      return [...found];
    },
    forget(usergroupId) {
      // Few keys and rare events: the whole minute's knowledge is asked again.
      if (usergroupId) people.clear();
    },
  };
};

const askSlack = async ({ api }: SlackWorkspace, usergroup: string): Promise<ReadonlySet<string>> => {
  try {
    const { users } = await api.call<{ users?: readonly string[] }>('usergroups.users.list', { usergroup });
    return new Set(users ?? []);
  } catch (error) {
    // A group of another workspace, or one that is gone: nobody is in it.
    if (error instanceof SlackRefusal && error.slackCode === 'no_such_subteam') return new Set();
    throw error;
  }
};
