import type { FollowUpInput, StopInput } from '../contract/task-workflow.ts';
import { type ApprovalState, applyDecision, checkDecision } from '../decision-rules.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/runtime.ts';
import type { ApprovalStore } from '../ports/stores.ts';
import type { TaskGateway } from '../ports/task-gateway.ts';
import type { TaskRequest } from '../task.ts';

export interface RunningTask {
  readonly request: TaskRequest;
  readonly followUps: readonly FollowUpInput[];
  readonly stops: readonly StopInput[];
  readonly ended: boolean;
}

export interface InMemoryTaskGateway extends TaskGateway {
  /** What was started and what it got, by workflow id. */
  readonly tasks: ReadonlyMap<string, RunningTask>;
  /** The workflow is over: words and stops for it are refused from now on. */
  end(workflowId: string): void;
  /** The service does not answer, until it is told that it does. */
  goAway(): void;
  comeBack(): void;
  /** Without workers a decision is kept and answered with `recorded`; it is applied when they are back. */
  workersLeave(): void;
  workersReturn(): Promise<void>;
}

export interface InMemoryTaskGatewayOptions {
  readonly approvals: Pick<ApprovalStore, 'byId' | 'settle'>;
  readonly clock: Clock;
}

interface Entry {
  readonly request: TaskRequest;
  readonly followUps: FollowUpInput[];
  readonly stops: StopInput[];
  ended: boolean;
}

/**
 * Workflows without a workflow service. It keeps what every gateway promises: one id starts once and tells the
 * fingerprint it was started with; the same message is one message; what is over answers `task_ended`; decisions are
 * taken one after another, by the same rules, so that of many at once one counts.
 */
export const createInMemoryTaskGateway = (options: InMemoryTaskGatewayOptions): InMemoryTaskGateway => {
  const tasks = new Map<string, Entry>();
  const decide = createDecider(options);
  let away = false;

  const refuseWhenAway = (): void => {
    if (away) throw new AppError('workflow_service_unavailable');
  };
  const running = (workflowId: string): Entry => {
    refuseWhenAway();
    const entry = tasks.get(workflowId);
    if (!entry || entry.ended) throw new AppError('task_ended');
    return entry;
  };

  return {
    tasks,
    async start(request) {
      refuseWhenAway();
      const known = tasks.get(request.workflowId);
      if (known) return { started: false, fingerprint: known.request.fingerprint };
      tasks.set(request.workflowId, { request, followUps: [], stops: [], ended: false });
      return { started: true, fingerprint: request.fingerprint };
    },
    async followUp(workflowId, input) {
      const { followUps } = running(workflowId);
      if (!followUps.some(({ messageId }) => messageId === input.messageId)) followUps.push(input);
    },
    async stop(workflowId, input) {
      running(workflowId).stops.push(input);
    },
    async decide(input) {
      refuseWhenAway();
      return decide.decide(input);
    },
    end(workflowId) {
      const entry = tasks.get(workflowId);
      if (entry) entry.ended = true;
    },
    goAway() {
      away = true;
    },
    comeBack() {
      away = false;
    },
    workersLeave: decide.leave,
    workersReturn: decide.return,
  };
};

type Decide = TaskGateway['decide'];

const createDecider = ({
  approvals,
  clock,
}: InMemoryTaskGatewayOptions): { decide: Decide; leave(): void; return(): Promise<void> } => {
  const kept: Parameters<Decide>[0][] = [];
  let present = true;
  let before: Promise<unknown> = Promise.resolve();

  const apply: Decide = async (input) => {
    const approval = await approvals.byId(input.tenantId, input.approvalId);
    if (!approval) throw new AppError('task_ended');
    const now = clock.now().toISOString();
    const state: ApprovalState = { ...approval, withdrawnBy: null };
    const refusal = checkDecision(state, input, now);
    if (refusal) return refusal;
    const { state: next, answer } = applyDecision(state, input, now);
    await approvals.settle(input.tenantId, input.approvalId, {
      status: next.status,
      decisions: next.decisions,
      digest: next.digest,
      decidedAt: next.decidedAt,
    });
    return answer;
  };
  /** One after the other, as a workflow takes them. */
  const inTurn: Decide = (input) => {
    const answer = before.then(() => apply(input));
    before = answer.catch(() => undefined);
    return answer;
  };

  return {
    decide: async (input) => {
      if (present) return inTurn(input);
      kept.push(input);
      return { kind: 'recorded' };
    },
    leave() {
      present = false;
    },
    async return() {
      present = true;
      for (const input of kept.splice(0)) await inTurn(input);
    },
  };
};
