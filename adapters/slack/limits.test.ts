import { describe, expect, it } from 'vitest';
import { fitTo, LIMITS, type SlackLimit, sizeOf, split } from './limits.ts';

const texts = Object.entries<SlackLimit>(LIMITS).filter(([, { unit }]) => unit !== 'items');
const counts = Object.entries<SlackLimit>(LIMITS).filter(([, { unit }]) => unit === 'items');

/** A letter, a character that Slack counts escaped, one of four bytes, one of three. */
const CHARACTERS = ['a', '&', '🙂', '漢'];

describe('what Slack takes', () => {
  describe.each(texts)('%s', (_name, limit) => {
    it.each(CHARACTERS)(
      'leaves as much as there is room for alone, and cuts what is longer: %s',
      (character) => {
        const each = sizeOf(character, limit);
        const most = character.repeat(Math.floor(limit.max / each));
        expect(fitTo(most, limit)).toBe(most);
        const cut = fitTo(most + character, limit);
        expect(cut.endsWith('…')).toBe(true);
        expect(sizeOf(cut, limit)).toBeLessThanOrEqual(limit.max);
        expect(sizeOf(cut, limit)).toBeGreaterThan(limit.max - 2 * each - 3);
        expect(cut.isWellFormed()).toBe(true);
      },
    );
  });

  it.each(counts)('%s is a whole number of things', (_name, { max }) => {
    expect(Number.isInteger(max) && max > 0).toBe(true);
  });

  it('counts the text of a message in bytes after escaping', () => {
    expect(sizeOf('a&ä', LIMITS.messageText)).toBe(1 + 5 + 2);
    expect(sizeOf('a&ä', LIMITS.buttonText)).toBe(1 + 5 + 1);
  });
});

describe('splitting', () => {
  it('loses nothing and keeps every piece within its size', () => {
    const words = `${'One line of it.\n'.repeat(30)}\n${'another & more '.repeat(80)}🙂${'x'.repeat(500)}`;
    const pieces = split(words, 100);
    expect(pieces.join('')).toBe(words);
    for (const piece of pieces) {
      expect(sizeOf(piece, LIMITS.sectionText)).toBeLessThanOrEqual(100);
      expect(piece.isWellFormed()).toBe(true);
    }
  });

  it.each([
    ['between paragraphs', 'first part\nof it\n\nsecond part', 24, 'first part\nof it\n\n'],
    ['between lines', 'first line of it\nsecond line', 20, 'first line of it\n'],
    ['between words', 'some words in a line', 12, 'some words '],
    ['anywhere, when it is one long word', 'abcdefghij', 4, 'abcd'],
    ['never inside a character', '🙂🙂🙂', 3, '🙂'],
  ])('%s', (_where, words, max, first) => {
    expect(split(words, max)[0]).toBe(first);
  });
});
