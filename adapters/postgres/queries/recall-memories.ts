import type { Statement } from '../database.ts';
import { toText } from '../values.ts';

/** Ranking costs more than matching: of very many matches only the newest are ranked. */
const CANDIDATES = 200;

/**
 * Any word of the objective may match, stemmed as English or Spanish; a word that either language calls a stop word
 * is not asked for. Rank falls by half every thirty days. Reading a memory counts as an access.
 */
const TEXT = `
with word as (
  select distinct lower(w) as w from regexp_split_to_table($3, '[^[:alnum:]]+') as w where length(w) between 1 and 100
), stem as (
  select tsvector_to_array(to_tsvector('english', w)) as english, tsvector_to_array(to_tsvector('spanish', w)) as spanish
  from word
), wanted as (
  select string_agg(distinct quote_literal(lexeme), ' | ')::tsquery as query
  from stem, unnest(english || spanish) as lexeme
  where cardinality(english) > 0 and cardinality(spanish) > 0
), candidate as (
  select m.id, m.content_vector, m.created_at
  from agent_memories m, wanted
  where m.tenant_id = $1 and m.agent_id = $2 and m.importance >= 0.3 and m.trust = 'trusted'
    and m.content_vector @@ wanted.query
  order by m.created_at desc limit ${CANDIDATES}
), hit as (
  select m.id, ts_rank(m.content_vector, wanted.query)
    * power(0.5, greatest(extract(epoch from now() - m.created_at), 0) / (30 * 86400)) as rank
  from candidate m, wanted
  order by rank desc, m.created_at desc, m.id limit $4
), locked as (
  -- In one order for everybody: two recalls of the same memories must not wait for each other.
  select m.id, hit.rank from agent_memories m join hit on hit.id = m.id where m.tenant_id = $1
  order by m.id for update of m
)
update agent_memories m set access_count = m.access_count + 1, last_accessed_at = now()
from locked where m.tenant_id = $1 and m.id = locked.id
returning m.id, m.agent_id, m.memory_type, m.content, m.importance, m.created_at, locked.rank`;

export const recallMemories = (
  tenantId: string,
  agentId: string,
  objective: string,
  limit: number,
): Statement => ({
  name: 'recall_memories',
  text: TEXT,
  values: [tenantId, agentId, toText(objective), limit],
});
