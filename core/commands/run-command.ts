import type { Catalogue } from '../ports/stores.ts';
import { callName, type JsonSchema } from '../skill.ts';
import { text } from '../text.ts';
import { nearest, splitWords, type Word } from '../words.ts';
import { accept, type CommandResult, mistake } from './command-result.ts';

/** `/run <runbook or skill.action> [key=value …]` */
export const parseRun = (rest: string, catalogue: Catalogue): CommandResult => {
  const [first, ...words] = splitWords(rest);
  if (!first) return mistake(text('command.needs_target'));
  const runbook = catalogue.runbooks.find(({ name }) => name === first.value);
  // One that is switched off is known too: whoever runs it hears that, not that there is none.
  const action = catalogue.actions.find((entry) => callName(entry) === first.value);
  const schema = runbook?.inputSchema ?? action?.inputSchema;
  if (!schema) return unknownTarget(first, rest, catalogue);
  const args: Record<string, unknown> = {};
  for (const word of words) {
    const [, key] = PAIR.exec(word.value) ?? [];
    if (key === undefined) {
      const example = exampleOf(first.value, schema);
      return mistake(text('command.needs_pairs', { words: word.value, example }));
    }
    if (isUnknownKey(schema, key)) return unknownKey(first.value, rest, schema, key);
    args[key] = coerce(schema, key, word);
  }
  const missing = requiredOf(schema).filter((key) => !Object.hasOwn(args, key));
  if (missing.length > 0) {
    const params = {
      name: first.value,
      missing: missing.join(', '),
      example: exampleOf(first.value, schema),
    };
    return mistake(text('command.needs_values', params));
  }
  if (runbook) return accept({ name: 'run', kind: 'runbook', runbook: runbook.name, arguments: args });
  const { skill = '', action: named = '' } = action ?? {};
  return accept({ name: 'run', kind: 'action', skill, action: named, arguments: args });
};

const PAIR = /^([^=\s]+)=([\s\S]*)$/;

const unknownTarget = (first: Word, rest: string, catalogue: Catalogue): CommandResult => {
  const known = [
    ...catalogue.runbooks.map((runbook) => runbook.name),
    ...catalogue.actions.filter((action) => action.enabled).map(callName),
  ];
  const name = first.value;
  const near = nearest(name, known);
  const words = name.includes('.')
    ? text('error.unknown_action', { name })
    : text('error.unknown_runbook', { name });
  return mistake(words, near ? `/run ${near}${rest.slice(first.typed.length)}` : null);
};

const isUnknownKey = (schema: JsonSchema, key: string): boolean =>
  schema.additionalProperties === false && !Object.hasOwn(propertiesOf(schema), key);

const unknownKey = (name: string, rest: string, schema: JsonSchema, key: string): CommandResult => {
  const keys = Object.keys(propertiesOf(schema));
  const near = nearest(key, keys);
  return mistake(
    text('command.unknown_argument', { name, key, keys: keys.join(', ') }),
    near ? `/run ${rest.replace(` ${key}=`, ` ${near}=`)}` : null,
  );
};

type Properties = Readonly<
  Record<string, { readonly type?: unknown; readonly default?: unknown } | undefined>
>;

export const propertiesOf = (schema: JsonSchema): Properties => (schema.properties ?? {}) as Properties;

/** What was typed, as the type the schema wants; what does not fit stays words, and the schema's check says so. */
const coerce = (schema: JsonSchema, key: string, word: Word): unknown => {
  const [, , given = ''] = PAIR.exec(word.value) ?? [];
  const type = propertiesOf(schema)[key]?.type;
  const types = Array.isArray(type) ? type : [type];
  if (types.includes('number') || types.includes('integer')) {
    const number = Number(given);
    if (given.trim() !== '' && Number.isFinite(number)) return number;
  }
  if (types.includes('boolean') && (given === 'true' || given === 'false')) return given === 'true';
  if (types.includes('array') || types.includes('object')) {
    try {
      // As it was typed: in JSON the quotes belong to the value.
      return JSON.parse(PAIR.exec(word.typed)?.[2] ?? '');
    } catch {
      return types.includes('array') ? given.split(',') : given;
    }
  }
  return given;
};

/** The form with the arguments a person must give. */
const exampleOf = (name: string, schema: JsonSchema): string => {
  const required = requiredOf(schema);
  return [`/run ${name}`, ...(required.length > 0 ? required : ['key']).map((key) => `${key}=…`)].join(' ');
};

/** What a person must give: without it, and without a value that stands for it, nothing can run. */
const requiredOf = (schema: JsonSchema): readonly string[] => {
  const required = Array.isArray(schema.required) ? (schema.required as readonly string[]) : [];
  return required.filter((key) => propertiesOf(schema)[key]?.default === undefined);
};
