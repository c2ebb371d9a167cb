import { describe, expect, it } from 'vitest';
import { toExchanges } from './exchanges.ts';
import type { StepDetails, StepType, TraceStep } from './trace.ts';

const row = (stepOrder: number, stepType: StepType, details: StepDetails): TraceStep => ({
  stepOrder,
  stepType,
  agentId: null,
  details,
  durationMs: 1,
  at: '2026-11-23T10:00:00.000Z',
});

describe('toExchanges', () => {
  it('gives the calls with their whole outputs, the words and the questions, in order', () => {
    const call = { skill: 'files', action: 'read', arguments: { path: 'a' }, runbookStep: 'read' };
    const rows = [
      row(1, 'dispatched', {}),
      row(2, 'memory_recall', {}),
      row(3, 'skill_call', { ...call, ok: true, output: 'cut', cut: true }),
      row(4, 'executing', { question: true, summary: { raw: 'Which folder?' } }),
      row(5, 'followed_up', { message: 'the first', by: { memberId: 'm', displayName: 'Ana' } }),
      row(6, 'approval_rejected', {
        ...call,
        ok: false,
        failure: { code: 'approval_rejected', params: { reason: 'no' } },
      }),
    ];
    expect(toExchanges(rows, new Map([[3, 'the whole of it']]))).toMatchObject([
      { kind: 'call', stepOrder: 3, runbookStep: 'read', result: { ok: true, text: 'the whole of it' } },
      { kind: 'question', text: 'Which folder?' },
      { kind: 'message', by: 'Ana', text: 'the first' },
      {
        kind: 'call',
        result: { ok: false, failure: { code: 'approval_rejected', params: { reason: 'no' } } },
      },
    ]);
  });
});
