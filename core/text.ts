import type { MessageKey } from './messages/catalogue.ts';

/** A value a message may contain. Times travel as `{ at: ISO 8601 }`, durations as `{ ms }`, nested texts as Text. */
export type TextParam = string | number | boolean | { readonly at: string } | { readonly ms: number } | Text;

/**
 * What a person will read, before the reader is known: a catalogue key with its parameters, or words that are data
 * (a file name, a model's answer) and never translated. The renderer applies the reader's language and time zone.
 */
export type Text =
  | { readonly t: MessageKey; readonly p?: Readonly<Record<string, TextParam>> }
  | { readonly raw: string };

export const raw = (words: string): Text => ({ raw: words });

export const text = (key: MessageKey, params?: Readonly<Record<string, TextParam>>): Text =>
  params === undefined ? { t: key } : { t: key, p: params };
