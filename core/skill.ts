import type { Failure } from './errors.ts';
import type { Role } from './member.ts';

/** What an action does to the world. Risk is computed from these and from what the task has read, never by a model. */
export const RISK_LABELS = [
  'reads_private',
  'reads_untrusted',
  'writes',
  'sends_outside',
  'destructive',
  'spends',
] as const;
export type RiskLabel = (typeof RISK_LABELS)[number];

export const SKILL_BACKENDS = ['openclaw', 'mcp', 'http', 'instance'] as const;
export type SkillBackendKind = (typeof SKILL_BACKENDS)[number];

export type JsonSchema = Readonly<Record<string, unknown>>;
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Arguments = Readonly<Record<string, unknown>>;

/** One thing that can be done, as a backend lists it. People and runbooks call it `skill.action`. */
export interface SkillAction {
  readonly skill: string;
  readonly action: string;
  readonly description: string;
  readonly backend: SkillBackendKind;
  readonly inputSchema: JsonSchema;
  readonly labels: readonly RiskLabel[];
  /** true: running it twice with the same arguments is the same as once, so it may be repeated after a crash. */
  readonly idempotent: boolean;
  /** Can the effect be undone by a person afterwards? Decides whether Approve is highlighted. */
  readonly undoable: boolean;
  /** SHA-256 over name, description, schema and hints: a tool whose definition changes is a different tool. */
  readonly digest: string;
  /** Which argument names the target a person recognises (path, url); null when none does. */
  readonly targetArgument: string | null;
  /** From the configuration; `default` lets the labels decide. */
  readonly approval: 'never' | 'always' | 'default';
  /** From the configuration: whose yes counts, as roles and `@group` names; without it the usual ones. */
  readonly approvers?: readonly string[];
  /** Only people of these roles may have it done, whoever does it for them; absent: everybody. */
  readonly roles?: readonly Role[];
  /** A person who types it has said yes; asked for by an agent or a runbook it needs a person's approval. */
  readonly asksUnlessTyped?: boolean;
  readonly enabled: boolean;
}

export interface SkillCall {
  readonly skill: string;
  readonly action: string;
  readonly arguments: Arguments;
  /** In one sentence, from the runbook or the model; shown on the approval card. */
  readonly why?: string;
  /** The backend's own id of this call (a model's tool call id), given back with the result. */
  readonly callId?: string;
}

/** What came of a call. `text` is the whole output; the caller stores and cuts it. */
export interface SkillResult {
  readonly ok: boolean;
  readonly text: string;
  readonly structured?: Json;
  readonly failure?: Failure;
  /** It was handed over and goes on elsewhere: the end comes as a report of this operation. */
  readonly goesOn?: { readonly workflowId: string; readonly operationId: string };
}

export const callName = (call: { readonly skill: string; readonly action: string }): string =>
  `${call.skill}.${call.action}`;
