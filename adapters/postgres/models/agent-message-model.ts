import type { AgentMessage } from '../../../core/ports/stores.ts';
import { TenantModel } from './tenant-model.ts';

export class AgentMessageModel extends TenantModel {
  static override tableName = 'agent_messages';
  declare taskId: string;
  declare messageKey: string;
  declare memberId: string | null;
  declare fromName: string;
  declare messageType: AgentMessage['messageType'];
  declare content: string;

  toAgentMessage(): AgentMessage {
    const { id, taskId, messageType, fromName, content, createdAt } = this;
    return { id, taskId, messageType, from: fromName, content, at: createdAt };
  }
}
