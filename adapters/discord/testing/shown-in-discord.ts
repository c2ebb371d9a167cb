import { unescapeText } from '../render/escape.ts';

export interface ShownButton {
  readonly label: string;
  readonly customId: string;
  readonly style: number;
}

export interface ShownInDiscord {
  /** Without the labels of buttons. */
  readonly words: string;
  readonly buttons: readonly ShownButton[];
}

type Json = Readonly<Record<string, unknown>>;
const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

const withNested = (component: Json): readonly Json[] => [
  component,
  ...[...objects(component.components), ...objects([component.accessory])]
    .filter((one) => one !== undefined)
    .flatMap(withNested),
];

const CODE = /(```\n[\s\S]*?\n```|(?<![\\`])`{1,2}(?!`)[^\n]*?[^`]`{1,2}(?!`))/;
const LINK = /(?<!\\)\[([^[\]\n]+)\]\(https?:\/\/[^\s()<>]+\)/g;

/** Looks and marks taken off, escaped characters as they are seen. */
const read = (written: string): string =>
  written
    .split(CODE)
    .map((piece, index) =>
      index % 2 === 1
        ? piece
            .replace(/^(```\n|`{1,2})/, '')
            .replace(/(\n```|`{1,2})$/, '')
            .replaceAll('\u200b', '')
        : unescapeText(
            piece
              .replaceAll(/^-# /gm, '')
              .replaceAll(LINK, '$1')
              .replaceAll(/(?<!\\)\*\*/g, '')
              .replaceAll(/(?<!\\)_/g, ''),
          ),
    )
    .join('');

/** What a person reads of components, and can click. */
export const shownInDiscord = (components: readonly unknown[]): ShownInDiscord => {
  const all = objects(components).flatMap(withNested);
  return {
    words: all
      .filter(({ type }) => type === 10)
      .map(({ content }) => read(String(content)))
      .join('\n'),
    buttons: all
      .filter(({ type }) => type === 2)
      .map(({ label, custom_id: customId, style }) => ({
        label: String(label),
        customId: String(customId),
        style: Number(style),
      })),
  };
};
