import type { ActionsBlock, Button, ContextBlock, KnownBlock, PlainTextElement } from '@slack/types';
import type { CardButton, CardListRow } from '../../../core/card.ts';
import { type Text, text } from '../../../core/text.ts';
import { fitTo, LIMITS, type SlackLimit, sizeOf } from '../limits.ts';
import { escapeText, plain } from './escape.ts';
import { toUrl } from './items.ts';
import { type Part, toMrkdwn, toParts, toPlain, words } from './parts.ts';
import type { SlackReader } from './reader.ts';

/** Words as they are: no emoji made of `:words:`, no markup. */
export const plainText = (written: string, limit: SlackLimit): PlainTextElement => ({
  type: 'plain_text',
  text: escapeText(fitTo(written, limit)) || ' ',
  emoji: false,
});

export const plainOf = (words: Text, reader: SlackReader, limit: SlackLimit): PlainTextElement =>
  plainText(toPlain(toParts(words, reader), reader), limit);

/** Names for the clickable parts of one message or view: what is asked for, and a number where it is there already. */
export const createActionIds = (): ((action: string) => string) => {
  const counts = new Map<string, number>();
  return (action) => {
    const count = counts.get(action) ?? 0;
    counts.set(action, count + 1);
    return count === 0 ? action : `${action}:${count}`;
  };
};

/** What a button asks for, from its `action_id`. */
export const readActionName = (actionId: string): string => actionId.split(':')[0] ?? '';

const ACTIONS_ID = /^act:([0-9a-f]{64})(?::\d+)?$/;

/** The digest that was shown where the click happened, from the block's id; null where none was. */
export const readShownDigest = (blockId: string): string | null => ACTIONS_ID.exec(blockId)?.[1] ?? null;

export const toButton = (
  { action, value, label, style, confirm }: CardButton,
  reader: SlackReader,
  nextId: (action: string) => string,
): Button => ({
  type: 'button',
  action_id: nextId(action),
  value,
  text: plainOf(label, reader, LIMITS.buttonText),
  ...(style === 'plain' ? {} : { style }),
  ...(confirm
    ? {
        confirm: {
          title: plainOf(confirm.title, reader, LIMITS.confirmTitle),
          text: plainOf(confirm.body, reader, LIMITS.confirmText),
          confirm: plainOf(confirm.button, reader, LIMITS.confirmButton),
          deny: plainOf(text('page.cancel'), reader, LIMITS.confirmButton),
          ...(style === 'plain' ? {} : { style }),
        },
      }
    : {}),
});

/** An id that had to be cut would be another one: such a button can't be offered. */
const canBeSent = ({ value }: CardButton): boolean =>
  value !== '' && sizeOf(value, LIMITS.buttonValue) <= LIMITS.buttonValue.max;

/** `mark` says what these buttons stand under: the digest of an approval, or a number. */
export const actionsBlocks = (
  buttons: readonly CardButton[],
  mark: string,
  reader: SlackReader,
  nextId: (action: string) => string,
): readonly ActionsBlock[] => {
  const elements = buttons.filter(canBeSent).map((button) => toButton(button, reader, nextId));
  const most = LIMITS.actionsElements.max;
  return Array.from({ length: Math.ceil(elements.length / most) }, (_, index) => ({
    type: 'actions',
    block_id: index === 0 ? `act:${mark}` : `act:${mark}:${index}`,
    elements: elements.slice(index * most, (index + 1) * most),
  }));
};

const ROW_TITLE: SlackLimit = { ...LIMITS.sectionText, max: 300 };
const ROW_META: SlackLimit = { ...LIMITS.sectionText, max: 300 };

/** What it is with its button beside it; below, in small, the rest. */
export const rowBlocks = (
  { sign, title, meta, href, button }: CardListRow,
  reader: SlackReader,
  nextId: (action: string) => string,
): readonly KnownBlock[] => {
  const named = toPlain(toParts(title, reader), reader);
  const most = LIMITS.contextElements.max;
  const link = href && reader.publicUrl ? [openLink(toUrl(reader.publicUrl, href), reader)] : [];
  const shown = meta.slice(0, most - link.length).map((part, index) => metaElement(part, index > 0, reader));
  const elements = [...shown, ...link];
  return [
    {
      type: 'section',
      text: plainText(`${sign} ${named}`, ROW_TITLE),
      ...(button && canBeSent(button) ? { accessory: toButton(button, reader, nextId) } : {}),
    },
    ...(elements.length > 0 ? [{ type: 'context' as const, elements }] : []),
  ];
};

/** Only a moment needs markup. */
const metaElement = (meta: Text, isNext: boolean, reader: SlackReader): ContextBlock['elements'][number] => {
  const parts = [...(isNext ? [words('· ')] : []), ...toParts(meta, reader)];
  if (parts.every((part) => !('at' in part))) return plainText(toPlain(parts, reader), ROW_META);
  const short = parts.map((part): Part => ('words' in part ? words(fitTo(part.words, ROW_META)) : part));
  return { type: 'mrkdwn', text: toMrkdwn(short, reader), verbatim: true };
};

const openLink = (url: string, reader: SlackReader): ContextBlock['elements'][number] => ({
  type: 'mrkdwn',
  text: `<${encodeURI(url).replaceAll('|', '%7C')}|${plain(toPlain(toParts(text('slack.open'), reader), reader))}>`,
  verbatim: true,
});

export const heading = (words: Text, reader: SlackReader): KnownBlock => ({
  type: 'header',
  text: plainOf(words, reader, LIMITS.headerText),
});
