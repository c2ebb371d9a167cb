import { describeChatPlatform } from '../../core/testing/chat-platform-contract.ts';
import { createPostgresStores } from '../postgres/create-stores.ts';
import { createDatabase } from '../postgres/database.ts';
import { startPostgresHarness } from '../postgres/testing/harness.ts';
import { startProxy } from '../postgres/testing/proxy.ts';
import { startConsoleHarness } from './testing/console-harness.ts';

describeChatPlatform('console on Postgres', [], async () => {
  const postgres = await startPostgresHarness();
  const proxy = await startProxy(postgres.test.appUrl);
  const db = createDatabase({ url: proxy.url });
  return startConsoleHarness({
    stores: createPostgresStores(db),
    look: postgres.stores,
    seed: postgres.seed,
    goAway: () => proxy.cut(),
    comeBack: () => proxy.restore(),
    async close() {
      await db.close();
      await proxy.close();
      await postgres.close();
    },
  });
});
