import type { Arguments, SkillAction, SkillBackendKind, SkillResult } from '../skill.ts';
import type { Task } from '../task.ts';

export interface InvokeContext {
  readonly signal: AbortSignal;
  /** The same key means the same effect: sent along where the service can use it. */
  readonly idempotencyKey: string;
  readonly tenantId: string;
  /** The task that calls, for a backend that reports to it. */
  readonly task?: Pick<Task, 'id' | 'workflowId' | 'requestedBy' | 'thread'>;
}

/**
 * Something that can act. A result with `ok: false` is the tool's own "no" and is told to the mind; AppError
 * `skill_unavailable` means that the call did not begin (safe to repeat), `skill_timeout` that it may have.
 */
export interface SkillBackend {
  readonly kind: SkillBackendKind;
  list(): Promise<readonly SkillAction[]>;
  invoke(
    call: { readonly skill: string; readonly action: string; readonly arguments: Arguments },
    credentials: Readonly<Record<string, never>>,
    context: InvokeContext,
  ): Promise<SkillResult>;
  /** What would change, one line each, for the person who is asked; absent where the arguments say it all. */
  preview?(
    call: { readonly action: string; readonly arguments: Arguments },
    context: Pick<InvokeContext, 'tenantId'>,
  ): Promise<readonly string[]>;
  /** The list is not what it was: ask again. */
  onChange?(listener: () => void): void;
  close?(): Promise<void>;
}

/** All backends of a worker as one list, kept up to date when a server says its tools changed. */
export interface SkillRegistry {
  list(): readonly SkillAction[];
  find(skill: string, action: string): SkillAction | undefined;
  /** Errors in the arguments by JSON Schema, as short English sentences for the mind and the person; [] when valid. */
  checkArguments(action: SkillAction, args: Arguments): readonly string[];
  invoke(action: SkillAction, args: Arguments, context: InvokeContext): Promise<SkillResult>;
  /** [] where the arguments say it all. */
  preview?(
    action: SkillAction,
    args: Arguments,
    context: Pick<InvokeContext, 'tenantId'>,
  ): Promise<readonly string[]>;
  onChange(listener: () => void): void;
}
