import type { ChatSettings, ChatSettingsStore } from '../../../core/ports/chat-stores.ts';
import type { Database } from '../database.ts';
import { readChatSettings, writeChatSettings } from '../queries/chat-settings.ts';

const NOTHING_CHOSEN: ChatSettings = { approvalsChannel: null, linkEmailDomains: [] };

export const createChatSettingsStore = (db: Database): ChatSettingsStore => ({
  async read(tenantId) {
    const [row] = await db.run<{ readonly chats: Partial<ChatSettings> | null }>(
      tenantId,
      readChatSettings(tenantId),
    );
    return { ...NOTHING_CHOSEN, ...row?.chats };
  },
  async write(tenantId, settings) {
    await db.run(tenantId, writeChatSettings(tenantId, settings));
  },
});
