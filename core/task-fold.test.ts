import { describe, expect, it } from 'vitest';
import { taskView, viewStep } from './task-fold.ts';
import { NOW, REQUESTER, secondsAgo } from './testing/samples.ts';
import { sampleTask } from './testing/turn.ts';
import { raw, text } from './text.ts';
import type { StepDetails, StepType, TraceStep } from './trace.ts';

const row = (stepOrder: number, stepType: StepType, details: StepDetails = {}, ago = 0): TraceStep => ({
  stepOrder,
  stepType,
  agentId: null,
  details,
  durationMs: null,
  at: secondsAgo(ago),
});

const by = REQUESTER;
const call = { skill: 'files', action: 'read_file' };

describe('a row as a line', () => {
  it.each<[StepType, StepDetails, object]>([
    [
      'dispatched',
      { agent_name: 'Files agent' },
      { state: 'done', name: text('step.dispatched', { agent: 'Files agent' }) },
    ],
    ['executing', { tokens: 5 }, { name: text('step.executing') }],
    [
      'executing',
      { question: true, summary: raw('Which?') },
      { name: text('step.question'), summary: raw('Which?') },
    ],
    [
      'skill_call',
      { ...call, ok: true, summary: raw('a.md') },
      { state: 'done', name: raw('files.read_file'), summary: raw('a.md') },
    ],
    [
      'skill_call',
      { ...call, ok: true, summary: raw('a.md'), outputBytes: 9 },
      { summary: text('step.output_bytes', { target: 'a.md', bytes: 9 }) },
    ],
    [
      'skill_call',
      { ...call, ok: false, failure: { code: 'skill_timeout', params: {} } },
      { state: 'failed', summary: text('error.skill_timeout', {}) },
    ],
    [
      'approval_granted',
      { ...call, by, approvalNumber: 57, reason: 'fine' },
      {
        state: 'done',
        name: text('step.approval_granted', { number: 'A-57', by: 'requester' }),
        summary: raw('fine'),
      },
    ],
    ['approval_rejected', { ...call, by, ok: false }, { state: 'refused' }],
    ['approval_expired', { ...call }, { state: 'refused' }],
    ['followed_up', { by, summary: raw('hello') }, { name: text('step.followed_up', { by: 'requester' }) }],
    ['cancelled', { by }, { state: 'stopped' }],
    ['failed', {}, { state: 'failed' }],
  ])('%s %o', (stepType, details, expected) => {
    expect(viewStep(row(1, stepType, details))).toMatchObject({ order: 1, type: stepType, ...expected });
  });
});

describe('a task from its rows', () => {
  const fold = (steps: readonly TraceStep[], task: Parameters<typeof sampleTask>[0] = {}) =>
    taskView(sampleTask(task), steps, NOW.toISOString());

  it('says what failed only when the last step did', () => {
    const failed = { status: 'failed', error: { code: 'model_unavailable', params: {} } } as const;
    const bad = row(1, 'skill_call', { ...call, ok: false });
    expect(fold([bad, row(2, 'failed')], failed).failure?.stepOrder).toBe(1);
    expect(fold([bad, row(2, 'executing'), row(3, 'failed')], failed).failure?.stepOrder).toBeNull();
    expect(fold([bad]).failure).toBeNull();
  });

  it('counts the time people were waited for: approvals, refusals, questions, and what is still open', () => {
    const steps = [
      row(1, 'approval_requested', call, 100),
      row(2, 'approval_granted', call, 90),
      row(3, 'skill_call', call, 89),
      row(4, 'executing', { question: true, summary: raw('Which?') }, 80),
      row(5, 'followed_up', { by }, 75),
      row(6, 'approval_requested', call, 60),
      row(7, 'approval_rejected', call, 40),
    ];
    expect(fold(steps).waitingMs).toBe(35_000);
    expect(fold([...steps, row(8, 'approval_requested', call, 7)]).waitingMs).toBe(42_000);
  });

  it('shows the approval and the question that are open, and no other', () => {
    const asked = row(1, 'approval_requested', call, 5);
    expect(fold([asked]).steps).toMatchObject([{ state: 'waiting', since: secondsAgo(5) }]);
    expect(fold([asked, row(2, 'approval_granted', call)]).steps).toMatchObject([{ state: 'done' }]);
    expect(fold([asked], { status: 'cancelled' }).steps).toEqual([]);
    const choices = [{ value: 'done', label: raw('Done') }];
    const question = row(1, 'executing', { question: true, summary: raw('Which?'), choices });
    expect(fold([question]).question).toEqual({ text: raw('Which?'), choices });
    expect(fold([question, row(2, 'followed_up', { by })]).question).toBeNull();
    expect(fold([question], { status: 'failed' }).question).toBeNull();
  });

  it('says who stopped it and what had been done', () => {
    const view = fold([row(1, 'cancelled', { by, done: ['files.write_file → a.md'] })], {
      status: 'cancelled',
    });
    expect(view.stopped).toEqual({ by, done: ['files.write_file → a.md'] });
    expect(view.completedAt).toBe(secondsAgo(0));
  });
});
