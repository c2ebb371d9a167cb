import { COMMANDS, type CommandArgument } from '../../core/command.ts';
import type { OptionValues } from './inbound/types.ts';

/** The option that carries what stands behind a command's name where people type it. */
export const ARGUMENT_OPTIONS: Readonly<Record<CommandArgument, readonly string[]>> = {
  objective: ['objective'],
  target: ['target', 'arguments'],
  task: ['task'],
  optional_task: ['task'],
  optional_code: ['code'],
  optional_copies: ['copies'],
  member_action: ['words'],
  instance_action: ['operation', 'instance', 'arguments'],
  none: [],
};

/** Keeps the words of one value together, as somebody would who types it. */
const quoted = (value: string): string => {
  if (!/[\s"']/.test(value)) return value;
  return value.includes('"') && !value.includes("'") ? `'${value}'` : `"${value.replaceAll('"', '')}"`;
};

/**
 * What was filled in, as the line that somebody would type for it: every platform's commands mean what the one parser
 * says. Unknown options are left out.
 */
export const toLine = (name: string, options: OptionValues): string => {
  const spec = COMMANDS.find((command) => command.name === name);
  const word = (option: string): readonly string[] => {
    const value = String(Object.hasOwn(options, option) ? options[option] : '').trim();
    return value === '' ? [] : [value];
  };
  // Before the words of the person: a quote among those would take them in.
  const named = (spec?.options ?? []).flatMap((option) =>
    word(option).map((value) => `${option}:${quoted(value)}`),
  );
  const plain = (spec ? ARGUMENT_OPTIONS[spec.argument] : []).flatMap(word);
  return [`/${name}`, ...named, ...plain].join(' ');
};
