export const AGENT_BACKENDS = ['model', 'openclaw', 'adk', 'runbook'] as const;
export type AgentBackendKind = (typeof AGENT_BACKENDS)[number];

export const AGENT_STATUSES = ['active', 'paused'] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];

export const RELATIONSHIP_TYPES = ['supervises', 'delegates_to', 'collaborates_with'] as const;
export type RelationshipType = (typeof RELATIONSHIP_TYPES)[number];

/** 0 (untried) to 3 (trusted by an admin). */
export type TrustLevel = 0 | 1 | 2 | 3;

export interface AgentSkill {
  readonly skillName: string;
  /** 0 to 1 */
  readonly proficiency: number;
  readonly timesUsed: number;
  /** 0 to 1; null until the skill was used once */
  readonly successRate: number | null;
}

export interface Agent {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly description: string;
  readonly capabilities: readonly string[];
  readonly backend: AgentBackendKind;
  readonly trustLevel: TrustLevel;
  readonly status: AgentStatus;
  readonly skills: readonly AgentSkill[];
  readonly groupIds: readonly string[];
}

export interface AgentRef {
  readonly id: string;
  readonly name: string;
  readonly backend: AgentBackendKind;
}

export interface Memory {
  readonly id: string;
  readonly agentId: string;
  readonly memoryType: string;
  readonly content: string;
  /** 0 to 1 */
  readonly importance: number;
  readonly createdAt: string;
}
