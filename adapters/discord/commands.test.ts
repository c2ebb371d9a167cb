import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandType,
  ApplicationCommandOptionType as OptionType,
  PermissionFlagsBits,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { COMMANDS, parseCommand } from '../../core/command.ts';
import { toLine } from './command-line.ts';
import { type CommandJson, createCommands, localeOf, RUN_AS_TASK } from './commands.ts';

const commands = createCommands();

/** The fields that are looked at here, which some kinds of commands and options do not have. */
interface Shown {
  readonly name: string;
  readonly type?: unknown;
  readonly description?: string;
  readonly name_localizations?: Readonly<Record<string, string>>;
  readonly description_localizations?: Readonly<Record<string, string>>;
  readonly options?: readonly Shown[];
  readonly choices?: readonly Shown[];
  readonly value?: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly max_length?: number;
  readonly default_member_permissions?: string;
}
const shown = commands as unknown as readonly Shown[];
const named = (name: string): Shown => shown.find((command) => command.name === name) ?? { name: 'none' };
const SLASH = shown.filter(({ type }) => type === ApplicationCommandType.ChatInput);
const size = (words: string): number => [...words].length;
const languages = (one: Shown): readonly string[] => [
  one.description ?? '',
  ...Object.values(one.description_localizations ?? {}),
];

describe('the commands of Discord', () => {
  it('are the table, and one entry in the menu of a message', () => {
    expect(SLASH.map(({ name }) => name)).toEqual(COMMANDS.map(({ name }) => name));
    const others = shown.filter((command) => !SLASH.includes(command));
    expect(others).toMatchObject([{ name: RUN_AS_TASK, type: ApplicationCommandType.Message }]);
  });

  it.each<[string, readonly (readonly [string, boolean, boolean])[]]>([
    [
      'task',
      [
        ['objective', true, false],
        ['agent', false, true],
        ['group', false, true],
        ['priority', false, false],
        ['file', false, false],
      ],
    ],
    [
      'run',
      [
        ['target', true, true],
        ['arguments', false, true],
      ],
    ],
    ['tasks', []],
    ['trace', [['task', true, true]]],
    ['stop', [['task', false, true]]],
    ['approvals', [['copies', false, false]]],
    ['link', [['code', false, false]]],
    ['member', [['words', false, true]]],
    ['help', []],
  ])('/%s has its options: name, whether it is required, whether it is completed', (name, options) => {
    expect(
      (named(name).options ?? []).map((one) => [one.name, one.required === true, one.autocomplete === true]),
    ).toEqual(options);
  });

  it('mean the same as typed, with the least that has to be filled in', () => {
    for (const { name, options = [] } of SLASH) {
      const required = options.filter((one) => one.required);
      const line = toLine(name, Object.fromEntries(required.map((one) => [one.name, '12'])));
      const result = parseCommand(line, { runbooks: [], actions: [] });
      if (result.kind === 'command') expect(result.command.name).toBe(name);
      else expect(['run', 'member', 'instance']).toContain(name);
    }
  });

  it('hide what only admins can do from people who don’t manage the server, and nothing else', () => {
    const hidden = shown.filter((command) => command.default_member_permissions !== undefined);
    expect(hidden.map(({ name }) => name)).toEqual(
      COMMANDS.filter(({ role }) => role === 'admin').map(({ name }) => name),
    );
    expect(named('member').default_member_permissions).toBe(String(PermissionFlagsBits.ManageGuild));
  });

  it('are spoken in English and in both kinds of Spanish', () => {
    for (const command of SLASH) {
      for (const one of [command, ...(command.options ?? [])]) {
        expect(Object.keys(one.description_localizations ?? {})).toEqual(['es-ES', 'es-419']);
        expect(one.description_localizations?.['es-ES']).not.toBe(one.description);
      }
    }
    expect(named(RUN_AS_TASK).name_localizations).toMatchObject({ 'es-ES': 'Ejecutar como tarea' });
    expect(named('task').options?.[3]?.choices?.[3]).toEqual({
      name: 'urgent',
      name_localizations: { 'es-ES': 'urgente', 'es-419': 'urgente' },
      value: 'urgent',
    });
    expect([null, 'es-ES', 'es-419', 'en-GB', 'de'].map(localeOf)).toEqual([null, 'es', 'es', 'en', 'en']);
  });
});

describe('Discord’s limits', () => {
  it('leave room for the commands', () => {
    expect(SLASH.length).toBeLessThanOrEqual(100);
    expect(commands.length - SLASH.length).toBeLessThanOrEqual(15);
  });

  it.each(SLASH.map((command) => [command.name, command] as const))('are kept by /%s', (name, command) => {
    expect(name).toMatch(/^[-_'\p{L}\p{N}]{1,32}$/u);
    expect(name).toBe(name.toLowerCase());
    const options = command.options ?? [];
    expect(options.length).toBeLessThanOrEqual(25);
    for (const one of [command, ...options]) {
      for (const words of languages(one)) {
        expect(size(words)).toBeGreaterThanOrEqual(1);
        expect(size(words)).toBeLessThanOrEqual(100);
      }
    }
    for (const one of options) {
      expect(one.name).toMatch(/^[-_'\p{L}\p{N}]{1,32}$/u);
      expect(one.choices?.length ?? 0).toBeLessThanOrEqual(25);
      expect(one.max_length ?? 1).toBeLessThanOrEqual(6000);
      if (one.autocomplete) expect(one.choices).toBeUndefined();
      for (const choice of one.choices ?? []) {
        for (const words of [choice.name, ...Object.values(choice.name_localizations ?? {})]) {
          expect(size(words)).toBeLessThanOrEqual(100);
        }
        expect(size(choice.value ?? '')).toBeLessThanOrEqual(100);
      }
    }
    expect(new Set(options.map((one) => one.name)).size).toBe(options.length);
    // Required ones first, or Discord refuses the command.
    const required = options.map((one) => one.required === true);
    expect(required).toEqual([...required].sort((a, b) => Number(b) - Number(a)));
    expect(total(command)).toBeLessThanOrEqual(8000);
  });

  it('are kept by the menu of a message', () => {
    const { name, name_localizations: others = {}, description } = named(RUN_AS_TASK);
    for (const words of [name, ...Object.values(others)]) expect(size(words)).toBeLessThanOrEqual(32);
    expect(description).toBeUndefined();
  });

  it('know no option that is not read', () => {
    const kinds = (commands as readonly CommandJson[]).flatMap((command) =>
      'options' in command ? ((command.options ?? []) as APIApplicationCommandBasicOption[]) : [],
    );
    expect(new Set(kinds.map(({ type }) => type))).toEqual(
      new Set([OptionType.String, OptionType.Attachment]),
    );
  });
});

/** Characters of names, descriptions and values, of each the longest language. */
const total = (one: Shown): number =>
  Math.max(size(one.name), ...Object.values(one.name_localizations ?? {}).map(size)) +
  Math.max(...languages(one).map(size)) +
  size(one.value ?? '') +
  [...(one.options ?? []), ...(one.choices ?? [])].reduce((sum, inside) => sum + total(inside), 0);
