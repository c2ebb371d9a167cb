import { isErrorCode } from './errors.ts';
import type { Exchange } from './ports/agent-backend.ts';
import type { Json, SkillResult } from './skill.ts';
import type { TraceStep } from './trace.ts';

const resultOf = (step: TraceStep, whole: string | undefined): SkillResult => {
  const { failure, output, ok, structured } = step.details;
  const code = failure?.code;
  return {
    ok: ok === true,
    text: whole ?? output ?? '',
    ...(structured === undefined ? {} : { structured: structured as Json }),
    ...(isErrorCode(code)
      ? { failure: { code, params: failure?.params as NonNullable<SkillResult['failure']>['params'] } }
      : {}),
  };
};

const toExchange = (step: TraceStep, outputs: ReadonlyMap<number, string>): Exchange | null => {
  const { details } = step;
  if (step.stepType === 'followed_up') {
    return { kind: 'message', by: details.by?.displayName ?? '', text: String(details.message ?? '') };
  }
  if (details.question === true && details.summary && 'raw' in details.summary) {
    return { kind: 'question', text: details.summary.raw };
  }
  const isCall = ['skill_call', 'approval_rejected', 'approval_expired'].includes(step.stepType);
  if (!isCall || details.skill === undefined || details.action === undefined) return null;
  return {
    kind: 'call',
    stepOrder: step.stepOrder,
    runbookStep: details.runbookStep ?? null,
    call: {
      skill: details.skill,
      action: details.action,
      arguments: details.arguments ?? {},
      ...(details.callId === undefined ? {} : { callId: details.callId }),
      ...(details.why === undefined ? {} : { why: details.why }),
    },
    result: resultOf(step, outputs.get(step.stepOrder)),
  };
};

/** The rows of a task as a mind reads them: calls with their results, and what people wrote, oldest first. */
export const toExchanges = (
  steps: readonly TraceStep[],
  outputs: ReadonlyMap<number, string>,
): readonly Exchange[] =>
  steps.flatMap((step) => {
    const exchange = toExchange(step, outputs);
    return exchange ? [exchange] : [];
  });
