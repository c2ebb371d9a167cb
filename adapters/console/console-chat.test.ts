import { describeChatPlatform } from '../../core/testing/chat-platform-contract.ts';
import { createInMemoryStores } from '../../core/testing/stores.ts';
import { startConsoleHarness } from './testing/console-harness.ts';

describeChatPlatform('console, stores in memory', [], async () => {
  const stores = createInMemoryStores();
  return startConsoleHarness({
    stores,
    look: stores,
    seed: stores.seed,
    goAway: async () => stores.goAway(),
    comeBack: async () => stores.comeBack(),
    close: async () => undefined,
  });
});
