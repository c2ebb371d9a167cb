import { approvalNumber } from './approval.ts';
import type { InstanceStep } from './contract/instance-workflow.ts';
import type { Failure } from './errors.ts';
import type { Task } from './task.ts';
import { isTerminal } from './task.ts';
import type { TaskView, ViewStep, ViewStepState } from './task-view.ts';
import { raw, type Text, text } from './text.ts';
import type { TraceStep } from './trace.ts';

/** One row of a trace as one line of a card. */
export const viewStep = (step: TraceStep): ViewStep => {
  const summary = summaryOf(step);
  return {
    order: step.stepOrder,
    type: step.stepType,
    state: stateOf(step),
    name: nameOf(step),
    ...(summary ? { summary } : {}),
    durationMs: step.durationMs,
    ...(step.details.changed === true ? { changed: true as const } : {}),
  };
};

const stateOf = ({ stepType, details }: TraceStep): ViewStepState => {
  if (stepType === 'approval_rejected' || stepType === 'approval_expired') return 'refused';
  if (stepType === 'failed') return 'failed';
  if (stepType === 'cancelled') return 'stopped';
  return details.ok === false ? 'failed' : 'done';
};

const nameOf = ({ stepType, details }: TraceStep): Text => {
  const action = `${details.skill ?? ''}.${details.action ?? ''}`;
  const by = details.by?.displayName ?? '';
  switch (stepType) {
    case 'dispatched':
      return text('step.dispatched', { agent: String(details.agent_name ?? '') });
    case 'executing':
      if (details.notShown === true) return text('step.not_shown');
      if (details.instanceStep) return text(`instance.step.${details.instanceStep as InstanceStep}`);
      return text(details.question === true ? 'step.question' : 'step.executing');
    case 'skill_call':
      return raw(action);
    case 'approval_granted':
      return text('step.approval_granted', { number: approvalNumber(details.approvalNumber ?? 0), by });
    case 'approval_rejected':
      return text('step.approval_rejected', { action, by });
    case 'approval_requested':
    case 'approval_expired':
      return text(`step.${stepType}`, { action });
    case 'followed_up':
      return text('step.followed_up', { by });
    default:
      return text(`step.${stepType}`);
  }
};

const summaryOf = ({ stepType, details }: TraceStep): Text | undefined => {
  if (details.failure) {
    return text(
      `error.${details.failure.code as Failure['code']}`,
      details.failure.params as Failure['params'],
    );
  }
  if (stepType === 'skill_call' && details.outputBytes) {
    const target = details.summary && 'raw' in details.summary ? details.summary.raw : '';
    return text('step.output_bytes', { target, bytes: details.outputBytes });
  }
  if (details.reason) return raw(details.reason);
  return details.summary;
};

/** Rows that tell the card nothing the head line does not. */
const HIDDEN = ['approval_requested', 'completed', 'failed', 'cancelled'];

/** What is asked and not answered yet, as the workflow wrote it down. */
const questionOf = ({ details }: TraceStep): TaskView['question'] =>
  details.question === true && details.summary
    ? {
        text: details.summary,
        choices: (details.choices ?? []) as NonNullable<TaskView['question']>['choices'],
      }
    : null;

/** Asked for and not decided yet. */
const waitingStep = (step: TraceStep): ViewStep => ({
  ...viewStep(step),
  state: 'waiting',
  since: step.at,
});

/** Time between a question to people and the row that follows it. */
const waitedMs = (steps: readonly TraceStep[], end: string): number =>
  steps.reduce((sum, { stepType, details, at }, index) => {
    if (stepType !== 'approval_requested' && details.question !== true) return sum;
    return sum + Math.max(0, Date.parse(steps[index + 1]?.at ?? end) - Date.parse(at));
  }, 0);

/** Written behind the end: that its chat could show it to nobody. */
const isNote = ({ details }: TraceStep): boolean => details.notShown === true;

/** A task folded from its rows, for a page or `/trace`; the workflow folds its own as it goes. */
export const taskView = (task: Task, rows: readonly TraceStep[], now: string): TaskView => {
  const steps = rows.filter((row) => !isNote(row));
  const startedAt = task.startedAt ?? task.createdAt;
  const last = steps.at(-1);
  const stopped = steps.find((step) => step.stepType === 'cancelled');
  const end = task.completedAt ?? now;
  const open = isTerminal(task.status) ? undefined : last;
  const beforeEnd = last?.stepType === 'failed' ? steps.at(-2) : undefined;
  return {
    taskId: task.id,
    number: task.number,
    title: task.objective,
    taskType: task.taskType,
    runbook: task.runbook,
    requestedBy: task.requestedBy,
    agent: task.agent,
    status: task.status,
    startedAt,
    completedAt: task.completedAt ?? (isTerminal(task.status) ? (last?.at ?? now) : null),
    waitingMs: waitedMs(steps, end),
    steps: [
      ...steps.filter((step) => !HIDDEN.includes(step.stepType)).map(viewStep),
      ...(open?.stepType === 'approval_requested' ? [waitingStep(open)] : []),
      ...rows.filter(isNote).map(viewStep),
    ],
    stepsLeft: null,
    usage: { inputTokens: task.tokensUsed, outputTokens: 0, cost: task.cost },
    failure: task.error
      ? { failure: task.error, stepOrder: beforeEnd?.details.ok === false ? beforeEnd.stepOrder : null }
      : null,
    stopped: stopped?.details.by
      ? { by: stopped.details.by, done: (stopped.details.done ?? []) as readonly string[] }
      : null,
    question: open ? questionOf(open) : null,
    output: task.output,
  };
};
