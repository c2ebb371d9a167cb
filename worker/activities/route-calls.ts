import type { ApprovalSubject } from '../../core/approval.ts';
import { AppError } from '../../core/errors.ts';
import { computeRisk, decidePolicy, POLICY_VERSION } from '../../core/policy.ts';
import { durationMs, notEnforced, withApprovers } from '../../core/requirement.ts';
import { callName, type SkillAction, type SkillCall } from '../../core/skill.ts';
import { approvalDigest } from './approval-digest.ts';
import type { ActivityDeps } from './deps.ts';
import { forRequester } from './requester-gate.ts';
import type { Route, RouteInput, RouteResult, StoreActivities, TaskKey } from './types.ts';

/** Above this a call is refused: its arguments must fit on a card and in a history. */
const MAX_ARGUMENT_BYTES = 256 * 1024;

/**
 * The router's stages, before anything runs: known → enabled → arguments valid → policy. A person is asked only about
 * a call that could run.
 */
export const createRouteCalls =
  (deps: ActivityDeps): StoreActivities['routeCalls'] =>
  async (input) => {
    const routes = await Promise.all(input.calls.map((call) => routeCall(deps, input, call)));
    return { routes, approval: await toApproval(deps, input, routes) };
  };

const targetOf = (action: SkillAction, call: SkillCall): string | null => {
  if (action.targetArgument === null) return null;
  const value = call.arguments[action.targetArgument];
  return typeof value === 'string' ? value : value === undefined ? null : JSON.stringify(value);
};

const routeCall = async (deps: ActivityDeps, key: TaskKey, call: SkillCall): Promise<Route> => {
  const { registry } = deps;
  const action = registry.find(call.skill, call.action);
  const name = callName(call);
  if (!action) return { kind: 'refuse', failure: { code: 'unknown_action', params: { name } } };
  const decided = decidePolicy(action);
  if (decided.kind === 'refuse') return decided;
  const policy = (await forRequester(deps, key, action)) ?? decided;
  if (policy.kind === 'refuse') return policy;
  const bytes = Buffer.byteLength(JSON.stringify(call.arguments));
  const errors =
    bytes > MAX_ARGUMENT_BYTES
      ? [`arguments are ${bytes} bytes; the limit is ${MAX_ARGUMENT_BYTES}`]
      : registry.checkArguments(action, call.arguments);
  if (errors.length > 0) {
    return {
      kind: 'refuse',
      failure: { code: 'invalid_arguments', params: { name, errors: errors.join('; ') } },
    };
  }
  const { digest, labels, idempotent, undoable } = action;
  const tool = { digest, labels, idempotent, undoable, target: targetOf(action, call) };
  return policy.kind === 'run' ? { kind: 'run', tool } : { kind: 'approval', tool, target: tool.target };
};

/** What can't be told now is not told; the question itself is not held up. */
const changesOf = async (
  { registry, log }: ActivityDeps,
  { tenantId, taskId }: RouteInput,
  action: SkillAction,
  call: SkillCall,
): Promise<readonly string[]> => {
  try {
    return (await registry.preview?.(action, call.arguments, { tenantId })) ?? [];
  } catch (error) {
    log.warn({ tenantId, taskId, err: error }, 'what would change was not found out');
    return [];
  }
};

const toApproval = async (
  deps: ActivityDeps,
  input: RouteInput,
  routes: readonly Route[],
): Promise<RouteResult['approval']> => {
  const { calls, evidence } = input;
  if (!routes.some((route) => route.kind === 'approval')) return null;
  const [first, ...rest] = calls;
  const action = first && deps.registry.find(first.skill, first.action);
  if (!first || !action) return null;
  const requirement = withApprovers(deps.requirement, action.approvers);
  const unenforced = notEnforced(requirement);
  const expiresInMs = durationMs(requirement.expiresAfter);
  if (unenforced.length > 0 || expiresInMs === null) {
    throw new AppError('requirement_not_enforced', { parts: unenforced.join(', ') });
  }
  if (rest.some((call) => callName(call) !== callName(first))) {
    throw new AppError('invalid_request', { detail: 'calls approved together must be of one action' });
  }
  const changes = rest.length > 0 ? [] : await changesOf(deps, input, action, first);
  const subject: ApprovalSubject = {
    skill: first.skill,
    action: first.action,
    arguments: first.arguments,
    target: targetOf(action, first),
    ...(rest.length > 0
      ? { items: rest.map((call) => ({ arguments: call.arguments, target: targetOf(action, call) })) }
      : {}),
    ...(changes.length > 0 ? { changes: changes.join('\n') } : {}),
    toolDigest: action.digest,
  };
  return {
    subject,
    digest: approvalDigest(deps.hasher, subject, POLICY_VERSION),
    requirement,
    risk: computeRisk(action, evidence),
    policyVersion: POLICY_VERSION,
    expiresInMs,
  };
};
