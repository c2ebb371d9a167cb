import pg from 'pg';
import type { AgentBackendKind, AgentStatus, RelationshipType, TrustLevel } from '../../core/agent.ts';
import { AppError } from '../../core/errors.ts';
import type { Locale, Member, Platform, Role, Tenant } from '../../core/member.ts';
import { WAITS_FOR_ADMIN } from '../../core/ports/chat-stores.ts';
import type { ApiScope } from '../../core/ports/stores.ts';
import { isDuplicate, isMissingReference, toAppError } from './errors.ts';
import { hashSecret, newApiKey, newSecret } from './secrets.ts';
import { types } from './values.ts';

export interface NewMember {
  readonly displayName: string;
  readonly role: Role;
  readonly locale?: Locale;
  readonly email?: string;
  readonly identities?: readonly {
    readonly platform: Platform;
    readonly workspaceId: string;
    readonly platformUserId: string;
  }[];
}

export interface SeedAgent {
  readonly name: string;
  readonly description: string;
  readonly capabilities: readonly string[];
  readonly backend: AgentBackendKind;
  readonly trustLevel: TrustLevel;
  readonly status?: AgentStatus;
  readonly skills?: readonly { readonly skillName: string; readonly proficiency: number }[];
}

export interface ApiKeyInfo {
  readonly id: string;
  readonly memberId: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly ApiScope[];
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

export interface WorkspaceInfo {
  readonly platform: Platform;
  readonly workspaceId: string;
  readonly name: string;
  /** `waiting`: a Discord server that the bot is in, and that no admin connected. */
  readonly status: 'active' | 'revoked' | 'waiting';
}

/**
 * What an operator does, with the login that owns the tables. Methods throw AppError: `store_unavailable`,
 * `invalid_request` (a name that is taken), `not_found` (a tenant or member that is not there).
 */
export interface OperatorStore {
  createTenant(input: { name: string; slug: string; locale?: Locale }): Promise<Tenant>;
  listTenants(): Promise<readonly Tenant[]>;
  /** By id or slug. */
  findTenant(idOrSlug: string): Promise<Tenant | null>;
  addMember(tenantId: string, member: NewMember): Promise<Member>;
  listMembers(tenantId: string): Promise<readonly Member[]>;
  /** The key itself is given once, here; only its hash is kept. */
  createKey(
    tenantId: string,
    input: { memberId: string; name: string; scopes: readonly ApiScope[]; expiresAt?: string },
  ): Promise<{ readonly id: string; readonly prefix: string; readonly key: string }>;
  listKeys(tenantId: string): Promise<readonly ApiKeyInfo[]>;
  /** By id or prefix. false: no such key, or it was revoked before. */
  revokeKey(tenantId: string, idOrPrefix: string): Promise<boolean>;
  /** Makes or updates the agent of this name; what it has learned of its skills stays. Gives its id. */
  upsertAgent(tenantId: string, agent: SeedAgent): Promise<string>;
  upsertGroup(tenantId: string, name: string): Promise<string>;
  relateAgents(
    tenantId: string,
    relation: { groupId: string; fromAgentId: string; toAgentId: string; type: RelationshipType },
  ): Promise<void>;
  /** Signs this member in, once, until `expiresAt` (ISO 8601). Gives the token for `/signin?token=`. */
  createSignInLink(tenantId: string, memberId: string, expiresAt: string): Promise<string>;
  /** The Slack workspaces and Discord servers of this tenant. */
  listWorkspaces(tenantId: string): Promise<readonly WorkspaceInfo[]>;
  /**
   * A Discord server that the bot was invited to is this tenant's from now on. Throws AppError `workspace_taken` while
   * another tenant has it.
   */
  connectServer(tenantId: string, serverId: string): Promise<void>;
  /**
   * Forgets the workspace and its token, so that another tenant can connect it; a Discord server waits for an admin's
   * word from then on. false: the tenant has no such workspace.
   */
  disconnectWorkspace(tenantId: string, workspaceId: string): Promise<boolean>;
  close(): Promise<void>;
}

const TENANT = 'id, name, slug, locale';
const MEMBER = 'id, tenant_id as "tenantId", display_name as "displayName", role, locale';

type Query = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

const createQuery =
  (pool: pg.Pool): Query =>
  async <Row>(text: string, values: readonly unknown[] = []) => {
    try {
      return (await pool.query(text, values as unknown[])).rows as Row[];
    } catch (error) {
      if (isDuplicate(error)) throw new AppError('invalid_request', { detail: 'taken' }, { cause: error });
      if (isMissingReference(error)) throw new AppError('not_found', {}, { cause: error });
      throw toAppError(error);
    }
  };

const only = <Row>(rows: readonly Row[]): Row => {
  const row = rows[0];
  if (!row) throw new AppError('not_found');
  return row;
};

export const createOperatorStore = (ownerUrl: string): OperatorStore => {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2, connectionTimeoutMillis: 5_000, types });
  pool.on('error', () => undefined);
  const query = createQuery(pool);
  return {
    ...tenantsAndMembers(query),
    ...keysAndLinks(query),
    ...agents(query),
    ...workspaces(query),
    close: () => pool.end(),
  };
};

type TenantsAndMembers = Pick<
  OperatorStore,
  'createTenant' | 'listTenants' | 'findTenant' | 'addMember' | 'listMembers'
>;

const tenantsAndMembers = (query: Query): TenantsAndMembers => ({
  createTenant: async ({ name, slug, locale = 'en' }) =>
    only(
      await query<Tenant>(
        `insert into tenants (name, slug, locale) values ($1, $2, $3) returning ${TENANT}`,
        [name, slug, locale],
      ),
    ),
  listTenants: () => query<Tenant>(`select ${TENANT} from tenants order by created_at, id`),
  findTenant: async (idOrSlug) =>
    (await query<Tenant>(`select ${TENANT} from tenants where id::text = $1 or slug = $1`, [idOrSlug]))[0] ??
    null,
  addMember: async (tenantId, member) => {
    const identities = member.identities ?? [];
    return only(
      await query<Member>(
        `with member as (
           insert into members (tenant_id, display_name, email, role, locale)
           values ($1, $2, $3, $4, coalesce($5, (select locale from tenants where id = $1), 'en'))
           returning *
         ), identity as (
           insert into member_identities (tenant_id, member_id, platform, workspace_id, platform_user_id)
           select $1, member.id, i.* from member, unnest($6::text[], $7::text[], $8::text[]) as i
         )
         select ${MEMBER} from member`,
        [
          tenantId,
          member.displayName,
          member.email ?? null,
          member.role,
          member.locale ?? null,
          identities.map((identity) => identity.platform),
          identities.map((identity) => identity.workspaceId),
          identities.map((identity) => identity.platformUserId),
        ],
      ),
    );
  },
  listMembers: (tenantId) =>
    query<Member>(`select ${MEMBER} from members where tenant_id = $1 order by created_at, id`, [tenantId]),
});

type KeysAndLinks = Pick<OperatorStore, 'createKey' | 'listKeys' | 'revokeKey' | 'createSignInLink'>;

const keysAndLinks = (query: Query): KeysAndLinks => ({
  createKey: async (tenantId, { memberId, name, scopes, expiresAt }) => {
    const { key, prefix } = newApiKey();
    const { id } = only(
      await query<{ id: string }>(
        `insert into api_keys (tenant_id, member_id, name, prefix, hash, scopes, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7) returning id`,
        [tenantId, memberId, name, prefix, hashSecret(key), scopes, expiresAt ?? null],
      ),
    );
    return { id, prefix, key };
  },
  listKeys: (tenantId) =>
    query<ApiKeyInfo>(
      `select id, member_id as "memberId", name, prefix, scopes, expires_at as "expiresAt", revoked_at as "revokedAt"
       from api_keys where tenant_id = $1 order by created_at, id`,
      [tenantId],
    ),
  revokeKey: async (tenantId, idOrPrefix) => {
    const rows = await query(
      `update api_keys set revoked_at = now()
       where tenant_id = $1 and (id::text = $2 or prefix = $2) and revoked_at is null returning id`,
      [tenantId, idOrPrefix],
    );
    return rows.length > 0;
  },
  createSignInLink: async (tenantId, memberId, expiresAt) => {
    const token = newSecret();
    await query(
      `insert into console_sessions (tenant_id, member_id, kind, hash, expires_at)
       values ($1, $2, 'link', $3, $4)`,
      [tenantId, memberId, hashSecret(token), expiresAt],
    );
    return token;
  },
});

type Agents = Pick<OperatorStore, 'upsertAgent' | 'upsertGroup' | 'relateAgents'>;

const agents = (query: Query): Agents => ({
  upsertAgent: async (tenantId, agent) => {
    const { id } = only(
      await query<{ id: string }>(
        `insert into agents (tenant_id, name, description, capabilities, backend, trust_level, status)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (tenant_id, name) do update set description = excluded.description,
           capabilities = excluded.capabilities, backend = excluded.backend,
           trust_level = excluded.trust_level, status = excluded.status
         returning id`,
        [
          tenantId,
          agent.name,
          agent.description,
          agent.capabilities,
          agent.backend,
          agent.trustLevel,
          agent.status ?? 'active',
        ],
      ),
    );
    for (const skill of agent.skills ?? []) {
      await query(
        `insert into agent_skills (tenant_id, agent_id, skill_name, proficiency) values ($1, $2, $3, $4)
         on conflict (tenant_id, agent_id, skill_name) do nothing`,
        [tenantId, id, skill.skillName, skill.proficiency],
      );
    }
    return id;
  },
  upsertGroup: async (tenantId, name) =>
    only(
      await query<{ id: string }>(
        `insert into agent_groups (tenant_id, name) values ($1, $2)
         on conflict (tenant_id, name) do update set name = excluded.name returning id`,
        [tenantId, name],
      ),
    ).id,
  relateAgents: async (tenantId, { groupId, fromAgentId, toAgentId, type }) => {
    await query(
      `insert into agent_relationships (tenant_id, group_id, from_agent_id, to_agent_id, relationship_type)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [tenantId, groupId, fromAgentId, toAgentId, type],
    );
  },
});

type Workspaces = Pick<OperatorStore, 'listWorkspaces' | 'connectServer' | 'disconnectWorkspace'>;

const workspaces = (query: Query): Workspaces => ({
  listWorkspaces: (tenantId) =>
    query<WorkspaceInfo>(
      `select platform, workspace_id as "workspaceId", name,
         case when installed_by = $2 and status <> 'active' then 'waiting' else status end as status
       from chat_installations where tenant_id = $1 order by platform, workspace_id`,
      [tenantId, WAITS_FOR_ADMIN],
    ),
  connectServer: async (tenantId, serverId) => {
    // The bot fills in its own ids and the name when it hears of the server.
    const rows = await query(
      `insert into chat_installations (tenant_id, platform, workspace_id, name, bot_user_id, scopes, installed_by, status)
       values ($1, 'discord', $2, $2, '0', '{}', 'admin', 'active')
       on conflict (platform, workspace_id) do update set tenant_id = $1, installed_by = 'admin', status = 'active',
         updated_at = now()
       where chat_installations.tenant_id = $1 or chat_installations.status <> 'active'
       returning workspace_id`,
      [tenantId, serverId],
    );
    if (rows.length === 0) throw new AppError('workspace_taken');
  },
  disconnectWorkspace: async (tenantId, workspaceId) => {
    const kept = await query(
      `update chat_installations set status = 'revoked', installed_by = $3, updated_at = now()
       where tenant_id = $1 and workspace_id = $2 and platform = 'discord' returning workspace_id`,
      [tenantId, workspaceId, WAITS_FOR_ADMIN],
    );
    if (kept.length > 0) return true;
    const rows = await query(
      'delete from chat_installations where tenant_id = $1 and workspace_id = $2 returning workspace_id',
      [tenantId, workspaceId],
    );
    return rows.length > 0;
  },
});
