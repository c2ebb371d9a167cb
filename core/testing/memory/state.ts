import type { Agent, Memory } from '../../agent.ts';
import type { Approval } from '../../approval.ts';
import { AppError } from '../../errors.ts';
import type { Instance } from '../../instance.ts';
import type { InstanceValues } from '../../instance-values.ts';
import type { Member, Tenant } from '../../member.ts';
import type { SealedInstanceSecrets } from '../../ports/instance-store.ts';
import type { AgentMessage, ApiScope, Catalogue, Change, ConsoleMessage, Page } from '../../ports/stores.ts';
import type { Task, ThreadRef } from '../../task.ts';
import type { TraceStep } from '../../trace.ts';

export interface StoredStep extends TraceStep {
  readonly id: string;
  readonly taskId: string;
}

export interface StoredMemory extends Memory {
  readonly trust: 'trusted' | 'quarantined';
  accessCount: number;
}

export interface StoredApiKey {
  readonly id: string;
  readonly hash: string;
  readonly memberId: string;
  readonly scopes: readonly ApiScope[];
  readonly expiresAt: string | null;
  readonly revoked: boolean;
}

export interface StoredSession {
  readonly kind: 'link' | 'session';
  readonly hash: string;
  memberId: string;
  readonly expiresAt: string;
  used: boolean;
}

export interface AuditRow {
  readonly subjectType: string;
  readonly subjectId: string;
  readonly action: string;
  readonly outcome: string;
  readonly memberId: string | null;
  readonly at: string;
}

export interface StoredInstance {
  row: Instance;
  values: InstanceValues | null;
  secrets: SealedInstanceSecrets | null;
}

/** One tenant's rows. Nothing outside of it can be reached from it. */
export interface TenantState {
  readonly tenant: Tenant;
  readonly members: Map<string, Member>;
  readonly agents: Map<string, Agent>;
  readonly groups: Map<string, string>;
  readonly memories: StoredMemory[];
  readonly tasks: Map<string, Task>;
  /** Newest last. */
  readonly steps: StoredStep[];
  readonly outputs: Map<string, string>;
  readonly agentMessages: Map<string, AgentMessage>;
  readonly approvals: Map<string, Approval>;
  readonly threads: Map<string, ThreadRef>;
  readonly threadTask: Map<string, string>;
  readonly audit: AuditRow[];
  readonly apiKeys: StoredApiKey[];
  readonly sessions: StoredSession[];
  readonly consoleMessages: Map<string, ConsoleMessage>;
  readonly instances: Map<string, StoredInstance>;
  revision: number;
}

export interface MemoryState {
  readonly tenants: Map<string, TenantState>;
  catalogue: Catalogue;
  /** Sortable by the order in which they were made. */
  nextId(): string;
  now(): string;
  announce(change: Change): void;
  /** Throws AppError `store_unavailable` while the store plays that it is away. */
  of(tenantId: string): TenantState;
}

export const emptyTenant = (tenant: Tenant): TenantState => ({
  tenant,
  members: new Map(),
  agents: new Map(),
  groups: new Map(),
  memories: [],
  tasks: new Map(),
  steps: [],
  outputs: new Map(),
  agentMessages: new Map(),
  approvals: new Map(),
  threads: new Map(),
  threadTask: new Map(),
  audit: [],
  apiKeys: [],
  sessions: [],
  consoleMessages: new Map(),
  instances: new Map(),
  revision: 0,
});

/** Newest first, from after the cursor. */
export const pageOf = <T>(
  rows: readonly T[],
  keyOf: (row: T) => string | number,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Page<T> => {
  const from = cursor === undefined ? 0 : rows.findIndex((row) => String(keyOf(row)) === cursor) + 1;
  if (cursor !== undefined && from === 0) throw new AppError('invalid_request', { detail: 'cursor' });
  const items = rows.slice(from, from + limit);
  const last = items.at(-1);
  const more = from + limit < rows.length && last !== undefined;
  return { items, nextCursor: more ? String(keyOf(last)) : null };
};

export const found = <T>(row: T | undefined): T => {
  if (row === undefined) throw new AppError('not_found');
  return row;
};
