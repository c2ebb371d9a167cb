import type { ApprovalStatus, ApprovalSubject, Decision, Evidence, Requirement, Risk } from '../approval.ts';
import type { PersonRef } from '../member.ts';
import type { ThreadRef } from '../task.ts';

/** Update with a synchronous validator: DecisionInput → DecisionAnswer. */
export const DECIDE_UPDATE = 'decide';
/** The same DecisionInput, kept by the server while no worker answers. */
export const DECIDE_SIGNAL = 'decideLater';
/** WithdrawInput: what it was asked for is no longer wanted. */
export const WITHDRAW_SIGNAL = 'withdraw';

/** Everything the workflow needs of the `approvals` row, which is written before it starts. */
export interface ApprovalInput {
  readonly tenantId: string;
  readonly approvalId: string;
  readonly number: number;
  readonly task: { readonly id: string; readonly number: number; readonly title: string } | null;
  readonly requestedBy: PersonRef;
  readonly subject: ApprovalSubject;
  readonly digest: string;
  readonly requirement: Requirement;
  readonly risk: Risk;
  readonly evidence: Evidence;
  readonly why: string | null;
  readonly thread: ThreadRef | null;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly expiresAt: string;
}

export interface WithdrawInput {
  readonly by: PersonRef | null;
}

export interface ApprovalResult {
  readonly status: Exclude<ApprovalStatus, 'pending'>;
  readonly decisions: readonly Decision[];
  readonly withdrawnBy: PersonRef | null;
  /** ISO 8601 */
  readonly decidedAt: string;
  /** false: the chat did not answer, so the card still shows an older state. */
  readonly cardIsTrue: boolean;
}

/** Failure type of a refused Update; its first detail is the DecisionAnswer for the person. */
export const DECISION_REFUSED = 'decision_refused';
