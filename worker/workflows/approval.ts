import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  defineSignal,
  defineUpdate,
  isCancellation,
  log,
  setHandler,
} from '@temporalio/workflow';
import type { ApprovalStatus } from '../../core/approval.ts';
import {
  type ApprovalInput,
  type ApprovalResult,
  DECIDE_SIGNAL,
  DECIDE_UPDATE,
  DECISION_REFUSED,
  WITHDRAW_SIGNAL,
  type WithdrawInput,
} from '../../core/contract/approval-workflow.ts';
import type { DecisionAnswer, DecisionInput } from '../../core/decision.ts';
import { type ApprovalState, applyDecision, checkDecision } from '../../core/decision-rules.ts';
import { finalChat } from './activity-options.ts';
import { nowIso, nowMs } from './run-context.ts';

export const decideUpdate = defineUpdate<DecisionAnswer, [DecisionInput]>(DECIDE_UPDATE);
export const decideSignal = defineSignal<[DecisionInput]>(DECIDE_SIGNAL);
export const withdrawSignal = defineSignal<[WithdrawInput]>(WITHDRAW_SIGNAL);

const createState = (input: ApprovalInput): ApprovalState => ({
  requestedBy: input.requestedBy,
  requirement: input.requirement,
  digest: input.digest,
  expiresAt: input.expiresAt,
  status: 'pending',
  decisions: [],
  decidedAt: null,
  withdrawnBy: null,
});

/** One per approval: shows the card, takes decisions until one ends it, writes the end, finalises the card. */
export async function approvalWorkflow(input: ApprovalInput): Promise<ApprovalResult> {
  let state = createState(input);
  const { settle, cardIsTrue } = createSettler(input);

  /** Handlers run to their first await without interruption, so the check and the change are one step. */
  const decide = async (decision: DecisionInput): Promise<DecisionAnswer> => {
    const now = nowIso();
    const refusal = checkDecision(state, decision, now);
    if (refusal) return refusal;
    const applied = applyDecision(state, decision, now);
    state = applied.state;
    await settle(state);
    return applied.answer;
  };

  setHandler(decideUpdate, decide, {
    validator: (decision) => {
      const refusal = checkDecision(state, decision, nowIso());
      if (refusal) throw ApplicationFailure.nonRetryable(refusal.kind, DECISION_REFUSED, refusal);
    },
  });
  setHandler(decideSignal, async (decision) => {
    const answer = await decide(decision);
    log.info('a kept decision was applied', { answer: answer.kind });
  });
  setHandler(withdrawSignal, ({ by }) => {
    if (state.status === 'pending') state = closed(state, 'withdrawn', by);
  });

  const shown = CancellationScope.nonCancellable(() => publishCard(input));
  shown.catch((error: unknown) => log.warn('the approval card was not shown', { error: String(error) }));
  try {
    const wait = Math.max(0, Date.parse(input.expiresAt) - nowMs());
    const ended = await condition(() => state.status !== 'pending', wait);
    if (!ended && state.status === 'pending') state = closed(state, 'expired', null);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    if (state.status === 'pending') state = closed(state, 'withdrawn', null);
  }
  return CancellationScope.nonCancellable(async () => {
    if (state.status === 'expired' || state.status === 'withdrawn') await settle(state);
    await condition(allHandlersFinished);
    // A task waits for the decision, not for the card; it shows the card itself when the chat is back.
    if (!cardIsTrue() && !input.task) await publishCard(input);
    return {
      status: state.status as ApprovalResult['status'],
      decisions: state.decisions,
      withdrawnBy: state.withdrawnBy,
      decidedAt: state.decidedAt ?? nowIso(),
      cardIsTrue: cardIsTrue(),
    };
  });
}

const closed = (
  state: ApprovalState,
  status: Extract<ApprovalStatus, 'expired' | 'withdrawn'>,
  withdrawnBy: ApprovalState['withdrawnBy'],
): ApprovalState => ({ ...state, status, withdrawnBy, decidedAt: nowIso() });

const publishCard = async (input: ApprovalInput): Promise<void> => {
  if (!input.thread) return;
  const { tenantId, approvalId, thread } = input;
  await finalChat(thread.channelId).publishApproval({ tenantId, approvalId, thread });
};

/**
 * Writes and shows a state. One action while the chat answers; when it does not, the decision stands all the same and
 * whoever asked shows the card later.
 */
const createSettler = (input: ApprovalInput) => {
  let cardIsTrue = true;
  const settle = (state: ApprovalState): Promise<void> =>
    CancellationScope.nonCancellable(async () => {
      const chat = finalChat(input.thread?.channelId ?? '');
      const { published } = await chat.settleApproval({ approval: input, state });
      cardIsTrue = published;
    });
  return { settle, cardIsTrue: () => cardIsTrue };
};
