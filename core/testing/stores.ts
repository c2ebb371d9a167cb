import { AppError } from '../errors.ts';
import type { Change, ChangeFeed, Stores } from '../ports/stores.ts';
import { createAgentFake, createAgentMessageFake } from './memory/agents.ts';
import { createApprovalFake, createAuditFake } from './memory/approvals.ts';
import { createCatalogueFake, createConsoleChatFake } from './memory/console-chat.ts';
import { createInstanceFake } from './memory/instances.ts';
import { createCredentialFake, createMemberFake, createThreadFake } from './memory/people.ts';
import { createMemorySeed } from './memory/seed.ts';
import { emptyTenant, type MemoryState } from './memory/state.ts';
import { createTaskFake, createTraceFake } from './memory/tasks.ts';
import type { StoresSeed } from './stores-seed.ts';

export interface InMemoryStores extends Stores {
  readonly seed: StoresSeed;
  readonly feed: ChangeFeed;
  /** For the fakes of further stores, which keep to the same people. */
  readonly memory: MemoryState;
  /** Every method throws AppError `store_unavailable` until it comes back. */
  goAway(): void;
  comeBack(): void;
}

/** Stores that keep the contract in memory, for tests without a database. */
export const createInMemoryStores = (clock: { now(): Date } = { now: () => new Date() }): InMemoryStores => {
  const listeners = new Set<(change: Change) => void>();
  let away = false;
  let count = 0;
  const answer = (): void => {
    if (away) throw new AppError('store_unavailable');
  };
  const memory: MemoryState = {
    tenants: new Map(),
    catalogue: { runbooks: [], actions: [] },
    nextId: () => {
      count += 1;
      return `00000000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`;
    },
    now: () => clock.now().toISOString(),
    announce: (change) => {
      for (const listener of listeners) listener(change);
    },
    of: (tenantId) =>
      memory.tenants.get(tenantId) ?? emptyTenant({ id: tenantId, name: '', slug: '', locale: 'en' }),
  };
  return {
    tasks: guard(createTaskFake(memory), answer),
    traces: guard(createTraceFake(memory), answer),
    agents: guard(createAgentFake(memory), answer),
    agentMessages: guard(createAgentMessageFake(memory), answer),
    approvals: guard(createApprovalFake(memory), answer),
    members: guard(createMemberFake(memory), answer),
    threads: guard(createThreadFake(memory), answer),
    audit: guard(createAuditFake(memory), answer),
    catalogue: guard(createCatalogueFake(memory), answer),
    credentials: guard(createCredentialFake(memory), answer),
    consoleChat: guard(createConsoleChatFake(memory), answer),
    instances: guard(createInstanceFake(memory), answer),
    ping: async () => answer(),
    seed: createMemorySeed(memory),
    memory,
    feed: {
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    goAway: () => {
      away = true;
    },
    comeBack: () => {
      away = false;
    },
  };
};

type Method = (...args: never[]) => Promise<unknown>;

/** Asks before every call whether the store is there. */
export const guard = <T extends object>(store: T, answer: () => void): T => {
  const guarded = Object.entries(store).map(([name, method]) => [
    name,
    async (...args: never[]) => {
      answer();
      return (method as Method)(...args);
    },
  ]);
  return Object.fromEntries(guarded) as T;
};
