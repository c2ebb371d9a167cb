import {
  type APIComponentInContainer,
  type APITextDisplayComponent,
  ComponentType,
  SeparatorSpacingSize,
} from 'discord.js';
import { LIMITS } from '../limits.ts';
import { type NextId, rowComponent, rowParts } from './components.ts';
import { codeBlock } from './escape.ts';
import type { Item } from './items.ts';
import { toMarkdown, toPlain } from './parts.ts';
import type { DiscordReader } from './reader.ts';

/** One message while it fills. */
export interface Page {
  /** False: it does not fit any more, and nothing was added. */
  add(item: Item): boolean;
  readonly components: APIComponentInContainer[];
}

export interface PageOptions {
  readonly reader: DiscordReader;
  readonly nextId: NextId;
  /** Components that will be added at the end; there has to be room for them. */
  readonly reserved: readonly APIComponentInContainer[];
}

type Json = Readonly<Record<string, unknown>>;

const inside = ({ components, accessory }: Json): readonly Json[] => [
  ...(Array.isArray(components) ? (components as readonly Json[]) : []),
  ...(accessory ? [accessory as Json] : []),
];

/** How many there are, nested ones too. */
const countOf = (component: object): number =>
  1 + inside({ ...component }).reduce((sum, one) => sum + countOf(one), 0);

/** What it takes of a message's text. Labels of buttons are counted too, for nobody says that they are not. */
const textOf = (component: object): number => {
  const { content, label } = component as Json;
  const own = [content, label].reduce<number>(
    (sum, words) => sum + (typeof words === 'string' ? words.length : 0),
    0,
  );
  return own + inside({ ...component }).reduce((sum, one) => sum + textOf(one), 0);
};

const sum = (components: readonly object[], of: (component: object) => number): number =>
  components.reduce<number>((total, component) => total + of(component), 0);

export const createPage = ({ reader, nextId, reserved }: PageOptions): Page => {
  const components: APIComponentInContainer[] = [];
  // The container that holds all of it counts as well.
  let count = 1 + sum(reserved, countOf);
  let size = sum(reserved, textOf);
  let isApart = true;

  const put = (component: APIComponentInContainer, instead: APIComponentInContainer | null): boolean => {
    const nextCount = count + countOf(component) - (instead ? countOf(instead) : 0);
    const nextSize = size + textOf(component) - (instead ? textOf(instead) : 0);
    if (nextCount > LIMITS.componentsPerMessage.max || nextSize > LIMITS.messageText.max) return false;
    components.splice(components.length - (instead ? 1 : 0), instead ? 1 : 0, component);
    count = nextCount;
    size = nextSize;
    return true;
  };

  const putText = (content: string, isRest: boolean): boolean => {
    const last = components.at(-1);
    const open = !isApart && last?.type === ComponentType.TextDisplay ? last : null;
    // A text of nothing but spaces is none.
    if (!open && !/\S/.test(content)) return true;
    const written = open ? `${open.content}${isRest ? '' : '\n'}${content}` : content;
    const shown: APITextDisplayComponent = { type: ComponentType.TextDisplay, content: written };
    if (!put(shown, open)) return false;
    isApart = false;
    return true;
  };

  return {
    components,
    add(item) {
      switch (item.kind) {
        case 'gap':
          isApart = true;
          return true;
        case 'rule':
          isApart = true;
          return put(
            { type: ComponentType.Separator, divider: true, spacing: SeparatorSpacingSize.Small },
            null,
          );
        case 'row':
          isApart = true;
          return put(rowComponent(item.row, reader, nextId), null);
        case 'code':
          return putText(codeBlock(item.words), false);
        case 'line':
          return putText(toMarkdown(item.parts), item.rest === true);
      }
    },
  };
};

/** The words of an item without any markup, for a file. */
export const plainLines = (item: Item, reader: DiscordReader): readonly string[] => {
  if (item.kind === 'line') return [toPlain(item.parts, reader)];
  if (item.kind === 'code') return [item.words];
  if (item.kind === 'gap') return [''];
  if (item.kind === 'rule') return ['', '---', ''];
  return [
    rowParts(item.row, reader)
      .map((parts) => toPlain(parts, reader))
      .join(' · '),
  ];
};
