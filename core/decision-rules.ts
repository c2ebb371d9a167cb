import type { ApprovalStatus, Decision, Requirement } from './approval.ts';
import type { DecisionAnswer, DecisionInput } from './decision.ts';
import type { PersonRef } from './member.ts';
import { isEntitled } from './requirement.ts';

/** All that the rules need of an approval; the workflow keeps it, a row gives it as well. Times are ISO 8601. */
export interface ApprovalState {
  readonly requestedBy: PersonRef;
  readonly requirement: Requirement;
  readonly digest: string;
  readonly expiresAt: string;
  readonly status: ApprovalStatus;
  readonly decisions: readonly Decision[];
  readonly decidedAt: string | null;
  readonly withdrawnBy: PersonRef | null;
}

const quorumOf = (state: ApprovalState): number => state.requirement.stages[0]?.quorum ?? 1;

const approvalsIn = (decisions: readonly Decision[]): number =>
  decisions.filter((decision) => decision.verdict === 'approve').length;

const closedAnswer = (state: ApprovalState, now: string): DecisionAnswer | null => {
  if (state.status === 'withdrawn') {
    return { kind: 'withdrawn', by: state.withdrawnBy, at: state.decidedAt ?? now };
  }
  if (state.status === 'expired' || (state.status === 'pending' && now >= state.expiresAt)) {
    return { kind: 'expired', at: state.expiresAt };
  }
  if (state.status === 'pending') return null;
  const last = state.decisions.at(-1);
  if (!last) return { kind: 'withdrawn', by: state.withdrawnBy, at: state.decidedAt ?? now };
  return { kind: 'already_decided', status: state.status, by: last.by, at: last.at, reason: last.reason };
};

/**
 * May this decision count? null when it may, else the answer for the person. The order is fixed: what is over first,
 * then what changed, then who asks, then what is missing. `now` is ISO 8601 in UTC, so that strings compare as times.
 */
export const checkDecision = (
  state: ApprovalState,
  input: DecisionInput,
  now: string,
): DecisionAnswer | null => {
  const closed = closedAnswer(state, now);
  if (closed) return closed;
  if (input.digest !== state.digest) return { kind: 'changed' };
  const distinct = state.requirement.stages[0]?.distinctFrom ?? ['requester'];
  if (distinct.includes('requester') && input.actor.memberId === state.requestedBy.memberId) {
    return { kind: 'own_request' };
  }
  if (!isEntitled(state.requirement, input.actor)) return { kind: 'not_entitled' };
  const earlier = state.decisions.find((decision) => decision.by.memberId === input.actor.memberId);
  if (earlier) {
    return {
      kind: 'already_said',
      at: earlier.at,
      have: approvalsIn(state.decisions),
      need: quorumOf(state),
    };
  }
  const needsReason = state.requirement.reasonRequired[input.verdict];
  if (needsReason && !input.reason?.trim()) return { kind: 'reason_required' };
  return null;
};

/** The state after a decision that `checkDecision` let through, and the person's answer. */
export const applyDecision = (
  state: ApprovalState,
  input: DecisionInput,
  now: string,
): { readonly state: ApprovalState; readonly answer: DecisionAnswer } => {
  const decision: Decision = {
    by: { memberId: input.actor.memberId, displayName: input.actor.displayName },
    verdict: input.verdict,
    reason: input.reason?.trim() || null,
    surface: input.surface,
    at: now,
  };
  const decisions = [...state.decisions, decision];
  if (input.verdict === 'reject') {
    return {
      state: { ...state, decisions, status: 'rejected', decidedAt: now },
      answer: { kind: 'accepted', verdict: 'reject' },
    };
  }
  const have = approvalsIn(decisions);
  const need = quorumOf(state);
  if (have < need) return { state: { ...state, decisions }, answer: { kind: 'more_needed', have, need } };
  return {
    state: { ...state, decisions, status: 'approved', decidedAt: now },
    answer: { kind: 'accepted', verdict: 'approve' },
  };
};
