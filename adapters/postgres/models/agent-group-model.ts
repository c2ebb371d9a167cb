import { TenantModel } from './tenant-model.ts';

export class AgentGroupModel extends TenantModel {
  static override tableName = 'agent_groups';
  declare name: string;
}
