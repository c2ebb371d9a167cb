import { describe, expect, it } from 'vitest';
import { instanceNames } from '../../core/instance-values.ts';
import { copyVolume, plainCopyName, plainRef } from './labels.ts';

const tenantId = '0199f0aa-0000-7000-8000-0000000000aa';
const instanceId = '0199f0aa-0000-7000-8000-0000000000bb';
const other = '0199f0aa-0000-7000-8000-0000000000cc';
const ref = { tenantId, instanceId, ...instanceNames(tenantId, instanceId, 'main') };

describe('where an instance is', () => {
  it('is taken as it was made', () => expect(plainRef(ref)).toBe(ref));

  it.each([
    ['another organization’s namespace', { namespace: instanceNames(other, instanceId, 'main').namespace }],
    ['another instance’s release', { release: instanceNames(tenantId, other, 'main').release }],
    ['a namespace of the cluster', { namespace: 'kube-system' }],
    ['an option', { release: `--post-renderer-${instanceId}` }],
    ['a path', { namespace: `a/../../kube-system/x-${tenantId}` }],
    ['more than one line', { release: `openclaw-${instanceId}\n` }],
    ['no id', { tenantId: '', namespace: 'countersign-' }],
  ])('is never %s', (_what, over) => {
    expect(() => plainRef({ ...ref, ...over })).toThrow('invalid_request');
  });
});

describe('a copy', () => {
  it('has a volume of its own, with a name short enough for a job and its pods', () => {
    const names = ['last', 'before-2026.9.6-abc', 'before-2026.9.7-abc'].map((name) => copyVolume(ref, name));
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(`${name}-s-12345`.length).toBeLessThanOrEqual(63);
  });

  it.each(['', '-a', 'a b', 'A', '../a', 'a/b', 'a'.repeat(63), 'a\n'])('is never called %j', (name) => {
    expect(() => plainCopyName(name)).toThrow('invalid_request');
  });
});
