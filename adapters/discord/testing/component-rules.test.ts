import { describe, expect, it } from 'vitest';
import { LIMITS } from '../limits.ts';
import { checkMessage, checkModal } from './component-rules.ts';

const words = (count: number): string => 'x'.repeat(count);
const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const display = (content = 'x') => ({ type: 10, content });
const button = (over: object = {}) => ({ type: 2, style: 2, label: 'x', custom_id: 'x', ...over });
const row = (...components: readonly object[]) => ({ type: 1, components });
const container = (...components: readonly object[]) => ({ type: 17, components });
const input = (over: object = {}) => ({ type: 4, style: 1, custom_id: 'x', ...over });
const option = (over: object = {}) => ({ label: 'x', value: 'x', ...over });
const select = (...options: readonly object[]) => ({ type: 3, custom_id: 'x', options });
const label = (component: object = input(), over: object = {}) => ({
  type: 18,
  label: 'x',
  component,
  ...over,
});

const message = (...components: readonly object[]) => checkMessage({ components });
const modal = (components: readonly object[], over: object = {}) =>
  checkModal({ custom_id: 'x', title: 'x', components, ...over });

/** For each limit something that is exactly as large as is said. */
const MADE: Readonly<Record<keyof typeof LIMITS, (size: number) => readonly string[]>> = {
  componentsPerMessage: (size) => message(container(...times(size - 1, () => display()))),
  messageText: (size) => message(container(display(words(size - 100)), display(words(100)))),
  buttonsPerRow: (size) => message(row(...times(size, (index) => button({ custom_id: `${index}` })))),
  sectionTexts: (size) => message({ type: 9, components: times(size, () => display()), accessory: button() }),
  buttonLabel: (size) => message(row(button({ label: words(size) }))),
  buttonUrl: (size) => message(row({ type: 2, style: 5, label: 'x', url: words(size) })),
  customId: (size) => message(row(button({ custom_id: words(size) }))),
  modalTitle: (size) => modal([label()], { title: words(size) }),
  modalParts: (size) => modal(times(size, (index) => label(input({ custom_id: `${index}` })))),
  labelText: (size) => modal([label(input(), { label: words(size) })]),
  labelDescription: (size) => modal([label(input(), { description: words(size) })]),
  inputLength: (size) => modal([label(input({ max_length: size }))]),
  selectOptions: (size) => modal([label(select(...times(size, (index) => option({ value: `${index}` }))))]),
  optionLabel: (size) => modal([label(select(option({ label: words(size) })))]),
  optionValue: (size) => modal([label(select(option({ value: words(size) })))]),
};

describe('what Discord would refuse', () => {
  it.each(Object.entries(MADE))('is seen when it is one over, and only then: %s', (name, make) => {
    const { max } = LIMITS[name as keyof typeof LIMITS];
    expect(make(max)).toEqual([]);
    expect(make(max + 1)).not.toEqual([]);
  });

  it.each([
    ['nothing at all', []],
    ['an empty text', [display('')]],
    ['a text of spaces', [display(' \n ')]],
    ['half a character', [display('\ud800')]],
    ['a container in a container', [container(container(display()))]],
    ['an empty row', [row()]],
    ['a button outside a row', [button()]],
    ['two buttons with one id', [row(button(), button())]],
    ['a section without its button', [{ type: 9, components: [display()] }]],
    ['a field of a dialog', [label()]],
    ['words in the old manner', [{ content: 'x' }]],
  ])('is seen: %s', (_what, components) => {
    expect(checkMessage({ components })).not.toEqual([]);
  });

  it.each([
    '@everyone',
    'x @here',
    '<@1>',
    '<@&1>',
    '<#1>',
    '<t:1:Z>',
    '[x](javascript:1)',
    '[x](https://x.example) [',
    'https://x.example',
    ':tada:',
    '# x',
    'x\n- x',
    '> x',
    '1. x',
    '```\nx',
    '||x||',
  ])('is seen in a text: %s', (content) => {
    expect(message(display(content))).not.toEqual([]);
  });

  it.each([
    '**x** _x_',
    '-# x',
    '`x_y`',
    '```\n# x\n```',
    '[x](https://x.example/a)',
    '<t:1:R>',
    '\\<x> \\# \\[x\\]',
  ])('is no text of ours: %s', (content) => {
    expect(message(display(content))).toEqual([]);
  });

  it('is somebody who is called, and may not be', () => {
    const components = [display('<@1> <@&2>')];
    expect(checkMessage({ components, mentions: { users: ['1'], roles: ['2'] } })).toEqual([]);
    expect(checkMessage({ components, mentions: { users: ['1'], roles: [] } })).toHaveLength(1);
    expect(checkMessage({ components })).toHaveLength(2);
  });

  it('is a dialog that asks for nothing', () => {
    expect(modal([display()])).not.toEqual([]);
  });
});
