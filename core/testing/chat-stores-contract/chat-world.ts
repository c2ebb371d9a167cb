import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { Member, Tenant } from '../../member.ts';
import type { ChatPlace, ChatStores, Installation } from '../../ports/chat-stores.ts';
import type { Stores } from '../../ports/stores.ts';
import type { StoresSeed } from '../stores-seed.ts';

export interface ChatStoresHarness {
  readonly chats: ChatStores;
  readonly stores: Stores;
  readonly seed: StoresSeed;
  close(): Promise<void>;
}

/** A tenant with people and a workspace, alone in its world. */
export interface ChatStoresWorld {
  readonly tenant: Tenant;
  readonly rita: Member;
  readonly ana: Member;
  readonly place: ChatPlace;
  newThread(): Promise<string>;
  installation(over?: Partial<Installation>): Installation;
}

const unique = (prefix: string): string => prefix + randomUUID().replaceAll('-', '').toUpperCase();

export const createChatStoresWorld = async ({
  stores,
  seed,
}: ChatStoresHarness): Promise<ChatStoresWorld> => {
  const tenant = await seed.tenant(`T ${randomUUID()}`);
  const place = { platform: 'slack', workspaceId: unique('T') } as const;
  return {
    tenant,
    rita: await seed.member(tenant.id, 'Rita', 'requester'),
    ana: await seed.member(tenant.id, 'Ana', 'approver', 'es'),
    place,
    async newThread() {
      const where = { ...place, channelId: 'C1', threadKey: randomUUID() };
      return (await stores.threads.ensure(tenant.id, where)).threadId;
    },
    installation: (over = {}) => ({
      ...place,
      tenantId: tenant.id,
      enterpriseId: null,
      name: 'Acme',
      appId: 'A1',
      botUserId: 'U0',
      botId: 'B0',
      scopes: ['chat:write', 'commands'],
      sealedToken: 'v1.k.sealed',
      installedBy: 'U1',
      status: 'active',
      ...over,
    }),
  };
};

export const newId = (): string => unique('I');

/** Long enough to be there until the test is over. */
export const LONG_MS = 60_000;

/** Over at once, but never before it began. */
export const SHORT_MS = 1;

/** Waits until this gives something else than null. */
export const untilGiven = async <T>(give: () => Promise<T | null>): Promise<T> =>
  vi.waitFor(
    async () => {
      const given = await give();
      expect(given).not.toBeNull();
      return given as T;
    },
    { timeout: 5_000, interval: 5 },
  );
