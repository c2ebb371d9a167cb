import type { Text } from './text.ts';

/** Sign and word together say the state; colour only repeats it. */
export const TONES = ['neutral', 'running', 'waiting', 'success', 'danger', 'muted'] as const;
export type Tone = (typeof TONES)[number];

/** What a button asks for. The value is an opaque id and nothing else. */
export const CARD_ACTIONS = [
  'approve',
  'reject',
  'approval_details',
  'stop',
  'task_details',
  'try_again',
  'resend',
  'answer',
  'run_suggestion',
  'next_page',
] as const;
export type CardActionName = (typeof CARD_ACTIONS)[number];

export interface CardButton {
  readonly action: CardActionName;
  /** Opaque id: approval id, task id, message id. */
  readonly value: string;
  readonly label: Text;
  readonly style: 'primary' | 'danger' | 'plain';
  /** Asked before the click counts; repeats the target's name for what cannot be undone. */
  readonly confirm?: { readonly title: Text; readonly body: Text; readonly button: Text };
}

export interface CardStep {
  readonly sign: '✓' | '✗' | '◔' | '⏸' | '○' | '⊘';
  readonly tone: Tone;
  readonly name: Text;
  readonly summary?: Text;
  /** Milliseconds; null while unknown. */
  readonly durationMs?: number | null;
  /** ISO 8601: a step that is running or waiting counts up from here. */
  readonly since?: string;
}

export interface CardField {
  readonly label: Text;
  readonly value: Text;
  /** The whole value when `value` is a summary of something long; folded, with `size` shown. */
  readonly full?: string;
  readonly size?: Text;
}

/** The parts of a card in the order they are shown. */
export type CardSection =
  | { readonly kind: 'lines'; readonly lines: readonly Text[] }
  | { readonly kind: 'fields'; readonly fields: readonly CardField[] }
  | {
      readonly kind: 'steps';
      readonly steps: readonly CardStep[];
      readonly folded?: Text;
      readonly earlier?: Text;
    }
  | { readonly kind: 'answer'; readonly text: Text }
  | { readonly kind: 'list'; readonly rows: readonly CardListRow[]; readonly empty: Text };

export interface CardListRow {
  readonly sign: string;
  readonly title: Text;
  readonly meta: readonly Text[];
  readonly href?: string;
  readonly button?: CardButton;
}

/**
 * A message as every platform shows it: first line the state, second for whom, then sections, then buttons. Neutral:
 * no platform's markup, no final words (texts are catalogue keys), every time ISO 8601.
 */
export interface Card {
  readonly kind: 'task' | 'approval' | 'answer' | 'notice' | 'list' | 'help';
  readonly tone: Tone;
  readonly sign: string;
  readonly title: Text;
  /** Short words after the title: state, duration. */
  readonly state: readonly Text[];
  /** `T-142` or `A-57`. */
  readonly number?: string;
  readonly subtitle?: readonly Text[];
  /** ISO 8601: the card counts up from here while it is running. */
  readonly since?: string;
  /** ISO 8601: shown relative and absolute. */
  readonly expiresAt?: string;
  readonly sections: readonly CardSection[];
  readonly buttons: readonly CardButton[];
  /** Of an approval as it is shown here: a click says what it saw. */
  readonly digest?: string;
  /** It shows an end: nothing older may be shown over it, and it goes before what is only on its way. */
  readonly final?: true;
  /** Path on the console that shows the whole of it, e.g. `/tasks/T-142`. */
  readonly link?: string;
}

/** A private answer to one person: what happened, what that means, what to do. */
export interface Notice {
  readonly tone: Tone;
  readonly text: Text;
  readonly buttons?: readonly CardButton[];
  readonly card?: Card;
}

export interface FormField {
  readonly name: string;
  readonly label: Text;
  readonly kind: 'text' | 'multiline' | 'select';
  readonly required: boolean;
  readonly maxLength?: number;
  readonly options?: readonly { readonly value: string; readonly label: Text }[];
}

/** Asked of one person in a dialog; its submission comes back as the same action with `values`. */
export interface Form {
  readonly action: CardActionName;
  readonly value: string;
  readonly title: Text;
  readonly fields: readonly FormField[];
  readonly submit: Text;
  /** Of the approval as it was shown to who is asked. */
  readonly shownDigest?: string;
}
