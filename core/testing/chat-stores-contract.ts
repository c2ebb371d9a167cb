import { afterAll, beforeAll, describe } from 'vitest';
import { describeBudget } from './chat-stores-contract/budget.ts';
import type { ChatStoresHarness } from './chat-stores-contract/chat-world.ts';
import { describeIdentities } from './chat-stores-contract/identities.ts';
import { describeInbox } from './chat-stores-contract/inbox.ts';
import { describePlaces } from './chat-stores-contract/places.ts';
import { describePostedMessages } from './chat-stores-contract/posted-messages.ts';
import { describeChatTenants } from './chat-stores-contract/tenants.ts';

export type { ChatStoresHarness };

/** What the chats' stores promise, run on the ones in memory and on each adapter. Time is the store's own. */
export const describeChatStores = (name: string, start: () => Promise<ChatStoresHarness>): void => {
  describe(`chat stores: ${name}`, () => {
    let harness: ChatStoresHarness;
    beforeAll(async () => {
      harness = await start();
    });
    afterAll(() => harness.close());

    const now = (): ChatStoresHarness => harness;
    describePlaces(now);
    describeIdentities(now);
    describePostedMessages(now);
    describeInbox(now);
    describeBudget(now);
    describeChatTenants(now);
  });
};
