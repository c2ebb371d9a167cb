import type { AgentBackendKind, AgentRef, Memory } from '../agent.ts';
import type { Locale } from '../member.ts';
import type { SkillAction, SkillCall, SkillResult } from '../skill.ts';
import type { Task, Usage } from '../task.ts';

/** What happened so far in this task, oldest first, as a mind needs it. */
export type Exchange =
  | {
      readonly kind: 'call';
      readonly stepOrder: number;
      /** Step id of the runbook that made the call, when one did. */
      readonly runbookStep: string | null;
      readonly call: SkillCall;
      readonly result: SkillResult;
    }
  | { readonly kind: 'message'; readonly by: string; readonly text: string }
  | { readonly kind: 'question'; readonly text: string };

export interface Turn {
  readonly task: Task;
  readonly agent: AgentRef;
  readonly memories: readonly Memory[];
  readonly exchanges: readonly Exchange[];
  /** What may be called: enabled actions only. */
  readonly actions: readonly SkillAction[];
  /** Language of the requester, for words the backend writes itself. */
  readonly locale: Locale;
}

export type NextStep =
  | {
      readonly type: 'call';
      /** At least one. Several of the same action from one runbook step are approved together. */
      readonly calls: readonly SkillCall[];
      readonly approveTogether: boolean;
      readonly runbookStep: string | null;
      /** Steps after this one, when known. */
      readonly stepsLeft: number | null;
      readonly usage: Usage;
    }
  | { readonly type: 'final'; readonly output: string; readonly usage: Usage }
  | {
      readonly type: 'ask';
      readonly question: string;
      readonly choices: readonly string[];
      readonly usage: Usage;
    }
  | {
      readonly type: 'delegate';
      readonly to: string;
      readonly objective: string;
      readonly usage: Usage;
    };

/**
 * The one port for all minds. A backend keeps nothing between turns: the same turn gives an equivalent step, so a
 * repeat after a crash is safe. Throws AppError (`model_unavailable`, `runbook_failed`, …).
 */
export interface AgentBackend {
  readonly kind: AgentBackendKind;
  /** false: answering needs no network, so it may run as a local activity. */
  readonly remote: boolean;
  next(turn: Turn, context: { readonly signal: AbortSignal }): Promise<NextStep>;
}
