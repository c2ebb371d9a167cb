import type { AgentRef } from '../../core/agent.ts';
import type { ApprovalSubject, Evidence, Requirement, Risk } from '../../core/approval.ts';
import type { ApprovalInput } from '../../core/contract/approval-workflow.ts';
import type { FollowUpInput } from '../../core/contract/task-workflow.ts';
import type { ApprovalState } from '../../core/decision-rules.ts';
import type { Failure } from '../../core/errors.ts';
import type { NextStep } from '../../core/ports/agent-backend.ts';
import type { NewApproval, TaskEnd, TaskPatch } from '../../core/ports/stores.ts';
import type { Json, RiskLabel, SkillCall } from '../../core/skill.ts';
import type { TaskRequest, ThreadRef } from '../../core/task.ts';
import type { TaskView } from '../../core/task-view.ts';
import type { TraceStep } from '../../core/trace.ts';

export interface TaskKey {
  readonly tenantId: string;
  readonly taskId: string;
}

export interface BeginResult {
  readonly number: number;
  readonly agent: AgentRef | null;
  /** The rows written, in order. */
  readonly steps: readonly TraceStep[];
  readonly memoryIds: readonly string[];
  readonly failure: Failure | null;
}

export interface NextInput extends TaskKey {
  readonly agent: AgentRef;
  readonly objective: string;
}

/** What the router says to one call. */
export type Route =
  | { readonly kind: 'run'; readonly tool: RoutedTool }
  | { readonly kind: 'approval'; readonly tool: RoutedTool; readonly target: string | null }
  | { readonly kind: 'refuse'; readonly failure: Failure };

export interface RoutedTool {
  readonly digest: string;
  readonly labels: readonly RiskLabel[];
  readonly idempotent: boolean;
  readonly undoable: boolean;
  readonly target: string | null;
}

export interface RouteInput extends TaskKey {
  readonly calls: readonly SkillCall[];
  readonly evidence: Evidence;
}

export interface RouteResult {
  readonly routes: readonly Route[];
  /** Set when at least one call needs a person: what to ask, for all of them together. */
  readonly approval: {
    readonly subject: ApprovalSubject;
    readonly digest: string;
    readonly requirement: Requirement;
    readonly risk: Risk;
    readonly policyVersion: number;
    /** Milliseconds from now until it expires. */
    readonly expiresInMs: number;
  } | null;
}

export interface RequestApprovalInput extends TaskKey {
  readonly approval: NewApproval;
  readonly steps: readonly TraceStep[];
}

export interface RunCallInput extends TaskKey {
  readonly stepOrder: number;
  readonly call: SkillCall;
  readonly toolDigest: string;
  readonly idempotent: boolean;
  /** The approval that covers this call; null when policy lets it run without one. */
  readonly approvalId: string | null;
  /** Rows that must be there before anything happens in the world. */
  readonly before: readonly TraceStep[];
}

/** The outcome as the trace keeps it: output cut, the whole of it stored. */
export interface RunCallResult {
  readonly ok: boolean;
  readonly output: string;
  readonly structured?: Json;
  readonly outputBytes: number;
  readonly cut: boolean;
  readonly failure: Failure | null;
  readonly durationMs: number;
  /** It was handed over: its end is reported later. */
  readonly goesOn?: { readonly workflowId: string; readonly operationId: string };
}

export interface FollowUpsInput extends TaskKey {
  readonly messages: readonly FollowUpInput[];
  readonly steps: readonly TraceStep[];
}

export interface QuestionInput extends TaskKey {
  readonly messageId: string;
  readonly from: string;
  readonly question: string;
  readonly at: string;
  readonly steps: readonly TraceStep[];
  readonly patch: TaskPatch;
}

/** Database steps: run as local activities, so each is safe to repeat. */
export interface StoreActivities {
  beginTask(request: TaskRequest): Promise<BeginResult>;
  /** For backends that need no network. */
  nextLocal(input: NextInput): Promise<NextStep>;
  routeCalls(input: RouteInput): Promise<RouteResult>;
  requestApproval(input: RequestApprovalInput): Promise<{ readonly number: number }>;
  recordSteps(
    input: TaskKey & { readonly steps: readonly TraceStep[]; readonly patch: TaskPatch },
  ): Promise<void>;
  recordFollowUps(input: FollowUpsInput): Promise<void>;
  recordQuestion(input: QuestionInput): Promise<void>;
  finishTask(input: TaskKey & { readonly steps: readonly TraceStep[]; readonly end: TaskEnd }): Promise<void>;
}

/** Work that takes time or leaves the process. */
export interface WorkActivities {
  nextRemote(input: NextInput): Promise<NextStep>;
  runSkillCall(input: RunCallInput): Promise<RunCallResult>;
}

export interface PublishTaskInput {
  readonly tenantId: string;
  readonly thread: ThreadRef;
  readonly view: TaskView;
}

export interface SettleInput {
  readonly approval: ApprovalInput;
  readonly state: ApprovalState;
}

/** Posts to chats, on a queue of their own. */
export interface ChatActivities {
  publishTask(input: PublishTaskInput): Promise<void>;
  publishApproval(input: {
    readonly tenantId: string;
    readonly approvalId: string;
    readonly thread: ThreadRef;
  }): Promise<void>;
  /** Writes what was decided, then tries the card once; `published: false` asks for a durable second try. */
  settleApproval(input: SettleInput): Promise<{ readonly published: boolean }>;
  /** A message that came when the task had just ended: its writer is told to send it again. */
  tellTooLate(input: {
    readonly tenantId: string;
    readonly thread: ThreadRef;
    readonly taskNumber: number;
    readonly messages: readonly FollowUpInput[];
  }): Promise<void>;
}
