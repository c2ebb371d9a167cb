import { createHash } from 'node:crypto';
import type { Clock, Hasher, Ids } from '../ports/runtime.ts';

/** A clock that stands until it is moved. */
export const createTestClock = (start = '2026-11-23T10:15:00.000Z'): Clock & { pass(ms: number): void } => {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    pass: (ms) => {
      now += ms;
    },
  };
};

const asUuid = (hex: string): string =>
  hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-8$4-$5');

const sha256 = (words: string): string => createHash('sha256').update(words).digest('hex');

export const testHasher: Hasher = { digest: (value) => sha256(JSON.stringify(value)) };

/** Ids that are the same in every run. */
export const createTestIds = (): Ids => {
  let count = 0;
  return {
    next: () => {
      count += 1;
      return asUuid(sha256(`next ${count}`));
    },
    fromName: (name) => asUuid(sha256(name)),
  };
};
