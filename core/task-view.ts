import type { AgentRef } from './agent.ts';
import type { Failure } from './errors.ts';
import type { PersonRef } from './member.ts';
import type { TaskStatus, TaskType, Usage } from './task.ts';
import type { Text } from './text.ts';
import type { StepType } from './trace.ts';

export const VIEW_STEP_STATES = ['done', 'failed', 'running', 'waiting', 'refused', 'stopped'] as const;
export type ViewStepState = (typeof VIEW_STEP_STATES)[number];

export interface ViewStep {
  readonly order: number;
  readonly type: StepType;
  readonly state: ViewStepState;
  readonly name: Text;
  readonly summary?: Text;
  readonly durationMs: number | null;
  /** It may have changed something, and once more is not the same as once. */
  readonly changed?: true;
  /** ISO 8601; set while running or waiting */
  readonly since?: string;
}

/** A task folded to what its card shows; made by the workflow (live) or from the rows (the page, `/trace`). */
export interface TaskView {
  readonly taskId: string;
  readonly number: number;
  readonly title: string;
  readonly taskType: TaskType;
  readonly runbook: string | null;
  readonly requestedBy: PersonRef;
  readonly agent: AgentRef | null;
  readonly status: TaskStatus;
  /** ISO 8601 */
  readonly startedAt: string;
  readonly completedAt: string | null;
  /** Time spent waiting for people, so far. */
  readonly waitingMs: number;
  readonly steps: readonly ViewStep[];
  readonly stepsLeft: number | null;
  readonly usage: Usage;
  readonly failure: { readonly failure: Failure; readonly stepOrder: number | null } | null;
  /** Set when it was stopped: by whom, and the effects that had already happened. */
  readonly stopped: { readonly by: PersonRef; readonly done: readonly string[] } | null;
  /** Waiting for words from a person; a choice's value is what the answer carries back. */
  readonly question: {
    readonly text: Text;
    readonly choices: readonly { readonly value: string; readonly label: Text }[];
  } | null;
  readonly output: string | null;
}
