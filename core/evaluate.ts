/**
 * Confidence of a finished task: the share of its skill calls that succeeded, pulled towards one half while there are
 * few of them (Laplace's rule: (ok + 1) / (calls + 2)), three decimals. null when no skill was called: nothing was
 * measured.
 */
export const confidenceOf = (calls: readonly { readonly ok: boolean }[]): number | null => {
  if (calls.length === 0) return null;
  const ok = calls.filter((call) => call.ok).length;
  return Math.round(((ok + 1) / (calls.length + 2)) * 1000) / 1000;
};

/** One entry per skill: it succeeded when none of its calls in this task failed. */
export const skillsUsed = (
  calls: readonly { readonly skill: string; readonly ok: boolean }[],
): readonly { readonly skillName: string; readonly ok: boolean }[] => {
  const bySkill = new Map<string, boolean>();
  for (const call of calls) bySkill.set(call.skill, (bySkill.get(call.skill) ?? true) && call.ok);
  return [...bySkill].map(([skillName, ok]) => ({ skillName, ok }));
};

const MEMORY_LENGTH = 600;

/** What is worth remembering of a task: what was asked and how it ended. A failure weighs more: it warns. */
export const experienceOf = (task: {
  readonly objective: string;
  readonly ok: boolean;
  readonly outcome: string;
  readonly readUntrusted: boolean;
}): {
  readonly content: string;
  readonly importance: number;
  readonly trust: 'trusted' | 'quarantined';
} => ({
  content: `${task.objective}\n${task.ok ? '→' : '✗'} ${task.outcome}`.slice(0, MEMORY_LENGTH),
  importance: task.ok ? 0.5 : 0.6,
  trust: task.readUntrusted ? 'quarantined' : 'trusted',
});
