import { describe, expect, it } from 'vitest';
import type { ConsoleMessage } from '../../../core/ports/stores.ts';
import { mergeMessages } from './messages.ts';

const message = (slot: string, seq: number, revision: number): ConsoleMessage => ({
  threadId: 't',
  slot,
  seq,
  revision,
  author: { kind: 'bot' },
  body: { kind: 'text', text: `${slot} ${revision}` },
  visibleTo: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
});
const shown = (messages: readonly ConsoleMessage[]) =>
  messages.map(({ slot, revision }) => `${slot}@${revision}`);

describe('mergeMessages', () => {
  const known = [message('a', 1, 1), message('b', 2, 5)];

  it('takes a reading as it is when nothing is known', () => {
    expect(mergeMessages(undefined, known)).toBe(known);
  });

  it('puts what is new in its place', () => {
    expect(shown(mergeMessages([message('c', 3, 9)], known))).toEqual(['a@1', 'b@5', 'c@9']);
  });

  it('lets an edit replace what it edits', () => {
    expect(shown(mergeMessages(known, [message('b', 2, 6)]))).toEqual(['a@1', 'b@6']);
  });

  it('keeps what the stream told while an older reading was on its way', () => {
    const later = [...known, message('c', 3, 9)];
    expect(shown(mergeMessages(later, [message('a', 1, 1), message('b', 2, 4)]))).toEqual([
      'a@1',
      'b@5',
      'c@9',
    ]);
  });

  it('keeps the object of a message that did not change', () => {
    expect(mergeMessages(known, [message('a', 1, 1)])[0]).toBe(known[0]);
  });
});
