import type { PersonRef, Role, Surface } from './member.ts';
import type { Arguments, RiskLabel } from './skill.ts';

export const APPROVAL_STATUSES = [
  'pending',
  'approved',
  'rejected',
  'changes_requested',
  'expired',
  'withdrawn',
] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** What a person can answer in this version; `changes_requested` comes with the policy engine. */
export const VERDICTS = ['approve', 'reject'] as const;
export type Verdict = (typeof VERDICTS)[number];

export type Who = { readonly role: Role } | { readonly group: string } | { readonly member: string };

export interface RequirementStage {
  readonly name: string;
  readonly quorum: number;
  readonly who: readonly Who[];
  readonly distinctFrom: readonly ('requester' | 'editor' | 'earlierStages')[];
  readonly remindAfter?: readonly string[];
  readonly escalate?: { readonly after: string; readonly to: Who };
}

/** `approvals.requirement`. Durations are ISO 8601 (`PT24H`). A part that is not enforced is refused, never ignored. */
export interface Requirement {
  readonly stages: readonly RequirementStage[];
  readonly rejectEnds: 'first' | 'quorum';
  readonly reasonRequired: { readonly approve: boolean; readonly reject: boolean };
  readonly expiresAfter: string;
  readonly quietHours?: {
    readonly zone: string;
    readonly days: readonly number[];
    readonly from: string;
    readonly to: string;
  };
  readonly stepUp: 'none' | 'fresh';
}

/** What will run when it is approved. `items` holds the further argument sets of one batch (same action). */
export interface ApprovalSubject {
  readonly skill: string;
  readonly action: string;
  readonly arguments: Arguments;
  readonly target: string | null;
  readonly items?: readonly { readonly arguments: Arguments; readonly target: string | null }[];
  /** What would change, line by line, where the arguments do not say it all. */
  readonly changes?: string;
  /** Digest of the tool's definition at the moment of asking. */
  readonly toolDigest: string;
}

export const RISK_LEVELS = ['low', 'medium', 'high'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

export interface Risk {
  readonly level: RiskLevel;
  readonly labels: readonly RiskLabel[];
  readonly undoable: boolean;
}

/** What the task had read before it asked: the "Seen" line of the card. */
export interface Evidence {
  readonly reads: readonly { readonly name: string; readonly summary: string; readonly outside: boolean }[];
  readonly readPrivate: boolean;
  readonly readUntrusted: boolean;
}

export interface Decision {
  readonly by: PersonRef;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly surface: Surface;
  /** ISO 8601 */
  readonly at: string;
}

/** A row of `approvals` with its accepted decisions. Times are ISO 8601. */
export interface Approval {
  readonly id: string;
  readonly tenantId: string;
  readonly number: number;
  readonly taskId: string | null;
  readonly taskNumber: number | null;
  readonly taskObjective: string | null;
  readonly requestedBy: PersonRef;
  readonly subject: ApprovalSubject;
  readonly digest: string;
  readonly policyVersion: number;
  readonly requirement: Requirement;
  readonly risk: Risk;
  readonly evidence: Evidence;
  readonly why: string | null;
  readonly status: ApprovalStatus;
  readonly decisions: readonly Decision[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly decidedAt: string | null;
}

export const approvalNumber = (number: number): string => `A-${number}`;
