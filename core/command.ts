import { accept, type CommandResult, mistake, type ParsedCommand } from './commands/command-result.ts';
import { INSTANCE_WORDS, parseInstance } from './commands/instance-command.ts';
import { type KnownNames, MEMBER_ACTIONS, parseMember } from './commands/member-command.ts';
import { parseRun, propertiesOf } from './commands/run-command.ts';
import type { Role } from './member.ts';
import type { MessageKey } from './messages/catalogue.ts';
import type { Catalogue } from './ports/stores.ts';
import { callName } from './skill.ts';
import { PRIORITIES, type Priority } from './task.ts';
import { raw, type Text, text } from './text.ts';
import { nearest, splitWords } from './words.ts';

export type { CommandResult, ParsedCommand } from './commands/command-result.ts';

/** What may follow a command's name; help, completion and every platform's registration are made from it. */
export type CommandArgument =
  | 'objective'
  | 'target'
  | 'task'
  | 'optional_task'
  | 'optional_code'
  | 'optional_copies'
  | 'member_action'
  | 'instance_action'
  | 'none';

export interface CommandSpec {
  readonly name: ParsedCommand['name'];
  /** The right form, as it is typed. */
  readonly usage: MessageKey;
  readonly summary: MessageKey;
  readonly argument: CommandArgument;
  /** `name:value` options. */
  readonly options: readonly ('agent' | 'group' | 'priority')[];
  /** Only people of this role can use it; nobody else is told of it. */
  readonly role?: Role;
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
    argument: 'optional_copies',
    options: [],
  },
  {
    name: 'link',
    usage: 'command.usage.link',
    summary: 'command.link',
    argument: 'optional_code',
    options: [],
  },
  {
    name: 'member',
    usage: 'command.usage.member',
    summary: 'command.member',
    argument: 'member_action',
    options: [],
    role: 'admin',
  },
  {
    name: 'instance',
    usage: 'command.usage.instance',
    summary: 'command.instance',
    argument: 'instance_action',
    options: [],
  },
  { name: 'help', usage: 'command.usage.help', summary: 'command.help', argument: 'none', options: [] },
];

/** Reads `/name …`. Never throws; what can't be read is a mistake with the nearest right form. */
export const parseCommand = (
  line: string,
  catalogue: Catalogue,
  known: KnownNames | null = null,
): CommandResult => {
  const { spec, typed, rest } = splitCommand(line);
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
    case 'approvals':
      return parseApprovals(rest);
    case 'link':
      return accept({ name: 'link', code: rest === '' ? null : rest });
    case 'member':
      return parseMember(rest, known);
    case 'instance':
      return parseInstance(rest, catalogue);
    default:
      return accept({ name: spec.name });
  }
};

/** A line's command by its name, and what is behind it. */
export const splitCommand = (
  line: string,
): { readonly spec: CommandSpec | undefined; readonly typed: string; readonly rest: string } => {
  const [, typed = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
  return { spec: COMMANDS.find(({ name }) => name === typed.toLowerCase()), typed, rest };
};

/** The commands that a person of this role can use. */
export const commandsFor = (role: Role): readonly CommandSpec[] =>
  COMMANDS.filter((command) => command.role === undefined || command.role === role);

const COPIES = ['here', 'off'] as const;

const parseApprovals = (rest: string): CommandResult => {
  if (rest === '') return accept({ name: 'approvals' });
  const copies = COPIES.find((word) => word === rest.toLowerCase());
  if (copies) return accept({ name: 'approvals', copies });
  const near = nearest(rest.toLowerCase(), COPIES);
  return mistake(text('command.approvals_where', { words: rest }), near ? `/approvals ${near}` : null);
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
  role: Role,
  locale: 'en' | 'es' = 'en',
): readonly Completion[] => {
  const [, typed = '', space = '', rest = ''] = /^\/(\S*)(\s*)([\s\S]*)$/.exec(line) ?? [];
  if (!line.startsWith('/')) return [];
  if (space === '') {
    return commandsFor(role)
      .filter(({ name }) => name.startsWith(typed.toLowerCase()))
      .map((spec) => ({
        insert:
          spec.argument === 'none' || spec.argument === 'optional_copies'
            ? `/${spec.name}`
            : `/${spec.name} `,
        label: text(spec.usage),
        detail: text(spec.summary),
      }));
  }
  if (typed === 'member' && role === 'admin') return completeMember(rest);
  if (typed === 'instance') return completeInstance(rest);
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

const completeMember = (rest: string): readonly Completion[] =>
  MEMBER_ACTIONS.filter((action) => action.startsWith(rest)).map((action) => ({
    insert: `/member ${action} `,
    label: raw(action),
    detail: text(`command.member.${action}`),
  }));

const completeInstance = (rest: string): readonly Completion[] =>
  INSTANCE_WORDS.filter((action) => action.startsWith(rest)).map((action) => ({
    insert: `/instance ${action} `,
    label: raw(action),
    detail: text(`instance.action.${action}`),
  }));

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
