import type { Agent, AgentRef, Memory } from '../../../core/agent.ts';
import type { AgentMessageStore, AgentStore } from '../../../core/ports/stores.ts';
import type { Database } from '../database.ts';
import { AgentGroupModel } from '../models/agent-group-model.ts';
import { AgentMessageModel } from '../models/agent-message-model.ts';
import { listAgents } from '../queries/list-agents.ts';
import { recallMemories } from '../queries/recall-memories.ts';
import { isUuid, toText } from '../values.ts';

interface AgentRow extends Omit<Agent, 'tenantId' | 'trustLevel' | 'groupIds'> {
  readonly tenant_id: string;
  readonly trust_level: Agent['trustLevel'];
  readonly group_ids: readonly string[];
}

interface MemoryRow extends Pick<Memory, 'id' | 'content' | 'importance'> {
  readonly agent_id: string;
  readonly memory_type: string;
  readonly created_at: string;
  readonly rank: number;
}

const toAgent = ({ tenant_id, trust_level, group_ids, ...row }: AgentRow): Agent => ({
  ...row,
  tenantId: tenant_id,
  trustLevel: trust_level,
  groupIds: group_ids,
});

const toMemory = (row: MemoryRow): Memory => ({
  id: row.id,
  agentId: row.agent_id,
  memoryType: row.memory_type,
  content: row.content,
  importance: row.importance,
  createdAt: row.created_at,
});

/** An update returns its rows in no order. */
const byRank = (a: MemoryRow, b: MemoryRow): number =>
  b.rank - a.rank ||
  (a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : a.id < b.id ? -1 : 1);

export const createAgentStore = (db: Database): AgentStore => ({
  async list(tenantId) {
    return (await db.run<AgentRow>(tenantId, listAgents(tenantId))).map(toAgent);
  },
  groupIdByName: (tenantId, name) =>
    db.withModels(tenantId, async (trx) => {
      const group = await AgentGroupModel.query(trx).findOne({ tenant_id: tenantId, name });
      return group?.id ?? null;
    }),
  async groupNames(tenantId) {
    const text = 'select name from agent_groups where tenant_id = $1 order by name';
    const rows = await db.run<{ readonly name: string }>(tenantId, {
      name: 'agent_group_names',
      text,
      values: [tenantId],
    });
    return rows.map(({ name }) => name);
  },
  async byId(tenantId, id) {
    if (!isUuid(id)) return null;
    const text = 'select id, name, backend from agents where tenant_id = $1 and id = $2';
    const [row] = await db.run<AgentRef>(tenantId, { name: 'agent_by_id', text, values: [tenantId, id] });
    return row ?? null;
  },
  async recall(tenantId, agentId, objective, limit) {
    const statement = recallMemories(tenantId, agentId, objective, limit);
    const rows = await db.run<MemoryRow>(tenantId, statement);
    return rows.sort(byRank).map(toMemory);
  },
});

export const createAgentMessageStore = (db: Database): AgentMessageStore => ({
  async append(tenantId, message) {
    await db.withModels(tenantId, (trx) =>
      AgentMessageModel.query(trx)
        .insert({
          tenantId,
          taskId: message.taskId,
          messageKey: message.messageId,
          memberId: message.memberId ?? null,
          fromName: message.from,
          messageType: message.messageType,
          content: toText(message.content),
          createdAt: message.at,
        })
        .onConflict(['tenant_id', 'task_id', 'message_key'])
        .ignore(),
    );
  },
  async list(tenantId, taskId) {
    if (!isUuid(taskId)) return [];
    const rows = await db.withModels(tenantId, (trx) =>
      AgentMessageModel.query(trx)
        .where({ tenant_id: tenantId, task_id: taskId })
        .orderBy(['created_at', 'id']),
    );
    return rows.map((row) => row.toAgentMessage());
  },
  async has(tenantId, taskId, messageId) {
    if (!isUuid(taskId)) return false;
    const text = 'select 1 from agent_messages where tenant_id = $1 and task_id = $2 and message_key = $3';
    const values = [tenantId, taskId, messageId];
    return (await db.run(tenantId, { name: 'agent_message_exists', text, values })).length > 0;
  },
});
