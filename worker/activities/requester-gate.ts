import type { PolicyDecision } from '../../core/policy.ts';
import { callName, type SkillAction } from '../../core/skill.ts';
import type { ActivityDeps } from './deps.ts';
import type { TaskKey } from './types.ts';

/**
 * What the router says because of the person the task is for, as they are now; null: nothing, the action is everybody's.
 * Only the very person's own command counts as their yes: an agent or a runbook has to ask.
 */
export const forRequester = async (
  { stores, resolveActor }: Pick<ActivityDeps, 'stores' | 'resolveActor'>,
  { tenantId, taskId }: TaskKey,
  action: SkillAction,
): Promise<PolicyDecision | null> => {
  if (!action.roles && !action.asksUnlessTyped) return null;
  const task = await stores.tasks.byId(tenantId, taskId);
  const actor = task ? await resolveActor(tenantId, task.requestedBy.memberId) : null;
  if (!task || !actor || (action.roles && !action.roles.includes(actor.role))) {
    return { kind: 'refuse', failure: { code: 'admin_only', params: { action: callName(action) } } };
  }
  return action.asksUnlessTyped && task.taskType !== 'action' ? { kind: 'approval' } : null;
};
