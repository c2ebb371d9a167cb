import { CARD_ACTIONS, type CardActionName } from '../../../core/card.ts';
import { LIMITS } from '../limits.ts';

/** One letter each. Buttons live as long as their messages, so a letter never changes its meaning. */
const LETTERS: Readonly<Record<CardActionName, string>> = {
  approve: 'a',
  reject: 'r',
  approval_details: 'd',
  stop: 's',
  task_details: 't',
  try_again: 'y',
  resend: 'm',
  answer: 'w',
  run_suggestion: 'g',
  next_page: 'n',
};
const ACTIONS = new Map(CARD_ACTIONS.map((action) => [LETTERS[action], action]));

/** `ask`: before the click counts, a dialog asks. `confirmed`: that dialog, sent back. */
const KINDS = { click: 'b', ask: 'q', confirmed: 'c' } as const;

export interface CustomIdOptions {
  readonly kind?: keyof typeof KINDS;
  /** Tells apart two buttons of one message that ask for the same. */
  readonly copy?: number;
}

/** What a button asks for, and of what; null when it does not fit: an id that had to be cut would be another one. */
export const toCustomId = (
  action: CardActionName,
  value: string,
  shownDigest?: string,
  { kind = 'click', copy = 0 }: CustomIdOptions = {},
): string | null => {
  const digest = packDigest(shownDigest);
  if (digest === null || !isSendable(value)) return null;
  return fitting(`${KINDS[kind]}${LETTERS[action]}${copy || ''}.${digest}.${packId(value)}`);
};

interface Asked {
  readonly action: CardActionName;
  readonly value: string;
  /** Of the approval as it was shown where the click happened. */
  readonly shownDigest?: string;
}

export interface ReadCustomId extends Asked {
  /** The click counts only once a dialog has asked. */
  readonly asksFirst: boolean;
}

const BUTTON = /^([bqc])([a-z])\d*\.([\w-]*)\.([\s\S]+)$/;

const readAsked = (letter: string, digest: string, id: string): Asked | null => {
  const action = ACTIONS.get(letter);
  const value = unpackId(id);
  const shownDigest = unpackDigest(digest);
  if (!action || value === null || shownDigest === null) return null;
  return { action, value, ...(shownDigest === '' ? {} : { shownDigest }) };
};

/** Of a button that was clicked; null for what was not made by `toCustomId`. */
export const readCustomId = (customId: string): ReadCustomId | null => {
  const [, kind, letter = '', digest = '', value = ''] = BUTTON.exec(customId) ?? [];
  if (kind !== KINDS.click && kind !== KINDS.ask) return null;
  const asked = readAsked(letter, digest, value);
  return asked && { ...asked, asksFirst: kind === KINDS.ask };
};

export interface FormId extends Asked {
  readonly threadId: string;
}

/** The same of a dialog, with the thread it belongs to. */
export const toFormId = ({ action, value, threadId, shownDigest }: FormId): string | null => {
  const digest = packDigest(shownDigest);
  if (digest === null || !isSendable(value) || !isSendable(threadId) || threadId.includes('.')) return null;
  return fitting(`f${LETTERS[action]}.${digest}.${packId(threadId)}.${packId(value)}`);
};

export interface ReadFormId extends Asked {
  /** null: it belongs where it was opened. */
  readonly threadId: string | null;
  /** Nothing was filled in: it counts as the click that opened it. */
  readonly isConfirmation: boolean;
}

const FORM = /^f([a-z])\.([\w-]*)\.([^.]+)\.([\s\S]+)$/;

/** Of a dialog that was sent back; null for what was made neither by `toFormId` nor to confirm a click. */
export const readFormId = (customId: string): ReadFormId | null => {
  const [, letter = '', digest = '', thread = '', value = ''] = FORM.exec(customId) ?? [];
  const asked = readAsked(letter, digest, value);
  const threadId = unpackId(thread);
  if (!asked || threadId === null) return readConfirmation(customId);
  return { ...asked, threadId, isConfirmation: false };
};

const readConfirmation = (customId: string): ReadFormId | null => {
  const [, kind, letter = '', digest = '', value = ''] = BUTTON.exec(customId) ?? [];
  const asked = kind === KINDS.confirmed ? readAsked(letter, digest, value) : null;
  return asked && { ...asked, threadId: null, isConfirmation: true };
};

const fitting = (customId: string): string | null =>
  customId.length <= LIMITS.customId.max ? customId : null;

/** Discord may take spaces off the end. */
const isSendable = (value: string): boolean => value !== '' && value.isWellFormed() && value === value.trim();

/** Bytes in fewer letters than as hex digits. */
const toLetters = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');
/** null: these letters are no such number of bytes, or written in another way. */
const toHex = (letters: string, bytes: number): string | null => {
  const read = Buffer.from(letters, 'base64url');
  return read.length === bytes && read.toString('base64url') === letters ? read.toString('hex') : null;
};

const DIGEST_BYTES = 32;
const packDigest = (digest: string | undefined): string | null => {
  if (digest === undefined) return '';
  return /^[0-9a-f]{64}$/.test(digest) ? toLetters(digest) : null;
};
const unpackDigest = (packed: string): string | null => (packed === '' ? '' : toHex(packed, DIGEST_BYTES));

const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})/;
const UUID_BYTES = 16;
const UUID_LETTERS = 22;

/** An id that begins with a UUID is shortened, so that there is room for a digest and for another one. */
const packId = (id: string): string => {
  const found = UUID.exec(id)?.[0];
  return found ? `~${toLetters(found.replaceAll('-', ''))}${id.slice(found.length)}` : `=${id}`;
};

const unpackId = (packed: string): string | null => {
  if (packed.startsWith('=')) return packed.slice(1) || null;
  if (!packed.startsWith('~')) return null;
  const hex = toHex(packed.slice(1, 1 + UUID_LETTERS), UUID_BYTES);
  if (hex === null) return null;
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return `${uuid}${packed.slice(1 + UUID_LETTERS)}`;
};
