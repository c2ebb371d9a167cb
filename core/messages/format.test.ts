import { describe, expect, it } from 'vitest';
import type { Text } from '../text.ts';
import { raw, text } from '../text.ts';
import { formatDuration, formatText, formatTime, missingParams, type Reader } from './format.ts';

const en: Reader = { locale: 'en', timeZone: 'UTC', now: new Date('2026-11-23T10:15:00Z') };
const es: Reader = { ...en, locale: 'es', timeZone: 'Europe/Madrid' };

describe('a text for its reader', () => {
  it.each<[string, Text, Reader, string]>([
    ['data as it is', raw('<b>{not} a message</b>'), es, '<b>{not} a message</b>'],
    ['their language', text('card.steps_left', { count: 1 }), es, 'falta 1 paso'],
    ['their language', text('card.steps_left', { count: 2 }), en, '2 steps to go'],
    ['a text in a text', text('approval.for', { who: text('approval.role.admin') }), en, 'for @admins'],
    ['their time zone', text('approval.at', { at: { at: '2026-11-23T10:15:00Z' } }), en, 'Mon 10:15'],
    ['their time zone', text('approval.at', { at: { at: '2026-11-23T10:15:00Z' } }), es, 'lun, 11:15'],
    ['a duration', text('card.took', { duration: { ms: 220_000 } }), en, '3 min 40 s'],
    ['money', text('card.cost', { cost: 0.004 }), en, '$0.004'],
    ['money', text('card.cost', { cost: 12 }), es, '12,00\u00a0US$'],
    ['a large number', text('card.tokens', { tokens: 18_200 }), en, '18,200 tokens'],
    [
      'values that look like messages',
      text('error.unknown_runbook', { name: '{name} # <b>' }),
      en,
      'There is no runbook named {name} # <b>. Nothing was started. /help lists the runbooks.',
    ],
  ])('%s', (_what, shown, reader, words) => {
    expect(formatText(shown, reader)).toBe(words);
  });

  it.each([
    [undefined, 'Ana rejected it. It was not run.'],
    ['', 'Ana rejected it. It was not run.'],
    ['wrong folder', 'Ana rejected it (“wrong folder”). It was not run.'],
    // The words that messages choose by are words a person may write.
    ['none', 'Ana rejected it (“none”). It was not run.'],
    ['other', 'Ana rejected it (“other”). It was not run.'],
  ])('leaves out what is empty: %s', (reason, words) => {
    const params = reason === undefined ? { by: 'Ana' } : { by: 'Ana', reason };
    expect(formatText(text('error.approval_rejected', params), en)).toBe(words);
  });

  it('marks what is missing rather than showing nothing, or breaking the page', () => {
    expect(formatText(text('approval.at'), en)).toBe('[at]');
    expect(formatText(text('card.steps_left'), en)).toBe('[card.steps_left]');
    expect(formatText({ t: 'gone.since.yesterday' } as unknown as Text, en)).toBe('[gone.since.yesterday]');
  });

  it('can name what is missing, also in the texts inside', () => {
    expect(missingParams(text('card.steps_left', { count: 1 }), 'en')).toEqual([]);
    expect(missingParams(text('error.approval_rejected', { by: 'Ana' }), 'en')).toEqual([]);
    expect(missingParams(text('approval.for', { who: text('approval.or', { first: 'a' }) }), 'en')).toEqual([
      'approval.or: second',
    ]);
    expect(missingParams(text('error.time_spent'), 'es')).toEqual(['error.time_spent: minutes']);
  });
});

describe('times and durations', () => {
  it.each([
    [0, '0 s'],
    [180, '0.2 s'],
    [9_940, '9.9 s'],
    [14_000, '14 s'],
    [59_600, '1 min'],
    [60_000, '1 min'],
    [220_000, '3 min 40 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [90_000_000, '25 h'],
  ])('%i ms is %s', (ms, words) => {
    expect(formatDuration(ms, 'en')).toBe(words);
  });

  it('names the day, and the date when the day alone could be another one', () => {
    expect(formatTime('2026-11-24T10:15:00Z', en)).toBe('Tue 10:15');
    expect(formatTime('2026-12-24T00:05:00Z', en)).toBe('Thu, Dec 24, 00:05');
    expect(formatTime('2026-12-24T00:05:00Z', es)).toBe('jue, 24 dic, 01:05');
  });
});
