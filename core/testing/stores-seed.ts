import type { AgentRef, TrustLevel } from '../agent.ts';
import type { Locale, Member, Role, Tenant } from '../member.ts';
import type { ApiScope } from '../ports/stores.ts';

export interface SeededMemory {
  readonly agentId: string;
  readonly content: string;
  readonly importance: number;
  readonly trust: 'trusted' | 'quarantined';
  /** ISO 8601 */
  readonly createdAt: string;
}

/** What an operator sets up, and what only tests put in place. */
export interface StoresSeed {
  tenant(name: string): Promise<Tenant>;
  member(tenantId: string, displayName: string, role: Role, locale?: Locale): Promise<Member>;
  agent(
    tenantId: string,
    agent: {
      readonly name: string;
      readonly backend: AgentRef['backend'];
      readonly capabilities: readonly string[];
      readonly trustLevel: TrustLevel;
      readonly skills: readonly { readonly skillName: string; readonly proficiency: number }[];
    },
  ): Promise<AgentRef>;
  /** A group with two agents in it; gives its id. */
  group(tenantId: string, name: string, agentIds: readonly [string, string]): Promise<string>;
  memory(tenantId: string, memory: SeededMemory): Promise<void>;
  /** Gives the hash that finds it. */
  apiKey(
    tenantId: string,
    memberId: string,
    options: {
      readonly scopes: readonly ApiScope[];
      readonly expiresAt?: string;
      readonly revoked?: boolean;
    },
  ): Promise<string>;
  /** A one-time sign-in link; gives the hash that finds it. */
  link(tenantId: string, memberId: string, expiresAt: string): Promise<string>;
}
