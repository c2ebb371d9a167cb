import { describe, expect, it } from 'vitest';
import { type DiscordLimit, fitTo, LIMITS, split } from './limits.ts';

const texts = Object.entries<DiscordLimit>(LIMITS).filter(([, { unit }]) => unit === 'characters');
const counts = Object.entries<DiscordLimit>(LIMITS).filter(([, { unit }]) => unit === 'items');

/** A letter, one of two units, one of one unit but three bytes. */
const CHARACTERS = ['a', '🙂', '漢'];

describe('what Discord takes', () => {
  describe.each(texts)('%s', (_name, limit) => {
    it.each(CHARACTERS)(
      'leaves as much as there is room for alone, and cuts what is longer: %s',
      (character) => {
        const most = character.repeat(Math.floor(limit.max / character.length));
        expect(fitTo(most, limit)).toBe(most);
        const cut = fitTo(most + character, limit);
        expect(cut.endsWith('…')).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(limit.max);
        expect(cut.length).toBeGreaterThan(limit.max - 2 * character.length - 1);
        expect(cut.isWellFormed()).toBe(true);
      },
    );
  });

  it.each(counts)('%s is a whole number of things', (_name, { max }) => {
    expect(Number.isInteger(max) && max > 0).toBe(true);
  });
});

describe('splitting', () => {
  it('loses nothing and keeps every piece within its size', () => {
    const words = `${'One line of it.\n'.repeat(30)}\n${'another * more '.repeat(80)}🙂${'x'.repeat(500)}`;
    const pieces = split(words, 100, (character) => (character === '*' ? 2 : character.length));
    expect(pieces.join('')).toBe(words);
    for (const piece of pieces) {
      expect(piece.replaceAll('*', '**').length).toBeLessThanOrEqual(100);
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
