import { describeChatStores } from '../../core/testing/chat-stores-contract.ts';
import { createPostgresChatStores } from './create-chat-stores.ts';
import { startPostgresHarness } from './testing/harness.ts';

describeChatStores('Postgres', async () => {
  const harness = await startPostgresHarness();
  return { ...harness, chats: createPostgresChatStores(harness.db) };
});
