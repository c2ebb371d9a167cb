import type { Approval, Verdict } from '../approval.ts';
import type { DecisionAnswer, DecisionInput } from '../decision.ts';
import { type ApprovalState, checkDecision } from '../decision-rules.ts';
import { AppError } from '../errors.ts';
import type { Actor, Surface } from '../member.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Stores } from '../ports/stores.ts';
import type { TaskGateway } from '../ports/task-gateway.ts';

export interface DecideApprovalInput {
  /** Who clicked, with role and groups as they are at this moment. */
  readonly actor: Actor;
  readonly approvalId: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  /** Of what the person was shown. */
  readonly digest: string;
  readonly surface: Surface;
}

export type DecideApproval = (
  input: DecideApprovalInput,
) => Promise<{ readonly answer: DecisionAnswer; readonly approval: Approval }>;

export interface DecideApprovalDeps {
  readonly stores: Pick<Stores, 'approvals' | 'audit' | 'traces'>;
  readonly gateway: TaskGateway;
  readonly clock: Clock;
}

/**
 * One click. The row refuses what it can without waking a worker; the workflow has the last word. Every click leaves
 * an audit row, a refused one too. Throws AppError: not_found, store_unavailable, workflow_service_unavailable.
 */
export const createDecideApproval =
  (deps: DecideApprovalDeps): DecideApproval =>
  async (input) => {
    const { stores, clock } = deps;
    const { tenantId } = input.actor;
    const approval = await stores.approvals.byId(tenantId, input.approvalId);
    if (!approval) throw new AppError('not_found');
    const decision: DecisionInput = { tenantId, ...input };
    const refusal = checkDecision(toState(approval), decision, clock.now().toISOString());
    const answer = await naming(deps, approval, refusal ?? (await askWorkflow(deps, decision)));
    const audited = stores.audit.append(tenantId, {
      memberId: input.actor.memberId,
      action: `approval.${input.verdict}`,
      subjectType: 'approval',
      subjectId: approval.id,
      outcome: answer.kind,
      surface: input.surface,
      details: { reason: input.reason, digest: input.digest },
    });
    const [settled] = await Promise.all([stores.approvals.byId(tenantId, approval.id), audited]);
    return { answer, approval: settled ?? approval };
  };

/** Who stopped the task is on the task's last step, not on the approval. */
const naming = async (
  { stores }: DecideApprovalDeps,
  { tenantId, taskId }: Approval,
  answer: DecisionAnswer,
): Promise<DecisionAnswer> => {
  if (answer.kind !== 'withdrawn' || answer.by || taskId === null) return answer;
  const steps = await stores.traces.list(tenantId, taskId);
  const by = steps.findLast((step) => step.stepType === 'cancelled')?.details.by;
  return by ? { ...answer, by } : answer;
};

/** The row as the rules read it. Who withdrew is not a decision, so the row does not name them. */
const toState = (approval: Approval): ApprovalState => ({ ...approval, withdrawnBy: null });

const askWorkflow = async (
  { gateway, stores, clock }: DecideApprovalDeps,
  decision: DecisionInput,
): Promise<DecisionAnswer> => {
  try {
    return await gateway.decide(decision);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'task_ended') throw error;
    // Its workflow ended between our look at the row and the click: the row now says how. A row that is still pending
    // has no workflow to take the decision, and then nothing may be claimed.
    const approval = await stores.approvals.byId(decision.tenantId, decision.approvalId);
    const answer = approval && checkDecision(toState(approval), decision, clock.now().toISOString());
    if (!answer) throw new AppError('workflow_service_unavailable', {}, { cause: error });
    return answer;
  }
};
