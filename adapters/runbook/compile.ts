import type { Locale } from '../../core/member.ts';
import type { RunbookInfo } from '../../core/runbook.ts';
import type { RunbookDefinition, RunbookStep, Words } from './definition.ts';
import { compileExpression, type Expression, firstLine } from './expressions.ts';
import { compileTemplate, type Template } from './template.ts';

type Problem = (path: readonly PropertyKey[], what: string) => void;

export type CompiledWords = Readonly<Record<Locale, Template>>;

export interface CompiledStep {
  readonly id: string;
  readonly skill: string;
  readonly action: string;
  readonly condition: Expression | null;
  readonly forEach: Expression | null;
  readonly arguments: Template;
  readonly why: CompiledWords | null;
  readonly onError: 'stop' | 'continue';
}

export interface Runbook {
  readonly info: RunbookInfo;
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly values: ReadonlyMap<string, CompiledWords>;
  readonly steps: readonly CompiledStep[];
  readonly answer: CompiledWords;
}

/** Checks every expression and every name it reads; what is wrong goes to `problem` with its place in the file. */
export const compileRunbook = (definition: RunbookDefinition, problem: Problem): Runbook => {
  const inputs = propertiesOf(definition.inputs);
  const known = {
    inputs: new Set(Object.keys(inputs)),
    values: new Set(Object.keys(definition.values)),
    steps: new Set<string>(),
  };
  const check = (expressions: readonly Expression[], path: readonly PropertyKey[]): void => {
    for (const [root, name] of expressions.flatMap((expression) => expression.reads)) {
      const set = root === 'inputs' || root === 'values' || root === 'steps' ? known[root] : null;
      if (set && !set.has(name)) problem(path, `${root}.${name} is not known here`);
    }
  };
  const words = (value: Words, path: readonly PropertyKey[]): CompiledWords => {
    const compile = (text: string, at: readonly PropertyKey[]): Template => {
      const template = compileTemplate(text, problem, at);
      check(template.expressions, at);
      return template;
    };
    if (typeof value === 'string') {
      const template = compile(value, path);
      return { en: template, es: template };
    }
    return { en: compile(value.en, [...path, 'en']), es: compile(value.es, [...path, 'es']) };
  };

  const steps = definition.steps.map((step, index) => {
    const path = ['steps', index];
    if (known.steps.has(step.id)) problem([...path, 'id'], `${step.id} is already used`);
    const compiled = compileStep(step, path, { problem, check, words });
    known.steps.add(step.id);
    return compiled;
  });
  // Values are worked out when they are used, so they may read any step.
  const values = new Map(
    Object.entries(definition.values).map(([name, value]) => [name, words(value, ['values', name])]),
  );
  const { name, title, description, capabilities, example } = definition;
  return {
    info: { name, title, description, capabilities, example, inputSchema: definition.inputs },
    defaults: Object.fromEntries(
      Object.entries(inputs).flatMap(([key, schema]) => ('default' in schema ? [[key, schema.default]] : [])),
    ),
    values,
    steps,
    answer: words(definition.answer, ['answer']),
  };
};

const propertiesOf = (inputs: RunbookDefinition['inputs']): Readonly<Record<string, { default?: unknown }>> =>
  (inputs.properties ?? {}) as Readonly<Record<string, { default?: unknown }>>;

const compileStep = (
  step: RunbookStep,
  path: readonly PropertyKey[],
  tools: {
    problem: Problem;
    check: (expressions: readonly Expression[], path: readonly PropertyKey[]) => void;
    words: (value: Words, path: readonly PropertyKey[]) => CompiledWords;
  },
): CompiledStep => {
  const expression = (source: string | undefined, key: string): Expression | null => {
    if (source === undefined) return null;
    try {
      const compiled = compileExpression(source);
      tools.check([compiled], [...path, key]);
      return compiled;
    } catch (error) {
      tools.problem([...path, key], firstLine(error));
      return null;
    }
  };
  const args = compileTemplate(step.with, tools.problem, [...path, 'with']);
  tools.check(args.expressions, [...path, 'with']);
  const dot = step.call.indexOf('.');
  return {
    id: step.id,
    skill: step.call.slice(0, dot),
    action: step.call.slice(dot + 1),
    condition: expression(step.if, 'if'),
    forEach: expression(step.forEach, 'forEach'),
    arguments: args,
    why: step.why === undefined ? null : tools.words(step.why, [...path, 'why']),
    onError: step.onError,
  };
};
