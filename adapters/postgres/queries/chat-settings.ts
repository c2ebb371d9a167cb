import type { ChatSettings } from '../../../core/ports/chat-stores.ts';
import type { Statement } from '../database.ts';
import { toJson } from '../values.ts';

export const readChatSettings = (tenantId: string): Statement => ({
  name: 'read_chat_settings',
  text: `select settings -> 'chats' as chats from tenants where id = $1`,
  values: [tenantId],
});

/** What else is in the tenant's settings stays. */
export const writeChatSettings = (
  tenantId: string,
  { approvalsChannel, linkEmailDomains }: ChatSettings,
): Statement => ({
  text: `update tenants set settings = settings || jsonb_build_object('chats', $2::jsonb) where id = $1`,
  values: [tenantId, toJson({ approvalsChannel, linkEmailDomains })],
});
