import type { AgentRef } from './agent.ts';
import type { Failure } from './errors.ts';
import type { PersonRef, Platform, Surface } from './member.ts';
import type { Arguments } from './skill.ts';

export const TASK_STATUSES = [
  'queued',
  'thinking',
  'executing',
  'waiting_input',
  'delegated',
  'completed',
  'failed',
  'cancelled',
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const TERMINAL_TASK_STATUSES = [
  'completed',
  'failed',
  'cancelled',
] as const satisfies readonly TaskStatus[];

export const isTerminal = (status: TaskStatus): boolean =>
  (TERMINAL_TASK_STATUSES as readonly TaskStatus[]).includes(status);

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** A place in a chat. `threadId` is our own row in `threads`. */
export interface ThreadRef {
  readonly threadId: string;
  readonly platform: Platform;
  readonly workspaceId: string;
  readonly channelId: string;
  readonly threadKey: string;
}

/** The `threadKey` of a place without a thread: the channel itself, as for a slash command or a list of one's own. */
export const PLACE_KEY = '';

export const isPlace = (thread: Pick<ThreadRef, 'threadKey'>): boolean => thread.threadKey === PLACE_KEY;

/** `general`: words for an agent; `runbook`: a named runbook; `action`: one skill action, no agent's judgement. */
export const TASK_TYPES = ['general', 'runbook', 'action'] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/** What was asked for, as accepted from any surface. It is the whole input of the task's workflow. */
export interface TaskRequest {
  readonly tenantId: string;
  readonly taskId: string;
  readonly workflowId: string;
  readonly requestedBy: PersonRef;
  readonly surface: Surface;
  readonly objective: string;
  readonly taskType: TaskType;
  /** Runbook name, or `skill.action` for an action task. */
  readonly runbook?: string;
  readonly arguments?: Arguments;
  /** Agent and group by name, when the requester chose one. */
  readonly agent?: string;
  readonly group?: string;
  readonly priority: Priority;
  readonly thread?: ThreadRef;
  /** What was said in the thread before, for a task that follows an ended one; oldest first. */
  readonly context?: readonly string[];
  /** SHA-256 of the request's body; the same identity with another fingerprint is another request. */
  readonly fingerprint: string;
  /** ISO 8601 */
  readonly requestedAt: string;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; null when the model's price is unknown */
  readonly cost: number | null;
}

export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, cost: 0 };

/** Unknown stays unknown: one part without a price makes the sum unknown. */
export const addUsage = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  cost: a.cost === null || b.cost === null ? null : a.cost + b.cost,
});

/** A row of `agent_tasks`. Times are ISO 8601. */
export interface Task {
  readonly id: string;
  readonly tenantId: string;
  readonly number: number;
  readonly workflowId: string;
  readonly requestedBy: PersonRef;
  readonly objective: string;
  readonly taskType: TaskType;
  readonly runbook: string | null;
  readonly arguments: Arguments | null;
  readonly priority: Priority;
  readonly status: TaskStatus;
  readonly agent: AgentRef | null;
  readonly output: string | null;
  readonly error: Failure | null;
  readonly confidence: number | null;
  readonly tokensUsed: number;
  readonly cost: number | null;
  readonly thread: ThreadRef | null;
  readonly context: readonly string[];
  readonly fingerprint: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
}

export const taskNumber = (number: number): string => `T-${number}`;
