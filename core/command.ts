import type { Role } from './member.ts';
import type { MessageKey } from './messages/catalogue.ts';
import type { Catalogue } from './ports/stores.ts';
import { type Arguments, callName, type JsonSchema } from './skill.ts';
import { PRIORITIES, type Priority } from './task.ts';
import { raw, type Text, text } from './text.ts';
import { nearest, splitWords, type Word } from './words.ts';

/** What may follow a command's name; help, completion and every platform's registration are made from it. */
export type CommandArgument = 'objective' | 'target' | 'task' | 'optional_task' | 'none';

export interface CommandSpec {
  readonly name: 'task' | 'run' | 'tasks' | 'trace' | 'stop' | 'approvals' | 'help';
  /** The right form, as it is typed. */
  readonly usage: MessageKey;
  readonly summary: MessageKey;
  readonly argument: CommandArgument;
  /** `name:value` options. */
  readonly options: readonly ('agent' | 'group' | 'priority')[];
}

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'task',
    usage: 'command.usage.task',
    summary: 'command.task',
    argument: 'objective',
    options: ['agent', 'group', 'priority'],
  },
  {
    name: 'run',
    usage: 'command.usage.run',
    summary: 'command.run',
    argument: 'target',
    options: [],
  },
  { name: 'tasks', usage: 'command.usage.tasks', summary: 'command.tasks', argument: 'none', options: [] },
  { name: 'trace', usage: 'command.usage.trace', summary: 'command.trace', argument: 'task', options: [] },
  {
    name: 'stop',
    usage: 'command.usage.stop',
    summary: 'command.stop',
    argument: 'optional_task',
    options: [],
  },
  {
    name: 'approvals',
    usage: 'command.usage.approvals',
    summary: 'command.approvals',
    argument: 'none',
    options: [],
  },
  { name: 'help', usage: 'command.usage.help', summary: 'command.help', argument: 'none', options: [] },
];

export type ParsedCommand =
  | {
      readonly name: 'task';
      readonly objective: string;
      readonly agent?: string;
      readonly group?: string;
      readonly priority?: Priority;
    }
  | {
      readonly name: 'run';
      readonly kind: 'runbook';
      readonly runbook: string;
      readonly arguments: Arguments;
    }
  | {
      readonly name: 'run';
      readonly kind: 'action';
      readonly skill: string;
      readonly action: string;
      readonly arguments: Arguments;
    }
  | { readonly name: 'trace'; readonly task: number }
  | { readonly name: 'stop'; readonly task: number | null }
  | { readonly name: 'tasks' }
  | { readonly name: 'approvals' }
  | { readonly name: 'help' };

/** A mistake says what is wrong and, when one is near, the right form filled in, ready to run. */
export type CommandResult =
  | { readonly kind: 'command'; readonly command: ParsedCommand }
  | { readonly kind: 'mistake'; readonly text: Text; readonly suggestion: string | null };

const mistake = (words: Text, suggestion: string | null = null): CommandResult => ({
  kind: 'mistake',
  text: words,
  suggestion,
});

const accept = (command: ParsedCommand): CommandResult => ({ kind: 'command', command });

/** Reads `/name …`. Never throws; what can't be read is a mistake with the nearest right form. */
export const parseCommand = (line: string, catalogue: Catalogue): CommandResult => {
  const [, typed = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
  const spec = COMMANDS.find(({ name }) => name === typed.toLowerCase());
  if (!spec) {
    const near = nearest(
      typed.toLowerCase(),
      COMMANDS.map(({ name }) => name),
    );
    return mistake(
      text('error.unknown_command', { command: `/${typed}` }),
      near ? `/${near}${rest ? ` ${rest}` : ''}` : null,
    );
  }
  switch (spec.name) {
    case 'task':
      return parseTask(rest);
    case 'run':
      return parseRun(rest, catalogue);
    case 'trace':
      return parseTaskNumber(rest, (task) => ({ name: 'trace', task }));
    case 'stop':
      return rest === ''
        ? accept({ name: 'stop', task: null })
        : parseTaskNumber(rest, (task) => ({ name: 'stop', task }));
    default:
      return accept({ name: spec.name });
  }
};

const parseTaskNumber = (words: string, build: (task: number) => ParsedCommand): CommandResult => {
  const found = /^(?:t-?)?(\d{1,9})$/i.exec(words.trim());
  return found ? accept(build(Number(found[1]))) : mistake(text('command.needs_task', { words }));
};

const OPTION = /^(agent|group|priority):(.*)$/s;

const parseTask = (rest: string): CommandResult => {
  const options: Record<string, string> = {};
  const objective: string[] = [];
  for (const word of splitWords(rest)) {
    const [, name, value] = OPTION.exec(word.value) ?? [];
    if (name && value) options[name] = value;
    else objective.push(word.typed);
  }
  if (objective.length === 0) return mistake(text('command.needs_objective'));
  const { agent, group, priority } = options;
  if (priority !== undefined && !isPriority(priority)) {
    const near = nearest(priority, PRIORITIES);
    const corrected = near ? `/task ${rest.replace(`priority:${priority}`, `priority:${near}`)}` : null;
    return mistake(text('command.bad_priority', { priority }), corrected);
  }
  return accept({
    name: 'task',
    objective: objective.join(' '),
    ...(agent === undefined ? {} : { agent }),
    ...(group === undefined ? {} : { group }),
    ...(priority === undefined ? {} : { priority }),
  });
};

const isPriority = (word: string): word is Priority => (PRIORITIES as readonly string[]).includes(word);

const parseRun = (rest: string, catalogue: Catalogue): CommandResult => {
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

const propertiesOf = (schema: JsonSchema): Properties => (schema.properties ?? {}) as Properties;

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

export interface Completion {
  /** The whole line after taking it. */
  readonly insert: string;
  readonly label: Text;
  readonly detail: Text;
}

const MAX_COMPLETIONS = 8;

/** What may come next on this line, best first. Made from the table and the catalogue. */
export const complete = (
  line: string,
  catalogue: Catalogue,
  _role: Role,
  locale: 'en' | 'es' = 'en',
): readonly Completion[] => {
  const [, typed = '', space = '', rest = ''] = /^\/(\S*)(\s*)([\s\S]*)$/.exec(line) ?? [];
  if (!line.startsWith('/')) return [];
  if (space === '') {
    return COMMANDS.filter(({ name }) => name.startsWith(typed.toLowerCase())).map((spec) => ({
      insert: spec.argument === 'none' ? `/${spec.name}` : `/${spec.name} `,
      label: text(spec.usage),
      detail: text(spec.summary),
    }));
  }
  if (typed === 'run') return completeRun(rest, catalogue, locale).slice(0, MAX_COMPLETIONS);
  return typed === 'task' ? completeTask(line, rest) : [];
};

const completeRun = (rest: string, catalogue: Catalogue, locale: 'en' | 'es'): readonly Completion[] => {
  const words = rest.split(/\s+/);
  const [name = ''] = words;
  const targets = [
    ...catalogue.runbooks.map((runbook) => ({
      name: runbook.name,
      detail: raw(runbook.title[locale]),
      schema: runbook.inputSchema,
    })),
    ...catalogue.actions
      .filter((action) => action.enabled)
      .map((action) => ({
        name: callName(action),
        detail: raw(action.description),
        schema: action.inputSchema,
      })),
  ];
  if (words.length < 2) {
    return targets
      .filter((target) => target.name.includes(name))
      .sort((a, b) => Number(b.name.startsWith(name)) - Number(a.name.startsWith(name)))
      .map((target) => ({ insert: `/run ${target.name} `, label: raw(target.name), detail: target.detail }));
  }
  const target = targets.find((entry) => entry.name === name);
  if (!target) return [];
  const last = words.at(-1) ?? '';
  const used = words.slice(1, -1).map((word) => word.split('=')[0]);
  const before = words.slice(0, -1).join(' ');
  return Object.entries(propertiesOf(target.schema))
    .filter(([key]) => !used.includes(key) && key.startsWith(last) && !last.includes('='))
    .map(([key, property]) => ({
      insert: `/run ${before} ${key}=`,
      label: raw(`${key}=`),
      detail: raw(String((property as { description?: unknown } | undefined)?.description ?? '')),
    }));
};

const completeTask = (line: string, rest: string): readonly Completion[] => {
  const last = /\S*$/.exec(rest)?.[0] ?? '';
  const before = line.slice(0, line.length - last.length);
  const [, chosen] = /^priority:(.*)$/.exec(last) ?? [];
  if (chosen !== undefined) {
    return PRIORITIES.filter((priority) => priority.startsWith(chosen)).map((priority) => ({
      insert: `${before}priority:${priority} `,
      label: raw(`priority:${priority}`),
      detail: text('command.option.priority'),
    }));
  }
  if (last === '') return [];
  return (['agent', 'group', 'priority'] as const)
    .filter((option) => `${option}:`.startsWith(last))
    .map((option) => ({
      insert: `${before}${option}:`,
      label: raw(`${option}:`),
      detail: text(`command.option.${option}`),
    }));
};
