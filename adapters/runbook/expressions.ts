import { type ASTNode, Environment, type ParseResult } from '@marcbachmann/cel-js';

/** `Mon Nov 23 2026 04:21:50 GMT+0000 (…)`, ISO 8601 and the like; anything else is an error of the expression. */
const toDate = (words: string): Date => {
  const date = new Date(words.replace(/\s*\(.*\)$/, ''));
  if (Number.isNaN(date.getTime())) throw new Error(`"${words}" is not a date`);
  return date;
};

const toLines = (text: string): readonly string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '');

const fieldOf = (text: string, name: string): string => {
  const line = toLines(text).find((candidate) => candidate.startsWith(`${name}:`));
  return line === undefined ? '' : line.slice(name.length + 1).trim();
};

const relativeTo = (path: string, root: string): string =>
  path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;

/**
 * CEL with what a runbook knows and a few functions over text. All of them are pure: the same task always works out
 * the same steps.
 */
const environment = new Environment({ homogeneousAggregateLiterals: false })
  .registerVariable('inputs', 'map')
  .registerVariable('steps', 'map')
  .registerVariable('values', 'map')
  .registerVariable('locale', 'string')
  .registerVariable('now', 'google.protobuf.Timestamp')
  .registerVariable('item', 'dyn')
  .registerVariable('index', 'int')
  .registerFunction('lines(string): list<string>', toLines)
  .registerFunction('first(list, int): list', (list: readonly unknown[], count: bigint) =>
    list.slice(0, Number(count)),
  )
  .registerFunction(
    'count(int, string, string): string',
    (number: bigint, one: string, many: string) => `${number} ${number === 1n ? one : many}`,
  )
  .registerFunction('field(string, string): string', fieldOf)
  .registerFunction('date(string): google.protobuf.Timestamp', toDate)
  .registerFunction('isoDate(google.protobuf.Timestamp): string', (at: Date) => at.toISOString().slice(0, 10))
  .registerFunction('isoTime(google.protobuf.Timestamp): string', (at: Date) => at.toISOString())
  .registerFunction('baseName(string): string', (path: string) => path.split(/[\\/]/).pop() ?? '')
  .registerFunction('relativeTo(string, string): string', relativeTo);

export interface Expression {
  readonly source: string;
  /** `steps.list` → ['steps', 'list']: what it reads of the runbook's own names. */
  readonly reads: readonly (readonly [root: string, name: string])[];
  /** Throws when it can't be worked out. */
  evaluate(context: Readonly<Record<string, unknown>>): unknown;
}

/** Throws an Error whose first line says what is wrong with the expression. */
export const compileExpression = (source: string): Expression => {
  const parsed: ParseResult = environment.parse(source);
  const checked = parsed.check();
  if (checked.error) throw checked.error;
  return { source, reads: readsOf(parsed.ast), evaluate: (context) => fromCel(parsed(context)) };
};

const readsOf = (node: unknown): readonly (readonly [string, string])[] => {
  if (Array.isArray(node)) return node.flatMap(readsOf);
  if (typeof node !== 'object' || node === null || !('op' in node)) return [];
  const { op, args } = node as ASTNode;
  if (op === '.') {
    const [of, name] = args;
    if (of.op === 'id') return [[of.args, name]];
  }
  return readsOf(args);
};

/** CEL tells whole numbers from others by their type. */
export const toCel = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
  }
  return value;
};

const fromCel = (value: unknown): unknown => {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(fromCel);
  if (value instanceof Map) return fromCel(Object.fromEntries(value));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromCel(item)]));
  }
  return value;
};

export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
