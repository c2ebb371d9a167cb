import { COMMANDS, type CommandResult, parseCommand, splitCommand } from '../command.ts';
import { AppError } from '../errors.ts';
import type { Actor } from '../member.ts';
import type { Stores } from '../ports/stores.ts';
import { splitWords } from '../words.ts';
import type { ManageMembers } from './manage-members.ts';

export interface ReadCommandDeps {
  readonly stores: Pick<Stores, 'catalogue'>;
  readonly manageMembers: Pick<ManageMembers, 'names'>;
}

const NAME = '@countersign';
const MENTION = new RegExp(`^${NAME}\\b[:,]?\\s*`, 'i');
const COMMAND = new RegExp(`^(${COMMANDS.map(({ name }) => name).join('|')})(?=[\\s.!?]|$)`, 'i');

/** Words without our name before them. */
export const withoutName = (words: string): string => words.trim().replace(MENTION, '');

/** `@countersign run x` is `/run x`: where a slash command can't be typed, a mention with the same words does it. */
export const toCommandLine = (words: string): string | null => {
  const line = words.trim();
  if (line.startsWith('/')) return line;
  const rest = withoutName(line);
  if (rest === line) return null;
  if (rest.startsWith('/')) return rest;
  return COMMAND.test(rest) ? `/${rest}` : null;
};

/** What was written, with our name before it where a chat takes the name off and a command would not be seen as one. */
export const addressed = (message: { readonly text: string; readonly mentioned: boolean }): string => {
  const named = `${NAME} ${message.text}`;
  const isNamed = message.mentioned && toCommandLine(message.text) === null && toCommandLine(named) !== null;
  return isNamed ? named : message.text;
};

/** Mistakes in the word behind a command's name: without a near one, and with more words, it is a sentence. */
const UNKNOWN = [
  'error.unknown_runbook',
  'error.unknown_action',
  'member.unknown_action',
  'command.needs_task',
  'command.approvals_where',
];

/** `@countersign run the tests, please` begins like a command and is none. */
const isMeant = (line: string, result: CommandResult): boolean => {
  const { spec, rest } = splitCommand(line);
  const words = splitWords(rest).length;
  if (spec?.argument === 'none' && words > 0) return false;
  if (spec?.argument === 'optional_code' && words > 1) return false;
  if (result.kind === 'command' || result.suggestion !== null || words < 2) return true;
  return 'raw' in result.text || !UNKNOWN.includes(result.text.t);
};

/**
 * The command in these words, or what is wrong with it; null: they are words for a task. Throws AppError `forbidden`
 * rather than helping with a command that this person can't use.
 */
export const readCommand = async (
  { stores, manageMembers }: ReadCommandDeps,
  actor: Actor,
  words: string,
): Promise<CommandResult | null> => {
  const line = toCommandLine(words);
  if (line === null) return null;
  const { spec } = splitCommand(line);
  const isAllowed = spec?.role === undefined || spec.role === actor.role;
  const known = spec?.name === 'member' && isAllowed ? await manageMembers.names(actor) : null;
  const result = parseCommand(line, await stores.catalogue.read(actor.tenantId), known);
  if (!words.trim().startsWith('/') && !isMeant(line, result)) return null;
  // One that can be read goes on to be refused, and recorded, where it would be done.
  if (!isAllowed && result.kind === 'mistake') throw new AppError('forbidden');
  return result;
};
