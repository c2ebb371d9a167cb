import type { Member } from '../../../core/member.ts';
import type { ChatPlace } from '../../../core/ports/chat-stores.ts';
import type { Statement } from '../database.ts';
import { toText } from '../values.ts';

const MEMBER = 'm.id, m.tenant_id as "tenantId", m.display_name as "displayName", m.role, m.locale';

const LINKED_HERE = `from member_identities i join members m on m.tenant_id = i.tenant_id and m.id = i.member_id
  where i.tenant_id = $1 and i.platform = $2 and i.workspace_id = $3`;

export const memberOfUser = (
  tenantId: string,
  { platform, workspaceId }: ChatPlace,
  platformUserId: string,
): Statement => ({
  name: 'member_of_user',
  text: `select ${MEMBER} ${LINKED_HERE} and i.platform_user_id = $4`,
  values: [tenantId, platform, workspaceId, platformUserId],
});

export const userOfMember = (
  tenantId: string,
  { platform, workspaceId }: ChatPlace,
  memberId: string,
): Statement => ({
  name: 'user_of_member',
  text: `select platform_user_id as "platformUserId" from member_identities
    where tenant_id = $1 and platform = $2 and workspace_id = $3 and member_id = $4`,
  values: [tenantId, platform, workspaceId, memberId],
});

export const linkedMembers = (tenantId: string, { platform, workspaceId }: ChatPlace): Statement => ({
  name: 'linked_members',
  text: `select ${MEMBER}, i.platform_user_id as "platformUserId" ${LINKED_HERE} order by i.created_at, i.id`,
  values: [tenantId, platform, workspaceId],
});

/** Until the transaction ends, nobody else links in this workspace: people who write twice at once are linked once. */
export const lockLinks = (tenantId: string, { platform, workspaceId }: ChatPlace): Statement => ({
  text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
  values: [`member_identities/${tenantId}/${platform}/${workspaceId}`],
});

/** Whatever stands in the way of this link: the member's other user here, the user's other member. */
export const clearLink = (
  tenantId: string,
  { platform, workspaceId }: ChatPlace,
  memberId: string,
  platformUserId: string,
): Statement => ({
  text: `delete from member_identities where tenant_id = $1 and platform = $2 and workspace_id = $3
    and (member_id = $4 or platform_user_id = $5)`,
  values: [tenantId, platform, workspaceId, memberId, platformUserId],
});

export const addLink = (
  tenantId: string,
  { platform, workspaceId }: ChatPlace,
  memberId: string,
  platformUserId: string,
): Statement => ({
  text: `insert into member_identities (tenant_id, platform, workspace_id, member_id, platform_user_id)
    values ($1, $2, $3, $4, $5)`,
  values: [tenantId, platform, workspaceId, memberId, platformUserId],
});

export const removeLink = (
  tenantId: string,
  { platform, workspaceId }: ChatPlace,
  memberId: string,
): Statement => ({
  text: `delete from member_identities
    where tenant_id = $1 and platform = $2 and workspace_id = $3 and member_id = $4`,
  values: [tenantId, platform, workspaceId, memberId],
});

/** Two rows when it is not clear who is meant. */
export const membersByEmail = (tenantId: string, email: string): Statement => ({
  text: `select ${MEMBER} from members m where tenant_id = $1 and lower(email) = lower($2) limit 2`,
  values: [tenantId, toText(email)],
});

export const newLinkCode = (
  tenantId: string,
  memberId: string,
  codeHash: string,
  expiresAt: string,
): Statement => ({
  text: `insert into link_codes (tenant_id, member_id, code_hash, expires_at) values ($1, $2, $3, $4)
    on conflict (tenant_id, member_id) do update set code_hash = excluded.code_hash,
      expires_at = excluded.expires_at, created_at = now()`,
  values: [tenantId, memberId, codeHash, expiresAt],
});

/** Two at once: the second waits, then finds no code. */
export const redeemLinkCode = (tenantId: string, codeHash: string): Statement => ({
  text: `with used as (
      delete from link_codes where tenant_id = $1 and code_hash = $2 returning member_id, expires_at
    )
    select ${MEMBER} from used join members m on m.tenant_id = $1 and m.id = used.member_id
    where used.expires_at > now()`,
  values: [tenantId, codeHash],
});

export const addMember = (
  tenantId: string,
  {
    displayName,
    email,
    role,
    locale,
  }: Pick<Member, 'displayName' | 'role' | 'locale'> & { readonly email: string | null },
): Statement => ({
  text: `insert into members as m (tenant_id, display_name, email, role, locale) values ($1, $2, $3, $4, $5)
    returning ${MEMBER}`,
  values: [tenantId, toText(displayName), email === null ? null : toText(email), role, locale],
});

export const setMemberRole = (tenantId: string, memberId: string, role: Member['role']): Statement => ({
  text: 'update members set role = $3 where tenant_id = $1 and id = $2 returning id',
  values: [tenantId, memberId, role],
});
