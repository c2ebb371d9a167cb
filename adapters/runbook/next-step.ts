import { AppError } from '../../core/errors.ts';
import type { MessageKey } from '../../core/messages/catalogue.ts';
import type { Exchange, NextStep, Turn } from '../../core/ports/agent-backend.ts';
import type { Arguments, SkillCall, SkillResult } from '../../core/skill.ts';
import { NO_USAGE } from '../../core/task.ts';
import { raw, type Text } from '../../core/text.ts';
import type { CompiledStep, CompiledWords, Runbook } from './compile.ts';
import { firstLine, toCel } from './expressions.ts';

type CallExchange = Extract<Exchange, { kind: 'call' }>;
type Context = Readonly<Record<string, unknown>>;

const MAX_ITEMS = 200;
const MAX_REASON = 300;

/**
 * What comes next, worked out from the first step on every time: what ran is in the exchanges, everything else
 * follows from it. Throws AppError `runbook_failed` {step, action, reason}.
 */
export const nextRunbookStep = (runbook: Runbook, turn: Turn): NextStep => {
  const steps: Record<string, unknown> = {};
  const context = createContext(runbook, turn, steps);
  for (const [index, step] of runbook.steps.entries()) {
    const ran = turn.exchanges.filter(
      (exchange): exchange is CallExchange => exchange.kind === 'call' && exchange.runbookStep === step.id,
    );
    const items = itemsOf(step, context);
    if (items === 'skipped') {
      steps[step.id] = outcome([], [], false);
      continue;
    }
    const failed = ran.find(({ result }) => !result.ok);
    if (failed && step.onError === 'stop') throw stepFailed(step, reasonOf(failed.result));
    // A batch of which one call was refused did not run at all; it is told as it is.
    if (!failed && ran.length < items.length) {
      return {
        type: 'call',
        calls: items
          .slice(ran.length)
          .map((item, at) => toCall(step, { ...context, item, index: BigInt(ran.length + at) }, turn)),
        approveTogether: step.forEach !== null,
        runbookStep: step.id,
        stepsLeft: runbook.steps.length - index - 1,
        usage: NO_USAGE,
      };
    }
    steps[step.id] = outcome(ran, items, step.forEach !== null);
  }
  const output = attempt('answer', null, () => String(pick(runbook.answer, turn).render(context)));
  return { type: 'final', output: output.trim(), usage: NO_USAGE };
};

const pick = (words: CompiledWords, turn: Turn) => words[turn.locale];

const createContext = (runbook: Runbook, turn: Turn, steps: Context): Context => {
  const values: Record<string, unknown> = {};
  const context = {
    inputs: toCel({ ...runbook.defaults, ...turn.task.arguments }),
    steps,
    values,
    locale: turn.locale,
    now: new Date(turn.task.createdAt),
  };
  for (const [name, words] of runbook.values) {
    let busy = false;
    Object.defineProperty(values, name, {
      enumerable: true,
      get: () => {
        if (busy) throw new Error(`values.${name} needs itself`);
        busy = true;
        try {
          return toCel(pick(words, turn).render(context));
        } finally {
          busy = false;
        }
      },
    });
  }
  return context;
};

/** One entry for a plain step, one per item for `forEach`; 'skipped' when its condition says no. */
const itemsOf = (step: CompiledStep, context: Context): readonly unknown[] | 'skipped' => {
  const { condition, forEach } = step;
  if (condition && attempt(step.id, step, () => condition.evaluate(context)) !== true) return 'skipped';
  if (!forEach) return [null];
  const list = attempt(step.id, step, () => forEach.evaluate(context));
  if (!Array.isArray(list)) throw stepFailed(step, raw('forEach is not a list'));
  if (list.length > MAX_ITEMS) throw stepFailed(step, raw(`${list.length} > ${MAX_ITEMS}`));
  return list.map(toCel);
};

const toCall = (step: CompiledStep, context: Context, turn: Turn): SkillCall => {
  const { why } = step;
  return {
    skill: step.skill,
    action: step.action,
    arguments: attempt(step.id, step, () => step.arguments.render(context) as Arguments),
    ...(why ? { why: attempt(step.id, step, () => String(pick(why, turn).render(context))) } : {}),
  };
};

/** What later steps can read of one that ran (or was left out: `ran` is false). */
const outcome = (ran: readonly CallExchange[], items: readonly unknown[], batch: boolean): unknown => {
  const results = ran.map(({ result }, at) => ({ item: items[at] ?? null, ...resultFields(result) }));
  const [first] = ran;
  return {
    ran: ran.length > 0,
    ...(batch || !first
      ? {
          ok: results.every(({ ok }) => ok),
          output: results.map(({ output }) => output).join('\n'),
          data: null,
          error: '',
        }
      : resultFields(first.result)),
    items: results,
  };
};

const resultFields = (result: SkillResult) => ({
  ok: result.ok,
  output: result.text,
  /** The output as JSON, when it is JSON. */
  data: toCel(result.structured ?? parsed(result.text)),
  error: result.ok ? '' : result.text.slice(0, MAX_REASON) || (result.failure?.code ?? 'skill_failed'),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};

const reasonOf = ({ text, failure }: SkillResult): Text => {
  if (failure && failure.code !== 'skill_failed')
    return { t: `error.${failure.code}` as MessageKey, p: failure.params };
  return raw(text.slice(0, MAX_REASON) || String(failure?.params.reason ?? ''));
};

const stepFailed = (step: CompiledStep, reason: Text, options?: ErrorOptions): AppError =>
  new AppError('runbook_failed', { step: step.id, action: `${step.skill}.${step.action}`, reason }, options);

const attempt = <T>(name: string, step: CompiledStep | null, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    const reason = raw(firstLine(error));
    if (step) throw stepFailed(step, reason, { cause: error });
    throw new AppError('runbook_failed', { step: name, action: '', reason }, { cause: error });
  }
};
