import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { StoresHarness } from '../../../core/testing/stores-contract.ts';
import type { StoresSeed } from '../../../core/testing/stores-seed.ts';
import { cloneDatabase, type TestDatabase } from '../../../local/testing/database.ts';
import { createPostgresStores } from '../create-stores.ts';
import { createDatabase, type Database } from '../database.ts';
import { createChangeFeed } from '../listen.ts';
import { createOperatorStore, type OperatorStore } from '../operator-store.ts';
import { hashSecret } from '../secrets.ts';

export interface PostgresHarness extends StoresHarness {
  readonly test: TestDatabase;
  readonly db: Database;
  readonly operator: OperatorStore;
}

const createSeed = (operator: OperatorStore, db: Database): StoresSeed => ({
  tenant: (name) => operator.createTenant({ name, slug: randomUUID() }),
  member: (tenantId, displayName, role, locale = 'en') =>
    operator.addMember(tenantId, { displayName, role, locale }),
  async agent(tenantId, agent) {
    const id = await operator.upsertAgent(tenantId, { ...agent, description: '' });
    return { id, name: agent.name, backend: agent.backend };
  },
  async group(tenantId, name, [fromAgentId, toAgentId]) {
    const groupId = await operator.upsertGroup(tenantId, name);
    await operator.relateAgents(tenantId, { groupId, fromAgentId, toAgentId, type: 'collaborates_with' });
    return groupId;
  },
  async memory(tenantId, { agentId, content, importance, trust, createdAt }) {
    await db.run(tenantId, {
      text: `insert into agent_memories (tenant_id, agent_id, memory_type, content, importance, source, trust, created_at)
        values ($1, $2, 'experience', $3, $4, 'test', $5, $6)`,
      values: [tenantId, agentId, content, importance, trust, createdAt],
    });
  },
  async apiKey(tenantId, memberId, { scopes, expiresAt, revoked }) {
    const limit = expiresAt === undefined ? {} : { expiresAt };
    const made = await operator.createKey(tenantId, { memberId, name: 'test', scopes, ...limit });
    if (revoked) await operator.revokeKey(tenantId, made.prefix);
    return hashSecret(made.key);
  },
  link: async (tenantId, memberId, expiresAt) =>
    hashSecret(await operator.createSignInLink(tenantId, memberId, expiresAt)),
});

/** A migrated database of its own with everything of this adapter on it. */
export const startPostgresHarness = async (): Promise<PostgresHarness> => {
  const test = await cloneDatabase();
  const operator = createOperatorStore(test.ownerUrl);
  const db = createDatabase({ url: test.appUrl });
  const feed = createChangeFeed({ url: test.appUrl });
  await feed.ready;
  return {
    test,
    db,
    operator,
    feed,
    stores: createPostgresStores(db),
    seed: createSeed(operator, db),
    async close() {
      await feed.stop();
      await db.close();
      await operator.close();
      await test.drop();
    },
  };
};

/** Asks with a connection of its own. */
export const ask = async <Row extends object>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
};
