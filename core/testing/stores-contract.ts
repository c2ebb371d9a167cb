import { afterAll, beforeAll, describe } from 'vitest';
import { describeApprovals } from './stores-contract/approvals.ts';
import { describeConsoleChat } from './stores-contract/console-chat.ts';
import { describeInstances } from './stores-contract/instances.ts';
import { describePeople } from './stores-contract/people.ts';
import { describeTasks } from './stores-contract/tasks.ts';
import { describeTenants } from './stores-contract/tenants.ts';
import { describeTraces } from './stores-contract/traces.ts';
import type { StoresHarness } from './stores-contract/world.ts';

export type { StoresHarness };

/** What the stores promise, run on the ones in memory and on each adapter. */
export const describeStores = (name: string, start: () => Promise<StoresHarness>): void => {
  describe(`stores: ${name}`, () => {
    let harness: StoresHarness;
    beforeAll(async () => {
      harness = await start();
    });
    afterAll(() => harness.close());

    const now = (): StoresHarness => harness;
    describeTasks(now);
    describeTraces(now);
    describeApprovals(now);
    describePeople(now);
    describeConsoleChat(now);
    describeInstances(now);
    describeTenants(now);
  });
};
