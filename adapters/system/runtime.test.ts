import { describe, expect, it } from 'vitest';
import { systemHasher, systemIds } from './runtime.ts';

describe('ids', () => {
  it('gives the same id to the same name, and another to another', () => {
    expect(systemIds.fromName('task/a/console/1')).toBe(systemIds.fromName('task/a/console/1'));
    expect(systemIds.fromName('task/a/console/1')).not.toBe(systemIds.fromName('task/a/console/2'));
  });

  it('keeps ids made from names for ever: this one was made by the first version', () => {
    expect(systemIds.fromName('task/a/console/1')).toBe('d0d8f0b0-720d-50ac-b781-e0ab5c2cf520');
  });

  it('sorts new ids by time', () => {
    const ids = Array.from({ length: 50 }, () => systemIds.next());
    expect([...ids].sort()).toEqual(ids);
  });
});

describe('digest', () => {
  it('does not depend on the order of keys, at any depth, nor on undefined members', () => {
    expect(systemHasher.digest({ a: 1, b: { c: [1, { d: 2, e: 3 }] } })).toBe(
      systemHasher.digest({ b: { c: [1, { e: 3, d: 2 }] }, a: 1, f: undefined }),
    );
  });

  it('depends on the order of a list and on every value', () => {
    expect(systemHasher.digest([1, 2])).not.toBe(systemHasher.digest([2, 1]));
    expect(systemHasher.digest({ a: '1' })).not.toBe(systemHasher.digest({ a: 1 }));
  });
});
