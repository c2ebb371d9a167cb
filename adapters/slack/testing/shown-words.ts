import { unescapeText } from '../render/escape.ts';

/** One button as a person sees it, with the block it stands in. */
export interface ShownButton {
  readonly label: string;
  readonly actionId: string;
  readonly value: string;
  readonly blockId: string;
  readonly style: string;
}

export interface Shown {
  /** Without the labels of buttons. */
  readonly words: string;
  readonly buttons: readonly ShownButton[];
}

type Json = Readonly<Record<string, unknown>>;
const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `<url|label>` and the like, as Slack shows them. */
const unmarked = (written: string): string =>
  unescapeText(written.replaceAll(/<(?:[^<>|]*\|)?([^<>]*)>/g, (_whole, label: string) => label));

const textOf = (value: unknown): string => {
  const { type, text } = (value ?? {}) as Json;
  return type === 'mrkdwn' ? unmarked(words(text)) : unescapeText(words(text));
};

const richWords = (element: Json): string => {
  if (element.elements) return objects(element.elements).map(richWords).join('');
  if (element.type === 'date') return words(element.fallback);
  if (element.type === 'user') return `@${words(element.user_id)}`;
  if (element.type === 'usergroup') return `@${words(element.usergroup_id)}`;
  return words(element.text);
};

const blockWords = (block: Json): string => {
  switch (block.type) {
    case 'rich_text':
      return objects(block.elements).map(richWords).join('\n');
    case 'context':
      return objects(block.elements).map(textOf).join(' ');
    case 'divider':
      return '---';
    case 'input':
      return textOf(block.label);
    default:
      return textOf(block.text);
  }
};

const buttonsOf = (block: Json): readonly ShownButton[] => {
  const elements = [...(block.type === 'actions' ? objects(block.elements) : []), block.accessory as Json];
  return elements
    .filter((element) => element?.type === 'button')
    .map((button) => ({
      label: textOf(button.text),
      actionId: words(button.action_id),
      value: words(button.value),
      blockId: words(block.block_id),
      style: words(button.style) || 'plain',
    }));
};

/** What a person reads of blocks, and can click. */
export const shownIn = (blocks: readonly unknown[]): Shown => {
  const found = objects(blocks);
  return {
    words: found
      .map(blockWords)
      .filter((line) => line !== '')
      .join('\n'),
    buttons: found.flatMap(buttonsOf),
  };
};
