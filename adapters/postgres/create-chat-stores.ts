import type { ChatStores } from '../../core/ports/chat-stores.ts';
import { createChatSettingsStore } from './chat-stores/chat-settings-store.ts';
import { createGroupStore } from './chat-stores/group-store.ts';
import { createIdentityStore } from './chat-stores/identity-store.ts';
import { createInboxStore } from './chat-stores/inbox-store.ts';
import { createInstallationStore } from './chat-stores/installation-store.ts';
import { createOutboundBudget } from './chat-stores/outbound-budget.ts';
import { createPostedMessageStore } from './chat-stores/posted-message-store.ts';
import { createWrittenWordsStore } from './chat-stores/written-words-store.ts';
import type { Database } from './database.ts';

/** Every store of the chats on one database. */
export const createPostgresChatStores = (db: Database): ChatStores => ({
  installations: createInstallationStore(db),
  identities: createIdentityStore(db),
  groups: createGroupStore(db),
  chatSettings: createChatSettingsStore(db),
  posted: createPostedMessageStore(db),
  words: createWrittenWordsStore(db),
  inbox: createInboxStore(db),
  budget: createOutboundBudget(db),
});
