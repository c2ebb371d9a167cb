import type { Statement } from '../database.ts';

/** Found by hash before any tenant is known: the transaction says the hash, and row-level security shows that row. */
export const findApiKey = (hash: string): Statement => ({
  name: 'find_api_key',
  text: `select id as "keyId", tenant_id as "tenantId", member_id as "memberId", scopes,
      coalesce(last_used_at < now() - interval '1 minute', true) as stale
    from api_keys where hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
  values: [hash],
});

export const touchApiKey = (tenantId: string, id: string): Statement => ({
  text: 'update api_keys set last_used_at = now() where tenant_id = $1 and id = $2',
  values: [tenantId, id],
});

export const findSession = (hash: string, kind: 'link' | 'session'): Statement => ({
  name: 'find_session',
  text: `select tenant_id as "tenantId", member_id as "memberId" from console_sessions
    where hash = $1 and kind = $2 and expires_at > now() and used_at is null`,
  values: [hash, kind],
});

/** Two at once: the second waits, then finds the link used. */
export const redeemLink = (
  tenantId: string,
  linkHash: string,
  sessionHash: string,
  sessionExpiresAt: string,
): Statement => ({
  text: `with used as (
      update console_sessions set used_at = now()
      where tenant_id = $1 and hash = $2 and kind = 'link' and used_at is null and expires_at > now()
      returning member_id
    )
    insert into console_sessions (tenant_id, member_id, kind, hash, expires_at)
    select $1, member_id, 'session', $3, $4 from used
    returning tenant_id as "tenantId", member_id as "memberId"`,
  values: [tenantId, linkHash, sessionHash, sessionExpiresAt],
});

export const switchMember = (tenantId: string, sessionHash: string, memberId: string): Statement => ({
  text: `update console_sessions set member_id = $3
    where tenant_id = $1 and hash = $2 and kind = 'session' and expires_at > now()
      and exists (select from members where tenant_id = $1 and id = $3)
    returning id`,
  values: [tenantId, sessionHash, memberId],
});

export const endSession = (tenantId: string, sessionHash: string): Statement => ({
  text: "delete from console_sessions where tenant_id = $1 and hash = $2 and kind = 'session'",
  values: [tenantId, sessionHash],
});
