import { describe, expect, it } from 'vitest';
import { confidenceOf, experienceOf, skillsUsed } from './evaluate.ts';

describe('confidenceOf', () => {
  it.each<[readonly boolean[], number | null]>([
    [[], null],
    [[true], 0.667],
    [[false], 0.333],
    [[true, true, true, true], 0.833],
    [[true, false], 0.5],
  ])('%j is %s', (calls, confidence) => {
    expect(confidenceOf(calls.map((ok) => ({ ok })))).toBe(confidence);
  });
});

describe('skillsUsed', () => {
  it('counts a skill as failed when one of its calls failed', () => {
    const calls = [
      { skill: 'files', ok: true },
      { skill: 'http', ok: true },
      { skill: 'files', ok: false },
    ];
    expect(skillsUsed(calls)).toEqual([
      { skillName: 'files', ok: false },
      { skillName: 'http', ok: true },
    ]);
  });
});

describe('experienceOf', () => {
  it('quarantines what came of text from outside', () => {
    const task = { objective: 'o', ok: true, outcome: 'x', readUntrusted: true };
    expect(experienceOf(task).trust).toBe('quarantined');
    expect(experienceOf({ ...task, readUntrusted: false }).trust).toBe('trusted');
  });

  it('weighs a failure more than a success', () => {
    const task = { objective: 'o', outcome: 'x', readUntrusted: false };
    expect(experienceOf({ ...task, ok: false }).importance).toBeGreaterThan(
      experienceOf({ ...task, ok: true }).importance,
    );
  });
});
