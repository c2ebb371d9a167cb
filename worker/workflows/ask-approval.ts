import {
  CancellationScope,
  type ChildWorkflowHandle,
  condition,
  log,
  ParentClosePolicy,
  startChild,
  uuid4,
} from '@temporalio/workflow';
import { approvalNumber } from '../../core/approval.ts';
import {
  type ApprovalInput,
  type ApprovalResult,
  WITHDRAW_SIGNAL,
  type WithdrawInput,
} from '../../core/contract/approval-workflow.ts';
import { approvalWorkflowId } from '../../core/contract/workflow-ids.ts';
import { raw, text } from '../../core/text.ts';
import type { TraceStep } from '../../core/trace.ts';
import type { RouteResult } from '../activities/types.ts';
import { finalChat, store } from './activity-options.ts';
import { approvalWorkflow } from './approval.ts';
import { nowIso, nowMs, type TaskRun, withUnwritten } from './run-context.ts';
import { addStep, beginWaiting, endWaiting } from './task-run.ts';

type Asked = { readonly approvalId: string; readonly result: ApprovalResult };
type Ask = NonNullable<RouteResult['approval']>;

/** Asks and waits. The waiting does not count as work; a stop withdraws the question before the task ends. */
export const askApproval = async (
  run: TaskRun,
  ask: Ask,
  why: string | null,
  count: number,
): Promise<Asked> => {
  const { state } = run;
  const approvalId = uuid4();
  const input = await writeRequest(run, approvalId, ask, why);
  const name = `${ask.subject.skill}.${ask.subject.action}`;
  state.status = 'waiting_input';
  state.current = {
    type: 'approval_requested',
    state: 'waiting',
    name: raw(name),
    summary: text('work.waits_for_approval', { number: approvalNumber(input.number), count }),
    durationMs: null,
    since: nowIso(),
  };
  beginWaiting(state, nowMs());
  run.touch(true);
  const result = await waitForResult(run, input);
  endWaiting(state, nowMs());
  state.status = 'executing';
  if (!result.cardIsTrue && input.thread) showLater(run, input);
  if (result.status === 'approved') addGranted(run, input, result);
  state.current = null;
  run.touch();
  return { approvalId, result };
};

const writeRequest = async (
  run: TaskRun,
  approvalId: string,
  ask: Ask,
  why: string | null,
): Promise<ApprovalInput> => {
  const { request, state } = run;
  const createdAt = nowIso();
  const approval = {
    tenantId: request.tenantId,
    approvalId,
    requestedBy: request.requestedBy,
    subject: ask.subject,
    digest: ask.digest,
    requirement: ask.requirement,
    risk: ask.risk,
    evidence: state.evidence,
    why,
    thread: request.thread ?? null,
    createdAt,
    expiresAt: new Date(nowMs() + ask.expiresInMs).toISOString(),
  };
  addStep(
    state,
    'approval_requested',
    {
      approvalId,
      skill: ask.subject.skill,
      action: ask.subject.action,
      ...(ask.subject.target ? { summary: raw(ask.subject.target) } : {}),
    },
    createdAt,
  );
  const { number } = await withUnwritten(run, (steps) =>
    store.requestApproval({
      ...run.key,
      approval: { ...approval, taskId: request.taskId, policyVersion: ask.policyVersion },
      steps,
    }),
  );
  return {
    ...approval,
    number,
    task: { id: request.taskId, number: state.number, title: request.objective },
  };
};

/** The approval is a workflow of its own. It is never cancelled, only withdrawn, so that its end is always written. */
const waitForResult = (run: TaskRun, input: ApprovalInput): Promise<ApprovalResult> =>
  CancellationScope.nonCancellable(async () => {
    const child = await startChild(approvalWorkflow, {
      workflowId: approvalWorkflowId(input.tenantId, input.approvalId),
      args: [input],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    });
    let done = false;
    const result = child.result().finally(() => {
      done = true;
    });
    await Promise.race([result, withdrawOnStop(run, child, () => done)]);
    return result;
  });

const withdrawOnStop = async (
  run: TaskRun,
  child: ChildWorkflowHandle<typeof approvalWorkflow>,
  isDone: () => boolean,
): Promise<void> => {
  await condition(() => run.state.stop !== null || isDone());
  if (isDone() || !run.state.stop) return;
  const withdrawal: WithdrawInput = { by: run.state.stop.by };
  try {
    await child.signal(WITHDRAW_SIGNAL, withdrawal);
  } catch (error) {
    // It ended in the same moment: its own result says how.
    log.info('nothing left to withdraw', { error: String(error) });
  }
};

const showLater = (run: TaskRun, { tenantId, approvalId, thread }: ApprovalInput): void => {
  if (!thread) return;
  run.later(() => finalChat(thread.channelId).publishApproval({ tenantId, approvalId, thread }));
};

/** Written by the skill call itself, before it acts: no trace, no action. */
const addGranted = (run: TaskRun, input: ApprovalInput, result: ApprovalResult): TraceStep => {
  const last = result.decisions.at(-1);
  const waitedFrom = Date.parse(input.createdAt);
  return addStep(
    run.state,
    'approval_granted',
    {
      approvalId: input.approvalId,
      approvalNumber: input.number,
      skill: input.subject.skill,
      action: input.subject.action,
      ...(last ? { by: last.by, ...(last.reason ? { reason: last.reason } : {}) } : {}),
    },
    result.decidedAt,
    Date.parse(result.decidedAt) - waitedFrom,
  );
};
