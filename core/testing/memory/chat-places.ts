import { AppError } from '../../errors.ts';
import type {
  ChatSettings,
  ChatSettingsStore,
  Installation,
  InstallationStore,
} from '../../ports/chat-stores.ts';

export const createInstallationFake = (): InstallationStore => {
  const installations = new Map<string, Installation>();
  const keyOf = (platform: string, workspaceId: string): string => `${platform}/${workspaceId}`;
  return {
    async find(platform, workspaceId, enterpriseId) {
      const own = installations.get(keyOf(platform, workspaceId));
      const whole = enterpriseId === null ? undefined : installations.get(keyOf(platform, enterpriseId));
      if (own?.status === 'active') return own;
      return whole?.status === 'active' ? whole : (own ?? whole ?? null);
    },
    async save(installation) {
      const key = keyOf(installation.platform, installation.workspaceId);
      const known = installations.get(key);
      if (known && known.tenantId !== installation.tenantId) throw new AppError('workspace_taken');
      installations.set(key, installation);
    },
    async revoke(tenantId, platform, workspaceId) {
      const key = keyOf(platform, workspaceId);
      const known = installations.get(key);
      if (known?.tenantId === tenantId) installations.set(key, { ...known, status: 'revoked' });
    },
    list: async (tenantId) =>
      [...installations.values()].filter((installation) => installation.tenantId === tenantId),
  };
};

const NOTHING_CHOSEN: ChatSettings = { approvalsChannel: null, linkEmailDomains: [] };

export const createChatSettingsFake = (): ChatSettingsStore => {
  const settings = new Map<string, ChatSettings>();
  return {
    read: async (tenantId) => settings.get(tenantId) ?? NOTHING_CHOSEN,
    async write(tenantId, chosen) {
      settings.set(tenantId, chosen);
    },
  };
};
