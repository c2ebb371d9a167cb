import { SEED } from './emulated-slack.ts';
import type { FrontState } from './front-state.ts';
import { type Json, json, list, word } from './json.ts';

/** How names behind ids are shown. */
export interface Names {
  user(id: string): string;
  channel(id: string): string;
  usergroup(id: string): string;
}

export const namesOf = (state: FrontState): Names => ({
  user: (id) => {
    if (id === SEED.botUserId) return 'Countersign';
    return Object.values(state.people ?? {}).find(({ userId }) => userId === id)?.name ?? id;
  },
  channel: (id) => Object.entries(SEED.channels).find(([, known]) => known === id)?.[0] ?? id,
  usergroup: (id) => state.usergroups.get(id)?.handle ?? id,
});

const unescaped = (words: string): string =>
  words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** What stands between angle brackets, as its reader sees it. */
const inside = (names: Names, marked: string): string => {
  const bar = marked.indexOf('|');
  const target = bar < 0 ? marked : marked.slice(0, bar);
  const label = bar < 0 ? null : marked.slice(bar + 1);
  if (target.startsWith('@')) return `@${names.user(target.slice(1))}`;
  if (target.startsWith('#')) return `#${label ?? names.channel(target.slice(1))}`;
  if (target.startsWith('!subteam^')) return `@${names.usergroup(target.slice('!subteam^'.length))}`;
  if (target.startsWith('!date^')) return label ?? target;
  if (target.startsWith('!')) return `@${label ?? target.slice(1)}`;
  return label ?? target.replace(/^mailto:/, '');
};

/** A mark formats only at the edge of words; a word joiner beside it keeps it a plain character. */
const MARKED = /(?<![\p{L}\p{N}\u2060])([*_~`])(?![\s\u2060])([^\n]*?[^\s\u2060])\1(?![\p{L}\p{N}\u2060])/gu;

/** Slack's markup as it is read: formatted, without the marks that format. */
export const mrkdwnWords = (names: Names, marked: string): string =>
  marked
    .split(/(<[^<>]+>)/)
    .map((part) =>
      /^<[^<>]+>$/.test(part) ? inside(names, part.slice(1, -1)) : part.replaceAll(MARKED, '$2'),
    )
    .map(unescaped)
    .join('')
    .replaceAll('\u2060', '');

export const textWords = (names: Names, value: unknown): string => {
  const { type, text } = json(value);
  return type === 'mrkdwn' ? mrkdwnWords(names, word(text)) : unescaped(word(text));
};

const richWords = (names: Names, element: Json): string => {
  const parts = (): readonly string[] => list(element.elements).map((one) => richWords(names, one));
  switch (element.type) {
    case 'rich_text_list':
      return parts()
        .map((item) => `• ${item}`)
        .join('\n');
    case 'rich_text_section':
    case 'rich_text_preformatted':
    case 'rich_text_quote':
      return parts().join('');
    case 'user':
      return `@${names.user(word(element.user_id))}`;
    case 'usergroup':
      return `@${names.usergroup(word(element.usergroup_id))}`;
    case 'channel':
      return `#${names.channel(word(element.channel_id))}`;
    case 'broadcast':
      return `@${word(element.range)}`;
    case 'date':
      return word(element.fallback);
    case 'emoji':
      return `:${word(element.name)}:`;
    case 'link':
      return word(element.text) || word(element.url);
    default:
      return word(element.text);
  }
};

const richText = (names: Names, block: Json): string =>
  list(block.elements)
    .map((element) => richWords(names, element))
    .join('\n');

const tableWords = (names: Names, { rows }: Json): string =>
  (Array.isArray(rows) ? rows : [])
    .map((row) =>
      list(row)
        .map((cell) => (cell.type === 'rich_text' ? richText(names, cell) : word(cell.text)))
        .join(' | '),
    )
    .join('\n');

/** The words of one block, without the labels of its buttons. */
export const blockWords = (names: Names, block: Json): string => {
  const texts = (...values: readonly unknown[]): string =>
    values
      .map((value) => textWords(names, value))
      .filter((words) => words !== '')
      .join('\n');
  switch (block.type) {
    case 'rich_text':
      return richText(names, block);
    case 'context':
      return list(block.elements)
        .map((element) => (element.type === 'image' ? word(element.alt_text) : textWords(names, element)))
        .join(' ');
    case 'input':
      return texts(block.label, block.hint);
    case 'image':
      return texts(block.title) || word(block.alt_text);
    case 'markdown':
      return word(block.text);
    case 'table':
      return tableWords(names, block);
    case 'divider':
    case 'actions':
      return '';
    default:
      return texts(block.title, block.text, ...list(block.fields));
  }
};
