import { describe, expect, it } from 'vitest';
import { COMMANDS, type CommandResult, complete, parseCommand } from './command.ts';
import { LOCALES } from './member.ts';
import { catalogue } from './messages/catalogue.ts';
import { formatText } from './messages/format.ts';
import { sampleCatalogue } from './testing/samples.ts';
import { nearest, splitWords } from './words.ts';

const CATALOGUE = sampleCatalogue();
const parse = (line: string): CommandResult => parseCommand(line, CATALOGUE);

describe('a command', () => {
  it.each<[string, object]>([
    ['/task Tidy up the notes', { name: 'task', objective: 'Tidy up the notes' }],
    ['  /TASK   Tidy up ', { name: 'task', objective: 'Tidy up' }],
    [
      '/task agent:"Files agent" Tidy up priority:urgent group:ops',
      { name: 'task', objective: 'Tidy up', agent: 'Files agent', priority: 'urgent', group: 'ops' },
    ],
    ['/task Call him at 10:30, url:x stays', { name: 'task', objective: 'Call him at 10:30, url:x stays' }],
    ['/task Say "hello there" to them', { name: 'task', objective: 'Say "hello there" to them' }],
    [
      '/task One line\nand another',
      { name: 'task', objective: expect.stringMatching(/^One line\s+and another$/) },
    ],
    ['/run workspace-report', { name: 'run', kind: 'runbook', runbook: 'workspace-report', arguments: {} }],
    [
      '/run archive-old-files older_than_days=30 dry=true pattern="*.log of May" skip=["a","b"]',
      { arguments: { older_than_days: 30, dry: true, pattern: '*.log of May', skip: ['a', 'b'] } },
    ],
    ["/run archive-old-files skip=a,b pattern='x y'", { arguments: { skip: ['a', 'b'], pattern: 'x y' } }],
    ['/run archive-old-files pattern=', { arguments: { pattern: '' } }],
    ['/run archive-old-files pattern=a=b', { arguments: { pattern: 'a=b' } }],
    // What does not fit stays as it was written: the schema's check then names it.
    [
      '/run archive-old-files older_than_days=soon dry=perhaps',
      { arguments: { older_than_days: 'soon', dry: 'perhaps' } },
    ],
    ['/run workspace-report unknown=1', { arguments: { unknown: '1' } }],
    ['/run files.delete_file path=a', { name: 'run', kind: 'action', action: 'delete_file' }],
    [
      '/run files.read_file path=a.md',
      { name: 'run', kind: 'action', skill: 'files', action: 'read_file', arguments: { path: 'a.md' } },
    ],
    ['/trace T-142', { name: 'trace', task: 142 }],
    ['/trace 142', { name: 'trace', task: 142 }],
    ['/trace t142', { name: 'trace', task: 142 }],
    ['/stop', { name: 'stop', task: null }],
    ['/stop T-3', { name: 'stop', task: 3 }],
    ['/tasks', { name: 'tasks' }],
    ['/approvals', { name: 'approvals' }],
    ['/approvals Here', { name: 'approvals', copies: 'here' }],
    ['/approvals off', { name: 'approvals', copies: 'off' }],
    ['/help', { name: 'help' }],
    ['/link', { name: 'link', code: null }],
    ['/LINK ACDEF34679', { name: 'link', code: 'ACDEF34679' }],
    ['/member list', { name: 'member', action: { kind: 'list' } }],
  ])('%s', (line, command) => {
    expect(parse(line)).toMatchObject({ kind: 'command', command });
  });

  it.each<[string, string, string | null]>([
    ['/', 'error.unknown_command', null],
    ['/rnu workspace-report', 'error.unknown_command', '/run workspace-report'],
    ['/hepl', 'error.unknown_command', '/help'],
    ['/xyzzy', 'error.unknown_command', null],
    ['/task', 'command.needs_objective', null],
    ['/task priority:high', 'command.needs_objective', null],
    ['/task Tidy up priority:hihg', 'command.bad_priority', '/task Tidy up priority:high'],
    ['/task Tidy up priority:whenever', 'command.bad_priority', null],
    ['/run', 'command.needs_target', null],
    ['/run workspace-reprot', 'error.unknown_runbook', '/run workspace-report'],
    ['/run site-chek url="https://a b"', 'error.unknown_runbook', '/run site-check url="https://a b"'],
    ['/run "site-chek" url=x', 'error.unknown_runbook', '/run site-check url=x'],
    ['/run files.raed_file path=a', 'error.unknown_action', '/run files.read_file path=a'],
    ['/run site-check', 'command.needs_values', null],
    ['/run files.read_file', 'command.needs_values', null],
    [
      '/run archive-old-files dry=true older_than_day=3',
      'command.unknown_argument',
      '/run archive-old-files dry=true older_than_days=3',
    ],
    ['/run archive-old-files folder=x', 'command.unknown_argument', null],
    ['/run site-check https://example.org', 'command.needs_pairs', null],
    ['/trace', 'command.needs_task', null],
    ['/trace T-', 'command.needs_task', null],
    ['/trace the last one', 'command.needs_task', null],
    ['/stop everything', 'command.needs_task', null],
    ['/approvals hree', 'command.approvals_where', '/approvals here'],
    ['/approvals somewhere else', 'command.approvals_where', null],
  ])('%s is a mistake with its nearest right form', (line, problem, suggestion) => {
    expect(parse(line)).toMatchObject({ kind: 'mistake', text: { t: problem }, suggestion });
  });

  it('suggests only what can be read', () => {
    for (const line of ['/rnu workspace-report', '/run site-chek url=x', '/task a priority:hihg', '/hepl']) {
      const result = parse(line);
      if (result.kind !== 'mistake' || !result.suggestion) throw new Error(`no suggestion for ${line}`);
      expect(parse(result.suggestion)).toMatchObject({ kind: 'command' });
    }
  });

  it('never breaks on what people write', () => {
    const pieces = [
      '/',
      '/run',
      '/task',
      ' ',
      '"',
      "'",
      '=',
      'a=',
      ':',
      'agent:',
      '\n',
      '{',
      '}',
      '\\',
      '💥',
      'T-',
    ];
    for (const a of pieces) for (const b of pieces) for (const c of pieces) parse(`${a}${b}${c}`);
  });
});

describe('the table of commands', () => {
  it('has a summary in every language, and a form that begins with its name', () => {
    for (const command of COMMANDS) {
      expect(catalogue.es[command.summary]).toBeTruthy();
      for (const locale of LOCALES) {
        expect(catalogue[locale][command.usage]).toMatch(new RegExp(`^/${command.name}\\b`));
      }
    }
  });
});

describe('completion', () => {
  const inserts = (line: string): readonly string[] =>
    complete(line, CATALOGUE, 'requester').map((completion) => completion.insert);

  it.each<[string, readonly string[]]>([
    ['', []],
    ['hello', []],
    ['/', ['/task ', '/run ', '/tasks', '/trace ', '/stop ', '/approvals', '/link ', '/instance ', '/help']],
    ['/ta', ['/task ', '/tasks']],
    ['/RU', ['/run ']],
    ['/run work', ['/run workspace-report ']],
    ['/run report', ['/run workspace-report ']],
    ['/run files.', ['/run files.list_directory ', '/run files.read_file ']],
    ['/run archive-old-files ol', ['/run archive-old-files older_than_days=']],
    [
      '/run archive-old-files dry=true ',
      [
        '/run archive-old-files dry=true pattern=',
        '/run archive-old-files dry=true older_than_days=',
        '/run archive-old-files dry=true skip=',
      ],
    ],
    ['/run archive-old-files pattern=*.l', []],
    ['/run nothing-like-it x', []],
    ['/task Tidy up pri', ['/task Tidy up priority:']],
    ['/task Tidy up priority:h', ['/task Tidy up priority:high ']],
    ['/task Tidy up ', []],
    ['/help ', []],
    ['/m', []],
    ['/member ', []],
  ])('%s', (line, expected) => {
    expect(inserts(line)).toEqual(expected);
  });

  it('offers an admin what only admins can do', () => {
    const forAdmin = (line: string) => complete(line, CATALOGUE, 'admin').map(({ insert }) => insert);
    expect(forAdmin('/m')).toEqual(['/member ']);
    expect(forAdmin('/member l')).toEqual(['/member list ', '/member link ']);
  });

  it('leads to a command that can be read', () => {
    const [run] = complete('/run site', CATALOGUE, 'requester');
    const [argument] = complete(run?.insert ?? '', CATALOGUE, 'requester');
    expect(parse(`${argument?.insert}https://example.org`)).toMatchObject({
      kind: 'command',
      command: { runbook: 'site-check', arguments: { url: 'https://example.org' } },
    });
  });

  it('says in the reader’s language what each one is', () => {
    const detail = (line: string, locale: 'en' | 'es') => {
      const [first] = complete(line, CATALOGUE, 'requester', locale);
      return first ? formatText(first.detail, { locale, timeZone: 'UTC' }) : null;
    };
    expect(detail('/run site', 'es')).toBe('Revisar un sitio');
    expect(detail('/help', 'es')).toBe('lo que puedo hacer por ti aquí');
  });
});

describe('words', () => {
  it.each([
    ['a  b', ['a', 'b']],
    ['a="b c" d', ['a=b c', 'd']],
    [`'it is' "so"`, ['it is', 'so']],
    [`don't do "that`, ["don't", 'do', '"that']],
    ['""', ['']],
    ['', []],
  ])('%s', (line, values) => {
    expect(splitWords(line).map((word) => word.value)).toEqual(values);
  });

  it.each([
    ['workspace-reprot', 'workspace-report'],
    ['site', null],
    ['sitecheck', 'site-check'],
    ['', null],
    ['completely different', null],
  ])('nearest to %s is %s', (typed, known) => {
    expect(nearest(typed, ['workspace-report', 'site-check', 'archive-old-files'])).toBe(known);
  });
});
