import { createTimedCache } from '../../core/chat/timed-cache.ts';
import type { Member } from '../../core/member.ts';
import type { ChatStores } from '../../core/ports/chat-stores.ts';
import type { Stores } from '../../core/ports/stores.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { SlackWorkspace } from './slack-workspaces.ts';

/** Who a Slack user is to us. `nobody`: a program; it is not answered. */
export type Speaker =
  | { readonly kind: 'member'; readonly member: Member }
  | { readonly kind: 'guest' }
  | { readonly kind: 'not_linked' }
  | { readonly kind: 'nobody' };

export interface SlackPeople {
  who(workspace: SlackWorkspace, userId: string): Promise<Speaker>;
  /** Slack says that this user changed. */
  forget(workspace: SlackWorkspace, userId: string): void;
}

export interface SlackPeopleDeps {
  readonly chatStores: Pick<ChatStores, 'identities' | 'chatSettings'>;
  readonly stores: Pick<Stores, 'audit'>;
}

/** What we read of `users.info`. */
interface SlackUser {
  readonly id: string;
  readonly team_id?: string;
  readonly enterprise_user?: { readonly enterprise_id?: string };
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_workflow_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly is_email_confirmed?: boolean;
  readonly profile?: { readonly email?: string };
}

/** A full member who becomes a guest is one after this time at the latest; `user_change` says it at once. */
const LIFE_MS = 5 * 60_000;

export const createSlackPeople = ({ chatStores, stores }: SlackPeopleDeps): SlackPeople => {
  const users = createTimedCache<SlackUser | null>(LIFE_MS);
  const keyOf = ({ place }: SlackWorkspace, userId: string): string => `${place.workspaceId}/${userId}`;
  const userOf = (workspace: SlackWorkspace, userId: string): Promise<SlackUser | null> =>
    users.get(keyOf(workspace, userId), () => askSlack(workspace, userId));

  return {
    async who(workspace, userId) {
      const user = await userOf(workspace, userId);
      if (!user) return { kind: 'guest' };
      if (user.is_bot || user.is_workflow_bot || user.deleted || userId === 'USLACKBOT')
        return { kind: 'nobody' };
      if (isOutsider(user, workspace)) return { kind: 'guest' };
      const { tenantId, place } = workspace;
      const member = await chatStores.identities.memberOf(tenantId, place, userId);
      if (member) return { kind: 'member', member };
      const byMail = await memberByMail(workspace, user);
      return byMail ? { kind: 'member', member: byMail } : { kind: 'not_linked' };
    },
    forget: (workspace, userId) => users.forget(keyOf(workspace, userId)),
  };

  /** A confirmed address of a domain the tenant named is a member's own: Slack has checked it. */
  async function memberByMail({ tenantId, place }: SlackWorkspace, user: SlackUser): Promise<Member | null> {
    const email = user.profile?.email?.toLowerCase();
    if (!email || user.is_email_confirmed !== true) return null;
    const { linkEmailDomains } = await chatStores.chatSettings.read(tenantId);
    if (!linkEmailDomains.some((domain) => email.endsWith(`@${domain.toLowerCase()}`))) return null;
    const member = await chatStores.identities.memberByEmail(tenantId, email);
    if (!member) return null;
    // Somebody who is linked to another user here was linked by a person, and that counts.
    if (await chatStores.identities.userOf(tenantId, place, member.id)) return null;
    await chatStores.identities.link(tenantId, member.id, place, user.id);
    await stores.audit.append(tenantId, {
      memberId: member.id,
      action: 'member.linked_by_email',
      subjectType: 'member',
      subjectId: member.id,
      outcome: 'accepted',
      surface: 'slack',
      details: { workspace: place.workspaceId, user: user.id },
    });
    return member;
  }
};

const askSlack = async ({ api }: SlackWorkspace, userId: string): Promise<SlackUser | null> => {
  try {
    return (await api.call<{ user: SlackUser }>('users.info', { user: userId })).user;
  } catch (error) {
    // Somebody from another organization whom we may not even look at.
    if (error instanceof SlackRefusal && ['user_not_found', 'user_not_visible'].includes(error.slackCode))
      return null;
    throw error;
  }
};

/** Guests of the workspace, and people of others who share a channel with it. */
const isOutsider = (user: SlackUser, { installation }: SlackWorkspace): boolean => {
  if (user.is_restricted || user.is_ultra_restricted || user.is_stranger) return true;
  const enterprise = user.enterprise_user?.enterprise_id;
  if (installation.enterpriseId && enterprise === installation.enterpriseId) return false;
  return user.team_id !== undefined && user.team_id !== installation.workspaceId;
};
