import type { Agent, AgentRef, Memory } from '../agent.ts';
import type { Approval, ApprovalStatus, Decision } from '../approval.ts';
import type { Card, Form, Notice } from '../card.ts';
import type { ApprovalInput } from '../contract/approval-workflow.ts';
import type { Failure } from '../errors.ts';
import type { Member, Surface, Tenant } from '../member.ts';
import type { RunbookInfo } from '../runbook.ts';
import type { SkillAction } from '../skill.ts';
import type { Priority, Task, TaskRequest, TaskStatus, ThreadRef } from '../task.ts';
import type { TraceStep } from '../trace.ts';
import type { InstanceStore } from './instance-store.ts';

/**
 * The stores. Every method takes the tenant first and sees only that tenant's rows. All writes are safe to repeat:
 * natural keys decide. Throws AppError `store_unavailable` when the database can't be reached.
 */

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; null on the last page. */
  readonly nextCursor: string | null;
}

export interface TaskFilter {
  readonly status?: readonly TaskStatus[];
  /** Agent's name. */
  readonly agent?: string;
  readonly priority?: Priority;
  readonly requestedBy?: string;
  readonly cursor?: string;
  /** 1 to 100 */
  readonly limit: number;
}

export interface TaskPatch {
  readonly status?: TaskStatus;
  readonly agentId?: string;
  readonly startedAt?: string;
  readonly tokensUsed?: number;
  readonly cost?: number | null;
}

export interface TaskEnd {
  readonly status: Extract<TaskStatus, 'completed' | 'failed' | 'cancelled'>;
  readonly output: string | null;
  readonly error: Failure | null;
  readonly confidence: number | null;
  readonly tokensUsed: number;
  readonly cost: number | null;
  /** ISO 8601 */
  readonly completedAt: string;
  readonly agentId: string | null;
  /** For `agent_skills`: one entry per skill the task used, with whether its use succeeded. */
  readonly skillsUsed: readonly { readonly skillName: string; readonly ok: boolean }[];
  /** One experience, quarantined when the task read untrusted content. */
  readonly memory: {
    readonly content: string;
    readonly importance: number;
    readonly trust: 'trusted' | 'quarantined';
  } | null;
}

export interface TaskStore {
  /** Inserts with status `queued` and the tenant's next number; an existing row is returned as it is. */
  insert(request: TaskRequest): Promise<Task>;
  byId(tenantId: string, id: string): Promise<Task | null>;
  byNumber(tenantId: string, number: number): Promise<Task | null>;
  byWorkflowId(tenantId: string, workflowId: string): Promise<Task | null>;
  /** Newest first. */
  list(tenantId: string, filter: TaskFilter): Promise<Page<Task>>;
  /** Trace rows and task columns in one statement; rows that exist stay, an ended task is not changed. */
  record(tenantId: string, taskId: string, steps: readonly TraceStep[], patch: TaskPatch): Promise<void>;
  /**
   * The one end of a task: last trace rows, the row itself, agent_skills, memory, and the thread set free, in one
   * transaction that does its work once however often it is called.
   */
  finish(tenantId: string, taskId: string, steps: readonly TraceStep[], end: TaskEnd): Promise<void>;
}

export interface TraceStore {
  /** In step order, from after `after` (0 for all). */
  list(tenantId: string, taskId: string, after?: number): Promise<readonly TraceStep[]>;
  /** Newest first, over all tasks. */
  listForTenant(
    tenantId: string,
    filter: { readonly taskId?: string; readonly cursor?: string; readonly limit: number },
  ): Promise<Page<TraceStep & { readonly id: string; readonly taskId: string }>>;
  saveOutput(tenantId: string, taskId: string, stepOrder: number, content: string): Promise<void>;
  readOutput(tenantId: string, taskId: string, stepOrder: number): Promise<string | null>;
  /** All outputs of a task by step order. */
  readOutputs(tenantId: string, taskId: string): Promise<ReadonlyMap<number, string>>;
}

export interface AgentStore {
  /** Active agents with their skills and group ids. */
  list(tenantId: string): Promise<readonly Agent[]>;
  groupIdByName(tenantId: string, name: string): Promise<string | null>;
  /** In alphabetical order. */
  groupNames(tenantId: string): Promise<readonly string[]>;
  byId(tenantId: string, id: string): Promise<AgentRef | null>;
  /**
   * Memories of this agent that match the objective (text search), importance >= 0.3, quarantined left out, ranked
   * by match and recency; their access counts go up.
   */
  recall(tenantId: string, agentId: string, objective: string, limit: number): Promise<readonly Memory[]>;
}

export interface AgentMessage {
  readonly id: string;
  readonly taskId: string;
  readonly messageType: 'follow_up' | 'question' | 'answer';
  readonly from: string;
  readonly content: string;
  readonly at: string;
}

export interface AgentMessageStore {
  /** `messageId` is the chat's own id; the same one twice is one row. */
  append(
    tenantId: string,
    message: Omit<AgentMessage, 'id'> & { readonly messageId: string; readonly memberId?: string },
  ): Promise<void>;
  list(tenantId: string, taskId: string): Promise<readonly AgentMessage[]>;
  /** Was this message of the chat taken by this task already? */
  has(tenantId: string, taskId: string, messageId: string): Promise<boolean>;
}

export type NewApproval = Omit<ApprovalInput, 'number' | 'task'> & {
  readonly taskId: string | null;
  readonly policyVersion: number;
};

export interface ApprovalFilter {
  readonly status?: ApprovalStatus;
  readonly taskId?: string;
  readonly cursor?: string;
  readonly limit: number;
}

export interface ApprovalStore {
  /** Inserts as `pending` with the tenant's next number; an existing row is returned as it is. */
  insert(approval: NewApproval): Promise<Approval>;
  byId(tenantId: string, id: string): Promise<Approval | null>;
  byNumber(tenantId: string, number: number): Promise<Approval | null>;
  /** Newest first. */
  list(tenantId: string, filter: ApprovalFilter): Promise<Page<Approval>>;
  /** Writes accepted decisions and the status; only a pending row changes. Returns the row as it is then. */
  settle(
    tenantId: string,
    id: string,
    outcome: {
      readonly status: ApprovalStatus;
      readonly decisions: readonly Decision[];
      readonly digest: string;
      /** ISO 8601; null while pending */
      readonly decidedAt: string | null;
    },
  ): Promise<Approval>;
}

export interface MemberStore {
  byId(tenantId: string, id: string): Promise<Member | null>;
  list(tenantId: string): Promise<readonly Member[]>;
  tenant(tenantId: string): Promise<Tenant | null>;
}

export interface ThreadStore {
  /** The row of this place, made when there is none. */
  ensure(tenantId: string, place: Omit<ThreadRef, 'threadId'>): Promise<ThreadRef>;
  /** The row of this place; null when nothing of ours ever was there. */
  find(tenantId: string, place: Omit<ThreadRef, 'threadId'>): Promise<ThreadRef | null>;
  byId(tenantId: string, threadId: string): Promise<ThreadRef | null>;
  /** The task now running in the thread becomes this one (null: none). */
  setTask(tenantId: string, threadId: string, taskId: string | null): Promise<void>;
  /** The task now running in it, else the last one that ran there. */
  tasks(
    tenantId: string,
    threadId: string,
  ): Promise<{ readonly running: Task | null; readonly last: Task | null }>;
}

export interface AuditStore {
  append(
    tenantId: string,
    event: {
      readonly memberId: string | null;
      readonly action: string;
      readonly subjectType: 'approval' | 'task' | 'session' | 'member' | 'workspace' | 'instance';
      readonly subjectId: string;
      readonly outcome: string;
      readonly surface: Surface;
      readonly details: Readonly<Record<string, unknown>>;
    },
  ): Promise<void>;
  list(
    tenantId: string,
    subjectType: string,
    subjectId: string,
  ): Promise<
    readonly {
      readonly action: string;
      readonly outcome: string;
      readonly memberId: string | null;
      readonly at: string;
    }[]
  >;
}

export interface Catalogue {
  readonly runbooks: readonly RunbookInfo[];
  readonly actions: readonly SkillAction[];
}

export interface CatalogueStore {
  read(tenantId: string): Promise<Catalogue>;
  /** The worker's word on what it can run; replaces all entries. */
  replace(catalogue: Catalogue): Promise<void>;
}

export const API_SCOPES = ['tasks:read', 'tasks:write', 'approvals:read', 'approvals:decide'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export interface ApiKeyHolder {
  readonly keyId: string;
  readonly tenantId: string;
  readonly memberId: string;
  readonly scopes: readonly ApiScope[];
}

/** Finds by the hash of what was presented, before any tenant is known. Hash: SHA-256 hex of the secret. */
export interface CredentialStore {
  apiKey(hash: string): Promise<ApiKeyHolder | null>;
  session(hash: string): Promise<{ readonly tenantId: string; readonly memberId: string } | null>;
  /** Turns a one-time link into a session; null when it was used, is unknown, or is too old. */
  redeemLink(
    linkHash: string,
    sessionHash: string,
    sessionExpiresAt: string,
  ): Promise<{ readonly tenantId: string; readonly memberId: string } | null>;
  switchMember(sessionHash: string, memberId: string): Promise<boolean>;
  endSession(sessionHash: string): Promise<void>;
}

/** A message of the local web chat, as the page gets it. */
export interface ConsoleMessage {
  readonly threadId: string;
  readonly slot: string;
  /** Position in the thread; an edit keeps it. */
  readonly seq: number;
  /** Grows with every write, over all threads of the tenant: "give me all after N". */
  readonly revision: number;
  readonly author:
    | { readonly kind: 'bot' }
    | { readonly kind: 'member'; readonly memberId: string; readonly displayName: string };
  readonly body:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'card'; readonly card: Card }
    | { readonly kind: 'notice'; readonly notice: Notice }
    | { readonly kind: 'form'; readonly form: Form; readonly interactionId: string };
  /** Only this member sees it; null: everybody in the tenant. */
  readonly visibleTo: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ConsoleThread {
  readonly thread: ThreadRef;
  readonly title: string;
  readonly lastMessageAt: string;
  readonly taskStatus: TaskStatus | null;
}

export interface ConsoleChatStore {
  /** Same thread and slot: an edit; an unchanged body writes and announces nothing. */
  put(
    tenantId: string,
    message: Pick<ConsoleMessage, 'threadId' | 'slot' | 'author' | 'body' | 'visibleTo'>,
  ): Promise<void>;
  messages(tenantId: string, memberId: string, threadId: string): Promise<readonly ConsoleMessage[]>;
  message(tenantId: string, memberId: string, threadId: string, slot: string): Promise<ConsoleMessage | null>;
  /** All messages of the tenant this member may see with a revision above `after`, oldest change first; at most 500. */
  changedSince(tenantId: string, memberId: string, after: number): Promise<readonly ConsoleMessage[]>;
  /** Of the tenant's last write, whoever may see it; 0 when nothing was written yet. */
  latestRevision(tenantId: string): Promise<number>;
  threads(tenantId: string, memberId: string, limit: number): Promise<readonly ConsoleThread[]>;
}

export interface Stores {
  readonly tasks: TaskStore;
  readonly traces: TraceStore;
  readonly agents: AgentStore;
  readonly agentMessages: AgentMessageStore;
  readonly approvals: ApprovalStore;
  readonly members: MemberStore;
  readonly threads: ThreadStore;
  readonly audit: AuditStore;
  readonly catalogue: CatalogueStore;
  readonly credentials: CredentialStore;
  readonly consoleChat: ConsoleChatStore;
  readonly instances: InstanceStore;
  /** Resolves when the database answers; throws AppError `store_unavailable`. */
  ping(): Promise<void>;
}

/** What changed, with ids only; the listener reads the rows with its own tenant. */
export type Change =
  | {
      readonly topic: 'console';
      readonly tenantId: string;
      readonly threadId: string;
      readonly slot: string;
      readonly visibleTo: string | null;
    }
  | {
      readonly topic: 'trace';
      readonly tenantId: string;
      readonly taskId: string;
      readonly stepOrder: number;
    }
  | { readonly topic: 'task'; readonly tenantId: string; readonly taskId: string }
  | { readonly topic: 'approval'; readonly tenantId: string; readonly approvalId: string }
  /** The feed was interrupted: read again what you show. */
  | { readonly topic: 'resync' };

export interface ChangeFeed {
  subscribe(listener: (change: Change) => void): () => void;
}
