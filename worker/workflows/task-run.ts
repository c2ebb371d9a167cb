import type { AgentRef } from '../../core/agent.ts';
import type { Evidence } from '../../core/approval.ts';
import type { OperationReport } from '../../core/contract/instance-workflow.ts';
import type { FollowUpInput, StopInput } from '../../core/contract/task-workflow.ts';
import type { Failure } from '../../core/errors.ts';
import { NO_EVIDENCE } from '../../core/policy.ts';
import { addUsage, NO_USAGE, type TaskRequest, type TaskStatus, type Usage } from '../../core/task.ts';
import { viewStep } from '../../core/task-fold.ts';
import type { TaskView, ViewStep } from '../../core/task-view.ts';
import type { StepDetails, StepType, TraceStep } from '../../core/trace.ts';

/**
 * Everything a task's workflow knows beside its request: plain data, carried over by continue-as-new as it is. The
 * rows are in the database; here is what the card shows and what the rules need.
 */
export interface TaskRunState {
  number: number;
  agent: AgentRef | null;
  status: TaskStatus;
  startedAt: string;
  completedAt: string | null;
  /** Order of the next trace row, from 1 without gaps. */
  nextOrder: number;
  /** Rows not yet in the database: a stop may come between a step and its row. */
  unwritten: TraceStep[];
  turns: number;
  steps: ViewStep[];
  /** What is under way now, shown as the last line of the steps. */
  current: Omit<ViewStep, 'order'> | null;
  stepsLeft: number | null;
  usage: Usage;
  evidence: Evidence;
  calls: { skill: string; name: string; ok: boolean; effect: boolean; target: string | null }[];
  waitingMs: number;
  waitingSince: number | null;
  inbox: FollowUpInput[];
  seenMessages: string[];
  question: TaskView['question'];
  output: string | null;
  failure: TaskView['failure'];
  stop: StopInput | null;
  /** News of what was handed over, not yet shown; absent in a task that handed over nothing. */
  reports?: OperationReport[];
  /** Time spent in operations that have limits of their own; it does not count as work. */
  exemptMs?: number;
}

export const createRunState = (now: string): TaskRunState => ({
  number: 0,
  agent: null,
  status: 'queued',
  startedAt: now,
  completedAt: null,
  nextOrder: 1,
  unwritten: [],
  turns: 0,
  steps: [],
  current: null,
  stepsLeft: null,
  usage: NO_USAGE,
  evidence: NO_EVIDENCE,
  calls: [],
  waitingMs: 0,
  waitingSince: null,
  inbox: [],
  seenMessages: [],
  question: null,
  output: null,
  failure: null,
  stop: null,
});

/** Numbers a new trace row and keeps it for the next write. */
export const addStep = (
  state: TaskRunState,
  stepType: StepType,
  details: StepDetails,
  at: string,
  durationMs: number | null = null,
): TraceStep => {
  const step: TraceStep = {
    stepOrder: state.nextOrder,
    stepType,
    agentId: state.agent?.id ?? null,
    details,
    durationMs,
    at,
  };
  state.nextOrder += 1;
  state.unwritten = [...state.unwritten, step];
  showStep(state, step);
  return step;
};

/** Enough for the card, which shows the last few and a count. */
const KEPT_STEPS = 200;

export const showStep = (state: TaskRunState, step: TraceStep): void => {
  // While it waits it is the current line; once answered, the answer's own row tells it.
  if (step.stepType === 'approval_requested') return;
  state.steps = [...state.steps, viewStep(step)].slice(-KEPT_STEPS);
};

export const spend = (state: TaskRunState, usage: Usage): void => {
  state.usage = addUsage(state.usage, usage);
};

/** Time waited for people so far; it does not count as work. */
export const waitedMs = (state: TaskRunState, nowMs: number): number =>
  state.waitingMs + (state.waitingSince === null ? 0 : nowMs - state.waitingSince);

export const workedMs = (state: TaskRunState, nowMs: number): number =>
  nowMs - Date.parse(state.startedAt) - waitedMs(state, nowMs) - (state.exemptMs ?? 0);

export const beginWaiting = (state: TaskRunState, nowMs: number): void => {
  state.waitingSince ??= nowMs;
};

export const endWaiting = (state: TaskRunState, nowMs: number): void => {
  state.waitingMs = waitedMs(state, nowMs);
  state.waitingSince = null;
};

/** What had already happened in the world: told when a task is stopped. */
export const effectsDone = (state: TaskRunState): readonly string[] =>
  state.calls
    .filter((call) => call.effect && call.ok)
    .map((call) => (call.target ? `${call.name} → ${call.target}` : call.name));

export const failWith = (state: TaskRunState, failure: Failure, stepOrder: number | null): void => {
  state.failure = { failure, stepOrder };
};

export const toView = (request: TaskRequest, state: TaskRunState, nowMs: number): TaskView => ({
  taskId: request.taskId,
  number: state.number,
  title: request.objective,
  taskType: request.taskType,
  runbook: request.runbook ?? null,
  requestedBy: request.requestedBy,
  agent: state.agent,
  status: state.status,
  startedAt: state.startedAt,
  completedAt: state.completedAt,
  waitingMs: waitedMs(state, nowMs),
  steps: state.current ? [...state.steps, { ...state.current, order: state.nextOrder }] : state.steps,
  stepsLeft: state.stepsLeft,
  usage: state.usage,
  failure: state.failure,
  stopped: state.stop ? { by: state.stop.by, done: effectsDone(state) } : null,
  question: state.question,
  output: state.output,
});
