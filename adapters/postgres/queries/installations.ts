import type { Platform } from '../../../core/member.ts';
import type { Installation } from '../../../core/ports/chat-stores.ts';
import type { Statement } from '../database.ts';

const COLUMNS = `tenant_id as "tenantId", platform, workspace_id as "workspaceId", enterprise_id as "enterpriseId",
  name, app_id as "appId", bot_user_id as "botUserId", bot_id as "botId", scopes, sealed_token as "sealedToken",
  installed_by as "installedBy", status`;

/** Of these workspaces, the first one named; one that took the app away comes after those that did not. */
export const findInstallation = (platform: Platform, workspaceIds: readonly string[]): Statement => ({
  name: 'find_installation',
  text: `select ${COLUMNS} from chat_installations where platform = $1 and workspace_id = any ($2)
    order by status = 'active' desc, array_position($2, workspace_id) limit 1`,
  values: [platform, workspaceIds],
});

/** Fails as a duplicate when another tenant has this workspace. */
export const saveInstallation = (installation: Installation): Statement => ({
  text: `insert into chat_installations (tenant_id, platform, workspace_id, enterprise_id, name, app_id, bot_user_id,
      bot_id, scopes, sealed_token, installed_by, status)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict (tenant_id, platform, workspace_id) do update set enterprise_id = excluded.enterprise_id,
      name = excluded.name, app_id = excluded.app_id, bot_user_id = excluded.bot_user_id, bot_id = excluded.bot_id,
      scopes = excluded.scopes, sealed_token = excluded.sealed_token, installed_by = excluded.installed_by,
      status = excluded.status, updated_at = now()`,
  values: [
    installation.tenantId,
    installation.platform,
    installation.workspaceId,
    installation.enterpriseId,
    installation.name,
    installation.appId,
    installation.botUserId,
    installation.botId,
    installation.scopes,
    installation.sealedToken,
    installation.installedBy,
    installation.status,
  ],
});

export const revokeInstallation = (tenantId: string, platform: Platform, workspaceId: string): Statement => ({
  text: `update chat_installations set status = 'revoked', updated_at = now()
    where tenant_id = $1 and platform = $2 and workspace_id = $3`,
  values: [tenantId, platform, workspaceId],
});

export const listInstallations = (tenantId: string): Statement => ({
  name: 'list_installations',
  text: `select ${COLUMNS} from chat_installations where tenant_id = $1 order by created_at, id`,
  values: [tenantId],
});
