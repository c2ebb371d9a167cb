import type { Evidence, Risk, RiskLevel } from './approval.ts';
import type { Failure } from './errors.ts';
import { callName, type RiskLabel, type SkillAction } from './skill.ts';

/** Grows when the rules below change, so that an old approval says under which rules it was asked. */
export const POLICY_VERSION = 1;

export type PolicyDecision =
  | { readonly kind: 'run' }
  | { readonly kind: 'approval' }
  | { readonly kind: 'refuse'; readonly failure: Failure };

const READ_ONLY: readonly RiskLabel[] = ['reads_private', 'reads_untrusted'];

export const isReadOnly = (labels: readonly RiskLabel[]): boolean =>
  labels.every((label) => READ_ONLY.includes(label));

/** The configuration's word first; without one, what only reads may run and everything else is asked for. */
export const decidePolicy = (action: SkillAction): PolicyDecision => {
  if (!action.enabled) {
    return { kind: 'refuse', failure: { code: 'skill_disabled', params: { action: callName(action) } } };
  }
  if (action.approval === 'never') return { kind: 'run' };
  if (action.approval === 'always') return { kind: 'approval' };
  return isReadOnly(action.labels) ? { kind: 'run' } : { kind: 'approval' };
};

const levelOf = (labels: readonly RiskLabel[], evidence: Evidence, undoable: boolean): RiskLevel => {
  const leaks = labels.includes('sends_outside') && evidence.readPrivate;
  // Text from outside may carry instructions: what it leads to weighs one level more.
  const steered = evidence.readUntrusted && !isReadOnly(labels);
  if (labels.includes('destructive') || labels.includes('spends') || leaks) return 'high';
  if (labels.includes('sends_outside') || !undoable || steered)
    return steered && !undoable ? 'high' : 'medium';
  return isReadOnly(labels) ? 'low' : 'medium';
};

/** Risk from labels and from what the task has read so far; a model is never asked. */
export const computeRisk = (action: SkillAction, evidence: Evidence): Risk => ({
  level: levelOf(action.labels, evidence, action.undoable),
  labels: action.labels,
  undoable: action.undoable,
});

export const NO_EVIDENCE: Evidence = { reads: [], readPrivate: false, readUntrusted: false };

const MAX_READS = 20;

/** What was seen, with one more successful read. The list keeps the newest twenty. */
export const addEvidence = (
  evidence: Evidence,
  read: { readonly name: string; readonly summary: string },
  labels: readonly RiskLabel[],
): Evidence => {
  const outside = labels.includes('reads_untrusted');
  const readPrivate = labels.includes('reads_private');
  if (!outside && !readPrivate) return evidence;
  return {
    reads: [...evidence.reads, { ...read, outside }].slice(-MAX_READS),
    readPrivate: evidence.readPrivate || readPrivate,
    readUntrusted: evidence.readUntrusted || outside,
  };
};
