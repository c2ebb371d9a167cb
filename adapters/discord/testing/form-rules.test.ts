import { describe, expect, test } from 'vitest';
import { problemsOf, problemsOfChoices, problemsOfModal } from './form-rules.ts';
import type { Json } from './json.ts';

const V2 = 1 << 15;
const text = (content: string) => ({ type: 10, content });
const button = (over: object = {}) => ({ type: 2, style: 1, label: 'Go', custom_id: 'go', ...over });
const row = (...components: readonly object[]) => ({ type: 1, components });
const card = (...components: readonly object[]) => ({ flags: V2, components });
const many = <T>(size: number, make: (nth: number) => T): readonly T[] =>
  Array.from({ length: size }, (_none, nth) => make(nth));
const options = (size: number) => many(size, (nth) => ({ label: `o${nth}`, value: `${nth}` }));
const select = (size: number) => ({ type: 3, custom_id: 's', options: options(size) });
const field = (id: string) => ({ type: 18, label: 'Why', component: { type: 4, style: 1, custom_id: id } });
const modal = (over: object = {}) => ({ custom_id: 'm', title: 'Why', components: [field('a')], ...over });

const codes = (problems: readonly { readonly code: string }[]) => problems.map(({ code }) => code);

describe('messages', () => {
  const TAKEN: Readonly<Record<string, Json>> = {
    words: { content: 'x'.repeat(2_000) },
    'rows of buttons': { content: 'x', components: [row(button())] },
    'texts of just 4,000': card(text('x'.repeat(2_000)), text('x'.repeat(2_000))),
    'just 40 parts': card({ type: 17, components: many(39, () => text('x')) }),
    'five buttons': card(row(...many(5, (nth) => button({ custom_id: `${nth}` })))),
    'a list of 25': card(row(select(25))),
    'a section': card({ type: 9, components: [text('x')], accessory: button() }),
  };
  test.each(Object.entries(TAKEN))('%s are taken', (_name, message) => {
    expect(problemsOf(message)).toEqual([]);
  });

  const REFUSED: Readonly<Record<string, readonly [Json, string]>> = {
    'too many words': [{ content: 'x'.repeat(2_001) }, 'BASE_TYPE_MAX_LENGTH'],
    'a long nonce': [{ content: 'x', nonce: 'x'.repeat(26) }, 'BASE_TYPE_MAX_LENGTH'],
    '41 parts': [
      card({ type: 17, components: many(40, () => text('x')) }),
      'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
    ],
    '4,001 characters': [
      card(text('x'.repeat(2_000)), text('x'.repeat(2_001))),
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
    ],
    'words beside components': [
      { ...card(text('x')), content: 'x' },
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
    ],
    'nothing in it': [card(), 'BASE_TYPE_BAD_LENGTH'],
    'an empty text': [card(text('')), 'BASE_TYPE_REQUIRED'],
    'a long id': [card(row(button({ custom_id: 'x'.repeat(101) }))), 'BASE_TYPE_BAD_LENGTH'],
    'an id twice': [card(row(button(), button())), 'COMPONENT_CUSTOM_ID_DUPLICATED'],
    'a long label': [card(row(button({ label: 'x'.repeat(81) }))), 'BASE_TYPE_MAX_LENGTH'],
    'six buttons': [card(row(...many(6, (nth) => button({ custom_id: `${nth}` })))), 'BASE_TYPE_BAD_LENGTH'],
    '26 choices': [card(row(select(26))), 'BASE_TYPE_BAD_LENGTH'],
    'a text without the flag': [{ content: 'x', components: [text('x')] }, 'BASE_TYPE_CHOICES'],
    'a link with a script': [
      card(row(button({ style: 5, custom_id: undefined, url: 'javascript:1' }))),
      'URL_TYPE_INVALID_SCHEME',
    ],
  };
  test.each(Object.entries(REFUSED))('%s is refused', (_name, [message, code]) => {
    expect(codes(problemsOf(message))).toContain(code);
  });
});

describe('forms', () => {
  test('are taken', () => {
    expect(problemsOfModal(modal({ components: [text('x'), field('a'), field('b')] }))).toEqual([]);
  });
  test.each([
    ['a long title', modal({ title: 'x'.repeat(46) })],
    ['six parts', modal({ components: many(6, (nth) => field(`${nth}`)) })],
    ['an id twice', modal({ components: [field('a'), field('a')] })],
    ['a long label', modal({ components: [{ ...field('a'), label: 'x'.repeat(46) }] })],
    ['a button', modal({ components: [row(button())] })],
  ])('with %s are refused', (_name, broken) => {
    expect(problemsOfModal(broken)).not.toEqual([]);
  });
});

test('choices are 25 at most', () => {
  const choices = (size: number) => ({ choices: many(size, (nth) => ({ name: `${nth}`, value: nth })) });
  expect(problemsOfChoices(choices(25))).toEqual([]);
  expect(problemsOfChoices(choices(26))).not.toEqual([]);
});
