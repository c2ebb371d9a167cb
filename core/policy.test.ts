import { describe, expect, it } from 'vitest';
import type { Evidence } from './approval.ts';
import { addEvidence, computeRisk, decidePolicy, NO_EVIDENCE } from './policy.ts';
import type { RiskLabel, SkillAction } from './skill.ts';

const action = (labels: readonly RiskLabel[], over: Partial<SkillAction> = {}): SkillAction => ({
  skill: 'files',
  action: 'touch',
  description: '',
  backend: 'mcp',
  inputSchema: {},
  labels,
  idempotent: true,
  undoable: true,
  digest: 'd',
  targetArgument: 'path',
  approval: 'default',
  enabled: true,
  ...over,
});

describe('decidePolicy', () => {
  it.each<[string, SkillAction, string]>([
    ['what only reads runs', action(['reads_private']), 'run'],
    ['what has no label runs', action([]), 'run'],
    ['what writes is asked for', action(['writes']), 'approval'],
    ['reading and sending is asked for', action(['reads_private', 'sends_outside']), 'approval'],
    ['the configuration may let a write run', action(['writes'], { approval: 'never' }), 'run'],
    ['the configuration may ask for a read', action(['reads_private'], { approval: 'always' }), 'approval'],
    ['what is switched off is refused', action([], { enabled: false }), 'refuse'],
  ])('%s', (_name, asked, kind) => {
    expect(decidePolicy(asked).kind).toBe(kind);
  });
});

describe('computeRisk', () => {
  const readPrivate: Evidence = { ...NO_EVIDENCE, readPrivate: true };
  const readOutside: Evidence = { ...NO_EVIDENCE, readUntrusted: true };
  it.each<[string, SkillAction, Evidence, string]>([
    ['a read', action(['reads_private']), NO_EVIDENCE, 'low'],
    ['a write that can be undone', action(['writes']), NO_EVIDENCE, 'medium'],
    ['a destructive write', action(['writes', 'destructive']), NO_EVIDENCE, 'high'],
    ['spending', action(['spends']), NO_EVIDENCE, 'high'],
    ['sending', action(['sends_outside']), NO_EVIDENCE, 'medium'],
    ['sending after private data was read', action(['sends_outside']), readPrivate, 'high'],
    ['an undoable write after outside text was read', action(['writes']), readOutside, 'medium'],
    [
      'a lasting write after outside text was read',
      action(['writes'], { undoable: false }),
      readOutside,
      'high',
    ],
    ['a read after outside text was read', action(['reads_private']), readOutside, 'low'],
  ])('%s', (_name, asked, evidence, level) => {
    expect(computeRisk(asked, evidence).level).toBe(level);
  });
});

describe('addEvidence', () => {
  it('keeps what was read, newest twenty, and what kind it was', () => {
    let evidence = NO_EVIDENCE;
    for (let i = 0; i < 25; i += 1) {
      evidence = addEvidence(evidence, { name: `r${i}`, summary: '' }, ['reads_private']);
    }
    expect(evidence.reads).toHaveLength(20);
    expect(evidence.reads.at(-1)?.name).toBe('r24');
    expect(evidence).toMatchObject({ readPrivate: true, readUntrusted: false });
    expect(addEvidence(evidence, { name: 'web', summary: '' }, ['reads_untrusted'])).toMatchObject({
      readUntrusted: true,
    });
  });

  it('does not count a write as something seen', () => {
    expect(addEvidence(NO_EVIDENCE, { name: 'w', summary: '' }, ['writes'])).toBe(NO_EVIDENCE);
  });
});
