import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, fromNow, type World } from '../../core/testing/stores-contract/world.ts';
import { type PostgresHarness, startPostgresHarness } from './testing/harness.ts';

let harness: PostgresHarness;
let world: World;
beforeAll(async () => {
  harness = await startPostgresHarness();
  world = await createWorld(harness);
});
afterAll(() => harness.close());

const remember = (content: string, daysAgo = 1): Promise<void> =>
  harness.seed.memory(world.tenant.id, {
    agentId: world.agent.id,
    content,
    importance: 0.3,
    trust: 'trusted',
    createdAt: fromNow(-daysAgo * 86_400),
  });

const recall = async (objective: string): Promise<readonly string[]> =>
  (await harness.stores.agents.recall(world.tenant.id, world.agent.id, objective, 5)).map(
    (one) => one.content,
  );

describe('recall', () => {
  it('knows word forms in both languages and ignores stop words', async () => {
    await remember('Archived the invoices');
    await remember('Se enviaron las facturas');
    await remember('The weather was fine and it was warm');
    expect(await recall('archive an invoice')).toEqual(['Archived the invoices']);
    expect(await recall('enviar la factura')).toEqual(['Se enviaron las facturas']);
    expect(await recall('what was the and it')).toEqual([]);
  });

  it('weighs a match against its age: half for every thirty days', async () => {
    await remember('deploy gateway, first', 71);
    await remember('deploy gateway, second', 41);
    await remember('deploy only', 1);
    expect(await recall('deploy the gateway')).toEqual([
      'deploy only',
      'deploy gateway, second',
      'deploy gateway, first',
    ]);
  });

  it('counts each access', async () => {
    await remember('rotate credentials');
    await recall('credentials');
    await recall('credentials');
    const rows = await harness.db.run(world.tenant.id, {
      text: `select access_count as count, last_accessed_at is not null as accessed from agent_memories
        where content = 'rotate credentials'`,
      values: [],
    });
    expect(rows).toEqual([{ count: 2, accessed: true }]);
  });

  it('can be done by many at once', async () => {
    const words = ['alpha', 'beta', 'gamma', 'delta'];
    for (const word of words) await remember(`${words.join(' ')} ${word} ${word}`);
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, index) => recall(words[index % words.length] ?? '')),
    );
    expect(all.every((found) => found.length === words.length)).toBe(true);
  });

  it('takes words that look like query syntax as words', async () => {
    await remember("it's & | ! ( ) : * odd");
    for (const objective of ["'); drop table agents; --", '& | !', ':* odd', "it's", 'a'.repeat(5000), '']) {
      await expect(recall(objective)).resolves.toBeInstanceOf(Array);
    }
    expect(await recall(':* odd')).toEqual(["it's & | ! ( ) : * odd"]);
  });

  it('stays quick with very many memories that match', async () => {
    const many = `insert into agent_memories (tenant_id, agent_id, memory_type, content, importance, source, trust)
      select $1, $2, 'experience', 'backup finished ' || n, 0.5, 'test', 'trusted' from generate_series(1, 2000) as n`;
    await harness.db.run(world.tenant.id, { text: many, values: [world.tenant.id, world.agent.id] });
    expect(await recall('backup')).toHaveLength(5);
    const rows = await harness.db.run<{ 'QUERY PLAN': string }>(world.tenant.id, {
      text: `explain select id from agent_memories where tenant_id = $1 and agent_id = $2 and trust = 'trusted'
        and content_vector @@ 'backup'::tsquery order by created_at desc limit 200`,
      values: [world.tenant.id, world.agent.id],
    });
    expect(rows.map((row) => row['QUERY PLAN']).join(' ')).toContain('agent_memories_newest');
  });
});
