import { describe, expect, it } from 'vitest';
import { isRowNumber, isUuid, toJson, toJsonOrNull, toText } from './values.ts';

describe('values on their way into the database', () => {
  it.each([
    [{ a: 'plain "quoted" \\u0000 ünï 🚀' }],
    [['a', 1, null, true, { b: [] }]],
    ['\\ud83d written out'],
  ])('keeps %j as it is', (value) => {
    expect(JSON.parse(toJson(value))).toEqual(value);
  });

  it('replaces what no text can hold', () => {
    expect(toText('a\0b')).toBe('a\uFFFDb');
    expect(JSON.parse(toJson({ 'k\0': ['x\0', '\ud83d', '🚀'] }))).toEqual({
      'k\uFFFD': ['x\uFFFD', '\uFFFD', '🚀'],
    });
  });

  it('leaves out what is not there', () => {
    expect([toJsonOrNull(null), toJsonOrNull(undefined), toJsonOrNull([])]).toEqual([null, null, '[]']);
  });

  it('knows ids and numbers that can name a row', () => {
    expect(isUuid('01890000-0000-7000-8000-000000000000')).toBe(true);
    expect([isUuid(''), isUuid('T-1'), isUuid("'; drop table")]).toEqual([false, false, false]);
    expect([1, 2_147_483_647].map(isRowNumber)).toEqual([true, true]);
    expect([0, -1, 1.5, Number.NaN, 2_147_483_648].map(isRowNumber)).toEqual(Array(5).fill(false));
  });
});
