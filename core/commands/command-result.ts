import type { Arguments } from '../skill.ts';
import type { Priority } from '../task.ts';
import type { Text } from '../text.ts';
import type { MemberAction } from './member-command.ts';

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
  /** `copies`: whether every approval is shown in this channel as well; absent: what waits is wanted. */
  | { readonly name: 'approvals'; readonly copies?: 'here' | 'off' }
  /** null: a new code is wanted; else the code that somebody got. */
  | { readonly name: 'link'; readonly code: string | null }
  | { readonly name: 'member'; readonly action: MemberAction }
  | { readonly name: 'instance'; readonly show: 'list' }
  /** null: the only one there is. */
  | { readonly name: 'instance'; readonly show: 'status'; readonly instance: string | null }
  | { readonly name: 'help' };

/** A mistake says what is wrong and, when one is near, the right form filled in, ready to run. */
export type CommandResult =
  | { readonly kind: 'command'; readonly command: ParsedCommand }
  | { readonly kind: 'mistake'; readonly text: Text; readonly suggestion: string | null };

export const mistake = (words: Text, suggestion: string | null = null): CommandResult => ({
  kind: 'mistake',
  text: words,
  suggestion,
});

export const accept = (command: ParsedCommand): CommandResult => ({ kind: 'command', command });
