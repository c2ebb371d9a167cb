import { describe, expect, it } from 'vitest';
import { preferredLocale } from './words.ts';

describe('preferredLocale', () => {
  it.each([
    ['en', 'en'],
    ['es-MX,es;q=0.9', 'es'],
    ['fr, es;q=0.3, en;q=0.8', 'en'],
    ['ES', 'es'],
    ['es;q=0, en;q=0.1', 'en'],
    ['fr', null],
    ['*', null],
    ['', null],
    [';;,,q=', null],
    [undefined, null],
  ])('%s is %s', (header, locale) => {
    expect(preferredLocale(header)).toBe(locale);
  });
});
