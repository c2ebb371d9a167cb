import { describe, expect, it } from 'vitest';
import type { DecisionInput } from './decision.ts';
import { type ApprovalState, applyDecision, checkDecision } from './decision-rules.ts';
import type { Role } from './member.ts';
import { DEFAULT_REQUIREMENT } from './requirement.ts';

const NOW = '2026-11-23T10:00:00.000Z';
const state: ApprovalState = {
  requestedBy: { memberId: 'requester', displayName: 'Requester' },
  requirement: DEFAULT_REQUIREMENT,
  digest: 'shown',
  expiresAt: '2026-11-23T11:00:00.000Z',
  status: 'pending',
  decisions: [],
  decidedAt: null,
  withdrawnBy: null,
};

const click = (memberId: string, role: Role, over: Partial<DecisionInput> = {}): DecisionInput => ({
  tenantId: 't',
  approvalId: 'a',
  actor: { tenantId: 't', memberId, displayName: memberId, role, groups: [], locale: 'en' },
  verdict: 'approve',
  reason: null,
  digest: 'shown',
  surface: 'console',
  ...over,
});

const decided = applyDecision(state, click('approver', 'approver', { reason: 'fine' }), NOW).state;
const by = { memberId: 'approver', displayName: 'approver' };

describe('checkDecision', () => {
  const table: readonly [string, ApprovalState, DecisionInput, string, unknown][] = [
    ['an approver may', state, click('approver', 'approver'), NOW, null],
    ['an admin may', state, click('admin', 'admin'), NOW, null],
    ['a requester may not', state, click('other', 'requester'), NOW, { kind: 'not_entitled' }],
    [
      'not on the own request, whatever the role',
      state,
      click('requester', 'admin'),
      NOW,
      { kind: 'own_request' },
    ],
    [
      'not when it changed since it was shown',
      state,
      click('approver', 'approver', { digest: 'other' }),
      NOW,
      { kind: 'changed' },
    ],
    [
      'not at the moment it expires',
      state,
      click('approver', 'approver'),
      state.expiresAt,
      { kind: 'expired', at: state.expiresAt },
    ],
    [
      'not when it expired',
      { ...state, status: 'expired' },
      click('approver', 'approver'),
      NOW,
      { kind: 'expired', at: state.expiresAt },
    ],
    [
      'not when it was withdrawn',
      { ...state, status: 'withdrawn', decidedAt: NOW, withdrawnBy: by },
      click('approver', 'approver'),
      NOW,
      { kind: 'withdrawn', by, at: NOW },
    ],
    [
      'not when somebody was faster: says who, when and why',
      decided,
      click('admin', 'admin'),
      NOW,
      { kind: 'already_decided', status: 'approved', by, at: NOW, reason: 'fine' },
    ],
    [
      'a rejection needs a reason',
      state,
      click('approver', 'approver', { verdict: 'reject', reason: '  ' }),
      NOW,
      { kind: 'reason_required' },
    ],
    [
      'a rejection with a reason may',
      state,
      click('approver', 'approver', { verdict: 'reject', reason: 'wrong folder' }),
      NOW,
      null,
    ],
  ];
  it.each(table)('%s', (_name, before, input, now, answer) => {
    expect(checkDecision(before, input, now)).toEqual(answer);
  });
});

describe('applyDecision', () => {
  it('approves with the first of a quorum of one', () => {
    expect(decided).toMatchObject({ status: 'approved', decidedAt: NOW });
    expect(decided.decisions).toEqual([
      { by, verdict: 'approve', reason: 'fine', surface: 'console', at: NOW },
    ]);
  });

  it('rejects with one no, and keeps the reason without its spaces', () => {
    const input = click('approver', 'approver', { verdict: 'reject', reason: ' wrong folder ' });
    const { state: after, answer } = applyDecision(state, input, NOW);
    expect(answer).toEqual({ kind: 'accepted', verdict: 'reject' });
    expect(after.status).toBe('rejected');
    expect(after.decisions[0]?.reason).toBe('wrong folder');
  });

  it('counts distinct people up to the quorum', () => {
    const stage = {
      name: 'two',
      quorum: 2,
      who: [{ role: 'approver' as const }],
      distinctFrom: ['requester' as const],
    };
    const two: ApprovalState = { ...state, requirement: { ...DEFAULT_REQUIREMENT, stages: [stage] } };
    const first = applyDecision(two, click('one', 'approver'), NOW);
    expect(first.answer).toEqual({ kind: 'more_needed', have: 1, need: 2 });
    expect(first.state.status).toBe('pending');
    expect(checkDecision(first.state, click('one', 'approver'), NOW)).toEqual({
      kind: 'already_said',
      at: NOW,
      have: 1,
      need: 2,
    });
    const second = applyDecision(first.state, click('two', 'approver'), NOW);
    expect(second.answer).toEqual({ kind: 'accepted', verdict: 'approve' });
    expect(second.state.status).toBe('approved');
  });
});
