import type { SkillOverrides } from '../../core/schema/skill-config.ts';
import type { SkillAction } from '../../core/skill.ts';

/** What the configuration says about one skill, for all of its actions and for single ones. */
export interface SkillSettings extends SkillOverrides {
  readonly actions: Readonly<Record<string, SkillOverrides>>;
}

/** The backend's word with the configuration's over it; an action's own setting goes before its skill's. */
export const withOverrides = (action: SkillAction, settings: SkillSettings): SkillAction => {
  const own = settings.actions[action.action] ?? {};
  const pick = <K extends keyof SkillOverrides>(key: K): SkillOverrides[K] => own[key] ?? settings[key];
  const labels = pick('labels') ?? action.labels;
  const approvers = pick('approvers') ?? action.approvers;
  const relabelled = labels !== action.labels;
  return {
    ...action,
    labels,
    enabled: pick('enabled') ?? action.enabled,
    approval: pick('approval') ?? action.approval,
    ...(approvers ? { approvers } : {}),
    idempotent: pick('idempotent') ?? action.idempotent,
    undoable:
      pick('undoable') ??
      (relabelled ? !labels.includes('destructive') && !labels.includes('sends_outside') : action.undoable),
    targetArgument: pick('target') ?? action.targetArgument,
  };
};
