import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { AppError, type Failure, toFailure } from '../../core/errors.ts';
import { decidePolicy } from '../../core/policy.ts';
import { isEntitled, withApprovers } from '../../core/requirement.ts';
import { callName, type SkillAction, type SkillResult } from '../../core/skill.ts';
import { approvalDigest } from './approval-digest.ts';
import type { ActivityDeps } from './deps.ts';
import { whileBeating } from './heartbeat.ts';
import { forRequester } from './requester-gate.ts';
import type { RunCallInput, RunCallResult, WorkActivities } from './types.ts';

/** Characters of an output kept in the trace; the whole of a longer one is stored beside it. */
const OUTPUT_LIMIT = 4000;
/** Characters of structured output, as JSON, kept with the trace; a mind reads the text of what is larger. */
const STRUCTURED_LIMIT = 16_000;
/** Pauses before another try of a call that could not begin, in milliseconds. */
const NOT_BEGUN_PAUSES = [500, 2000];

/**
 * The last gate and the act. Everything that could have changed since the question is checked again here, against the
 * rows and not against the workflow's word; then the rows that must precede the act are written; then it acts.
 */
export const createRunSkillCall =
  (deps: ActivityDeps): WorkActivities['runSkillCall'] =>
  async (input) => {
    const action = deps.registry.find(input.call.skill, input.call.action);
    const refusal = (await refusalOf(deps, input, action)) ?? (await roleRefusal(deps, input, action));
    await deps.stores.tasks.record(input.tenantId, input.taskId, input.before, { status: 'executing' });
    if (refusal || !action) {
      return noResult(refusal ?? { code: 'unknown_action', params: { name: callName(input.call) } });
    }
    const started = performance.now();
    const result = await whileBeating((signal) => act(deps, input, action, signal)).catch(
      (error: unknown) => {
        throw asOutcome(input, error);
      },
    );
    return keep(deps, input, result, Math.round(performance.now() - started));
  };

const noResult = (failure: Failure): RunCallResult => ({
  ok: false,
  output: '',
  outputBytes: 0,
  cut: false,
  failure,
  durationMs: 0,
});

const refusalOf = async (
  deps: ActivityDeps,
  input: RunCallInput,
  action: SkillAction | undefined,
): Promise<Failure | null> => {
  const name = callName(input.call);
  if (!action) return { code: 'unknown_action', params: { name } };
  if (action.digest !== input.toolDigest) return { code: 'skill_definition_changed', params: { name } };
  const policy = decidePolicy(action);
  if (policy.kind === 'refuse') return policy.failure;
  if (policy.kind === 'approval' || input.approvalId !== null) return approvalRefusal(deps, input, action);
  return null;
};

/** Is it still a person who may have this done? */
const roleRefusal = async (
  deps: ActivityDeps,
  input: RunCallInput,
  action: SkillAction | undefined,
): Promise<Failure | null> => {
  const decision = action ? await forRequester(deps, input, action) : null;
  if (decision?.kind === 'refuse') return decision.failure;
  return decision?.kind === 'approval' && input.approvalId === null
    ? { code: 'approval_withdrawn', params: {} }
    : null;
};

/** Does a granted approval cover exactly this call, and would it still be granted? */
const approvalRefusal = async (
  { stores, hasher, resolveActor, requirement }: ActivityDeps,
  input: RunCallInput,
  action: SkillAction,
): Promise<Failure | null> => {
  const name = callName(input.call);
  const approval = input.approvalId ? await stores.approvals.byId(input.tenantId, input.approvalId) : null;
  if (approval?.status !== 'approved' || approval.taskId !== input.taskId) {
    return { code: 'approval_withdrawn', params: {} };
  }
  const { subject } = approval;
  const covered = [subject, ...(subject.items ?? [])].some((item) =>
    isDeepStrictEqual(item.arguments, input.call.arguments),
  );
  const same =
    covered &&
    subject.skill === action.skill &&
    subject.action === action.action &&
    subject.toolDigest === action.digest &&
    approvalDigest(hasher, subject, approval.policyVersion) === approval.digest;
  if (!same) return { code: 'skill_definition_changed', params: { name } };
  // Whom the configuration names may have changed since it was asked.
  const asked = [approval.requirement, withApprovers(requirement, action.approvers)];
  for (const decision of approval.decisions) {
    const actor = await resolveActor(input.tenantId, decision.by.memberId);
    if (!actor || !asked.every((required) => isEntitled(required, actor))) {
      return { code: 'approver_no_longer_entitled', params: { by: decision.by.displayName } };
    }
  }
  return null;
};

const act = async (
  { registry, stores, log }: ActivityDeps,
  input: RunCallInput,
  action: SkillAction,
  signal: AbortSignal,
): Promise<SkillResult> => {
  const task = action.backend === 'instance' ? await stores.tasks.byId(input.tenantId, input.taskId) : null;
  const context = {
    ...(task ? { task } : {}),
    signal,
    idempotencyKey: `${input.taskId}/${input.stepOrder}`,
    tenantId: input.tenantId,
  };
  for (const wait of [...NOT_BEGUN_PAUSES, null]) {
    try {
      return await registry.invoke(action, input.call.arguments, context);
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError) || error.code !== 'skill_unavailable') throw error;
      if (wait === null) return { ok: false, text: '', failure: toFailure(error) };
      log.warn({ taskId: input.taskId, skill: callName(action) }, 'the call could not begin, trying again');
      await pause(wait, undefined, { signal });
    }
  }
  throw new AppError('internal');
};

/** An error after the call began: a stop is a stop; otherwise the outcome is unknown unless repeating is harmless. */
const asOutcome = (input: RunCallInput, error: unknown): unknown => {
  const reason: unknown = Context.current().cancellationSignal.reason;
  const shuttingDown = reason instanceof CancelledFailure && reason.message === 'WORKER_SHUTDOWN';
  if (error instanceof CancelledFailure && !shuttingDown) return error;
  if (input.idempotent) return shuttingDown ? new AppError('skill_unavailable') : error;
  return ApplicationFailure.create({
    message: String(error),
    type: 'outcome_unknown',
    nonRetryable: true,
    details: [{ action: callName(input.call) }],
  });
};

const keep = async (
  { stores }: ActivityDeps,
  input: RunCallInput,
  result: SkillResult,
  durationMs: number,
): Promise<RunCallResult> => {
  const output = result.text;
  const cut = output.length > OUTPUT_LIMIT;
  if (cut) await stores.traces.saveOutput(input.tenantId, input.taskId, input.stepOrder, output);
  const structured = result.structured === undefined ? '' : JSON.stringify(result.structured);
  return {
    ok: result.ok,
    ...(result.structured !== undefined && structured.length <= STRUCTURED_LIMIT
      ? { structured: result.structured }
      : {}),
    output: cut ? output.slice(0, OUTPUT_LIMIT) : output,
    outputBytes: Buffer.byteLength(output),
    cut,
    failure: result.failure ?? null,
    durationMs,
    ...(result.goesOn ? { goesOn: result.goesOn } : {}),
  };
};
