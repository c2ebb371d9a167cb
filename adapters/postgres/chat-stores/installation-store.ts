import { AppError } from '../../../core/errors.ts';
import type { Installation, InstallationStore } from '../../../core/ports/chat-stores.ts';
import type { Database } from '../database.ts';
import { isDuplicate } from '../errors.ts';
import {
  findInstallation,
  listInstallations,
  revokeInstallation,
  saveInstallation,
} from '../queries/installations.ts';

export const createInstallationStore = (db: Database): InstallationStore => ({
  find(platform, workspaceId, enterpriseId) {
    const ids = enterpriseId === null ? [workspaceId] : [workspaceId, enterpriseId];
    const presented = ids.map((id) => `${platform}/${id}`).join(' ');
    return db.withSettings({ 'app.presented_workspace': presented }, async (scope) => {
      const [row] = await scope.query<Installation>(findInstallation(platform, ids));
      return row ?? null;
    });
  },
  async save(installation) {
    const { tenantId } = installation;
    const statement = saveInstallation(installation);
    try {
      await db.run(tenantId, statement);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      // Added in the same moment: by ourselves, then it can be replaced now, or by another tenant.
      await db.run(tenantId, statement).catch((again: unknown) => {
        throw isDuplicate(again) ? new AppError('workspace_taken', {}, { cause: again }) : again;
      });
    }
  },
  async revoke(tenantId, platform, workspaceId) {
    await db.run(tenantId, revokeInstallation(tenantId, platform, workspaceId));
  },
  list: (tenantId) => db.run<Installation>(tenantId, listInstallations(tenantId)),
});
