import { compileExpression, type Expression } from './expressions.ts';

type Context = Readonly<Record<string, unknown>>;

/** A value of a runbook with its `${{ }}` places found and checked. */
export interface Template {
  readonly expressions: readonly Expression[];
  render(context: Context): unknown;
}

/** Where an expression that starts at `from` ends: at the first `}}` outside of quotes and braces; -1 when nowhere. */
const endOf = (text: string, from: number): number => {
  let quote = '';
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '{') depth += 1;
    else if (char === '}' && depth > 0) depth -= 1;
    else if (char === '}' && text[at + 1] === '}') return at;
  }
  return -1;
};

const split = (text: string): readonly (string | Expression)[] => {
  const parts: (string | Expression)[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf('${{', at);
    if (start < 0) break;
    const end = endOf(text, start + 3);
    if (end < 0) throw new Error('an expression has no end "}}"');
    if (start > at) parts.push(text.slice(at, start));
    parts.push(compileExpression(text.slice(start + 3, end).trim()));
    at = end + 2;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
};

const toText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string'
    ? value
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
};

const compileText = (text: string): Template => {
  const parts = split(text);
  const expressions = parts.filter((part) => typeof part !== 'string');
  const [only] = parts;
  // Exactly one place and nothing around it: the value keeps its type.
  if (parts.length === 1 && only !== undefined && typeof only !== 'string') {
    return { expressions, render: (context) => only.evaluate(context) };
  }
  return {
    expressions,
    render: (context) =>
      parts.map((part) => (typeof part === 'string' ? part : toText(part.evaluate(context)))).join(''),
  };
};

/** Compiles any YAML value. `problem` gets the path inside it and what is wrong there. */
export const compileTemplate = (
  value: unknown,
  problem: (path: readonly PropertyKey[], what: string) => void,
  path: readonly PropertyKey[] = [],
): Template => {
  if (typeof value === 'string') {
    try {
      return compileText(value);
    } catch (error) {
      problem(path, (error as Error).message.split('\n', 1)[0] ?? '');
      return { expressions: [], render: () => null };
    }
  }
  if (typeof value !== 'object' || value === null) return { expressions: [], render: () => value };
  const entries = Object.entries(value).map(
    ([key, item]) =>
      [key, compileTemplate(item, problem, [...path, Array.isArray(value) ? Number(key) : key])] as const,
  );
  return {
    expressions: entries.flatMap(([, template]) => template.expressions),
    render: (context) => {
      const rendered = entries.map(([key, template]) => [key, template.render(context)] as const);
      return Array.isArray(value) ? rendered.map(([, item]) => item) : Object.fromEntries(rendered);
    },
  };
};
