import type { ApprovalResult } from '../../core/contract/approval-workflow.ts';
import type { ErrorCode } from '../../core/errors.ts';
import { addEvidence, isReadOnly } from '../../core/policy.ts';
import type { NextStep } from '../../core/ports/agent-backend.ts';
import { callName, type SkillCall } from '../../core/skill.ts';
import { raw, type Text, text } from '../../core/text.ts';
import type { StepDetails } from '../../core/trace.ts';
import type { RoutedTool, RunCallResult } from '../activities/types.ts';
import { onceOnlySkill, repeatableSkill, store } from './activity-options.ts';
import { askApproval } from './ask-approval.ts';
import { awaitOperation } from './await-operation.ts';
import { isCutOff, isOutcomeUnknown, readFailure } from './failures.ts';
import { askPerson, takeFollowUps } from './people.ts';
import { nowIso, nowMs, TaskFailed, type TaskRun, withUnwritten, writeSteps } from './run-context.ts';
import { addStep } from './task-run.ts';

type CallStep = Extract<NextStep, { type: 'call' }>;

/** Routes, asks where a person must be asked, runs, and writes down what came of it. */
export const executeCalls = async (run: TaskRun, next: CallStep): Promise<void> => {
  const groups = next.approveTogether ? [next.calls] : next.calls.map((call) => [call]);
  for (const calls of groups) await executeTogether(run, calls, next.runbookStep);
};

const detailsOf = (call: SkillCall, runbookStep: string | null): StepDetails => ({
  skill: call.skill,
  action: call.action,
  arguments: call.arguments,
  ...(call.callId === undefined ? {} : { callId: call.callId }),
  ...(call.why === undefined ? {} : { why: call.why }),
  ...(runbookStep === null ? {} : { runbookStep }),
});

const executeTogether = async (
  run: TaskRun,
  calls: readonly SkillCall[],
  runbookStep: string | null,
): Promise<void> => {
  const { routes, approval } = await store.routeCalls({ ...run.key, calls, evidence: run.state.evidence });
  const refused = calls.flatMap((call, index) => {
    const route = routes[index];
    return route?.kind === 'refuse' ? [{ call, failure: route.failure }] : [];
  });
  if (refused.length > 0) {
    // Together means together: when one of them can't run, none does, and the mind is told which and why.
    for (const { call, failure } of refused) {
      run.state.calls.push({
        skill: call.skill,
        name: callName(call),
        ok: false,
        effect: false,
        target: null,
      });
      addStep(run.state, 'skill_call', { ...detailsOf(call, runbookStep), ok: false, failure }, nowIso(), 0);
    }
    await writeSteps(run, { status: 'executing' });
    run.touch();
    return;
  }
  let approvalId: string | null = null;
  if (approval) {
    const asked = await askApproval(run, approval, calls[0]?.why ?? null, calls.length);
    if (asked.result.status !== 'approved') {
      await recordNo(run, calls, runbookStep, asked.result);
      return;
    }
    approvalId = asked.approvalId;
  }
  for (const [index, call] of calls.entries()) {
    const route = routes[index];
    if (route && route.kind !== 'refuse') await runCall(run, call, route.tool, approvalId, runbookStep);
  }
};

/** A no is told to the mind as the call's result; a runbook has no other way, so it ends there. */
const recordNo = async (
  run: TaskRun,
  calls: readonly SkillCall[],
  runbookStep: string | null,
  result: ApprovalResult,
): Promise<void> => {
  const decision = result.decisions.at(-1);
  const rejected = result.status === 'rejected';
  const failure = rejected
    ? {
        code: 'approval_rejected' as const,
        params: { by: decision?.by.displayName ?? '', reason: decision?.reason ?? '' },
      }
    : {
        code: result.status === 'expired' ? ('approval_expired' as const) : ('approval_withdrawn' as const),
        params: {},
      };
  const stepType = rejected ? 'approval_rejected' : 'approval_expired';
  let order: number | null = null;
  for (const call of calls) {
    const step = addStep(
      run.state,
      stepType,
      {
        ...detailsOf(call, runbookStep),
        ok: false,
        failure,
        ...(decision ? { by: decision.by, ...(decision.reason ? { reason: decision.reason } : {}) } : {}),
      },
      nowIso(),
    );
    order = step.stepOrder;
  }
  await writeSteps(run, { status: 'executing' });
  run.touch();
  if (run.state.agent?.backend === 'runbook') throw new TaskFailed(failure, order);
};

const runCall = async (
  run: TaskRun,
  call: SkillCall,
  tool: RoutedTool,
  approvalId: string | null,
  runbookStep: string | null,
): Promise<void> => {
  const outcome = await tryCall(run, call, tool, approvalId);
  if (outcome !== 'unknown') {
    const end = outcome.goesOn
      ? await awaitOperation(run, outcome.goesOn)
      : { result: outcome, summary: null };
    await recordCall(run, call, tool, runbookStep, end);
    return;
  }
  if ((await askWhatHappened(run, call, tool)) === 'retry') {
    // From the router on: an approval covers one run, so a second one is asked for again.
    await executeTogether(run, [call], runbookStep);
    return;
  }
  const done = { ok: true, output: '', outputBytes: 0, cut: false, failure: null, durationMs: 0 };
  await recordCall(run, call, tool, runbookStep, { result: done, summary: null });
};

const tryCall = async (
  run: TaskRun,
  call: SkillCall,
  tool: RoutedTool,
  approvalId: string | null,
): Promise<RunCallResult | 'unknown'> => {
  const { state } = run;
  const since = nowIso();
  state.status = 'executing';
  state.current = {
    type: 'skill_call',
    state: 'running',
    name: raw(callName(call)),
    ...(tool.target ? { summary: raw(tool.target) } : {}),
    durationMs: null,
    since,
  };
  run.touch();
  const skill = tool.idempotent ? repeatableSkill : onceOnlySkill;
  const stepOrder = state.nextOrder;
  try {
    return await withUnwritten(run, (before) =>
      skill.runSkillCall({
        ...run.key,
        stepOrder,
        call,
        toolDigest: tool.digest,
        idempotent: tool.idempotent,
        approvalId,
        before,
      }),
    );
  } catch (error) {
    if (isCutOff(error)) {
      recordCutOff(run, call, tool, nowMs() - Date.parse(since));
      throw error;
    }
    if (!tool.idempotent && isOutcomeUnknown(error)) return 'unknown';
    return {
      ok: false,
      output: '',
      outputBytes: 0,
      cut: false,
      failure: readFailure(error),
      durationMs: nowMs() - Date.parse(since),
    };
  } finally {
    state.current = null;
  }
};

/** The stop came in the middle: what only reads did nothing, anything else may have taken effect. */
const recordCutOff = (run: TaskRun, call: SkillCall, tool: RoutedTool, durationMs: number): void => {
  const effect = !isReadOnly(tool.labels);
  addStep(
    run.state,
    'skill_call',
    {
      ...detailsOf(call, null),
      ok: false,
      summary: text(effect ? 'work.cut_off_unknown' : 'work.cut_off'),
      ...(effect ? { failure: { code: 'outcome_unknown', params: { action: callName(call) } } } : {}),
    },
    nowIso(),
    durationMs,
  );
};

/** A failure that the skill itself told, or that nobody knows the extent of; any other came before it was called. */
const BEGUN: readonly ErrorCode[] = ['skill_failed', 'skill_timeout', 'outcome_unknown', 'internal'];

const hasBegun = ({ ok, failure }: RunCallResult): boolean =>
  ok || failure === null || BEGUN.includes(failure.code);

const recordCall = async (
  run: TaskRun,
  call: SkillCall,
  tool: RoutedTool,
  runbookStep: string | null,
  { result, summary }: { readonly result: RunCallResult; readonly summary: Text | null },
): Promise<void> => {
  const { state } = run;
  const name = callName(call);
  const effect = !isReadOnly(tool.labels);
  state.calls.push({ skill: call.skill, name, ok: result.ok, effect, target: tool.target });
  if (result.ok)
    state.evidence = addEvidence(state.evidence, { name, summary: tool.target ?? '' }, tool.labels);
  addStep(
    state,
    'skill_call',
    {
      ...detailsOf(call, runbookStep),
      ok: result.ok,
      output: result.output,
      ...(result.structured === undefined ? {} : { structured: result.structured }),
      outputBytes: result.outputBytes,
      cut: result.cut,
      ...(summary ? { summary } : tool.target ? { summary: raw(tool.target) } : {}),
      ...(result.failure ? { failure: result.failure } : {}),
      ...(effect && !tool.idempotent && hasBegun(result) ? { changed: true } : {}),
    },
    nowIso(),
    result.durationMs,
  );
  await writeSteps(run, { status: 'executing' });
  run.touch();
};

/** Nobody knows whether it took effect: a person looks and says, before anything is done again. */
const askWhatHappened = async (
  run: TaskRun,
  call: SkillCall,
  tool: RoutedTool,
): Promise<'done' | 'retry'> => {
  const question = text('work.outcome_unknown', { action: callName(call), target: tool.target ?? '' });
  for (;;) {
    await askPerson(run, question, [
      { value: 'done', label: text('work.choice_done') },
      { value: 'retry', label: text('work.choice_retry') },
    ]);
    const words = await takeFollowUps(run);
    const answer = words
      .map((word) => word.toLowerCase())
      .find((word) => word === 'done' || word === 'retry');
    if (answer === 'done' || answer === 'retry') return answer;
  }
};
