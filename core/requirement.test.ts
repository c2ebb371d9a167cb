import { describe, expect, it } from 'vitest';
import type { Requirement } from './approval.ts';
import {
  DEFAULT_REQUIREMENT,
  durationMs,
  isEntitled,
  notEnforced,
  readWho,
  withApprovers,
} from './requirement.ts';

const stage = DEFAULT_REQUIREMENT.stages[0];
if (!stage) throw new Error('the default requirement has a stage');

describe('notEnforced', () => {
  it('finds nothing in the default', () => {
    expect(notEnforced(DEFAULT_REQUIREMENT)).toEqual([]);
  });

  const table: readonly [string, Partial<Requirement>, string][] = [
    ['two stages', { stages: [stage, stage] }, 'stages: exactly one'],
    ['no stage', { stages: [] }, 'stages: exactly one'],
    ['a quorum of none', { stages: [{ ...stage, quorum: 0 }] }, 'stages[0].quorum'],
    ['nobody', { stages: [{ ...stage, who: [] }] }, 'stages[0].who: nobody'],
    [
      'an editor',
      { stages: [{ ...stage, distinctFrom: ['requester', 'editor'] }] },
      'stages[0].distinctFrom',
    ],
    ['reminders', { stages: [{ ...stage, remindAfter: ['PT1H'] }] }, 'stages[0].remindAfter'],
    [
      'escalation',
      { stages: [{ ...stage, escalate: { after: 'PT1H', to: { role: 'admin' } } }] },
      'stages[0].escalate',
    ],
    ['a quorum of noes', { rejectEnds: 'quorum' }, 'rejectEnds'],
    ['no time', { expiresAfter: 'soon' }, 'expiresAfter'],
    ['quiet hours', { quietHours: { zone: 'UTC', days: [1], from: '22:00', to: '06:00' } }, 'quietHours'],
    ['step-up', { stepUp: 'fresh' }, 'stepUp'],
  ];
  it.each(table)('refuses %s', (_name, part, path) => {
    expect(notEnforced({ ...DEFAULT_REQUIREMENT, ...part })).toContain(path);
  });
});

describe('who has to approve', () => {
  const person = (role: 'requester' | 'approver' | 'admin', ...groups: string[]) => ({
    memberId: 'm1',
    role,
    groups,
  });

  it.each([
    ['approver', { role: 'approver' }],
    ['@ops', { group: 'ops' }],
    ['@on-call.2', { group: 'on-call.2' }],
    ['ops', null],
    ['@', null],
    ['@Ops', null],
    ['@two words', null],
    ['owner', null],
  ])('%s is read', (word, who) => {
    expect(readWho(word)).toEqual(who);
  });

  it('is whom the configuration names, and enforced', () => {
    const requirement = withApprovers(DEFAULT_REQUIREMENT, ['@ops', 'admin']);
    expect(notEnforced(requirement)).toEqual([]);
    expect(isEntitled(requirement, person('requester', 'ops'))).toBe(true);
    expect(isEntitled(requirement, person('requester', 'security'))).toBe(false);
    expect(isEntitled(requirement, person('approver'))).toBe(false);
    expect(isEntitled(requirement, person('admin'))).toBe(true);
    expect(requirement.stages[0]?.distinctFrom).toEqual(['requester']);
  });

  it('is the usual people when it names nobody', () => {
    expect(withApprovers(DEFAULT_REQUIREMENT)).toEqual(DEFAULT_REQUIREMENT);
    expect(withApprovers(DEFAULT_REQUIREMENT, [])).toEqual(DEFAULT_REQUIREMENT);
  });
});

describe('durationMs', () => {
  it.each([
    ['PT24H', 86_400_000],
    ['P1DT1H', 90_000_000],
    ['PT1M30S', 90_000],
    ['PT0S', null],
    ['P', null],
    ['P1M', null],
    ['24h', null],
  ])('%s is %s', (iso, milliseconds) => {
    expect(durationMs(iso)).toBe(milliseconds);
  });
});
