import { describe, expect, it } from 'vitest';
import type { Card } from './card.ts';
import { LOCALES } from './member.ts';
import { taskCard } from './task-card.ts';
import { renderAll } from './testing/golden.ts';
import { APPROVER, sampleView, secondsAgo, viewSteps } from './testing/samples.ts';
import { raw, text } from './text.ts';

const ended = { startedAt: secondsAgo(220), completedAt: secondsAgo(0), waitingMs: 180_000, stepsLeft: null };

const CASES: Readonly<Record<string, Card>> = {
  queued: taskCard(sampleView({ status: 'queued', agent: null, steps: [], stepsLeft: null })),
  running: taskCard(sampleView()),
  'waits for an approval': taskCard(
    sampleView({
      status: 'waiting_input',
      startedAt: secondsAgo(200),
      steps: [
        ...viewSteps(2),
        {
          order: 3,
          type: 'skill_call',
          state: 'waiting',
          name: raw('files.write_file'),
          summary: text('work.waits_for_approval', { number: 'A-57', count: 1 }),
          durationMs: null,
          since: secondsAgo(180),
        },
      ],
      stepsLeft: 1,
    }),
  ),
  'eight steps': taskCard(sampleView({ steps: viewSteps(8), stepsLeft: null })),
  'seventeen steps': taskCard(sampleView({ steps: viewSteps(17), stepsLeft: null })),
  question: taskCard(
    sampleView({
      status: 'waiting_input',
      steps: viewSteps(1),
      question: {
        text: text('work.outcome_unknown', { action: 'files.write_file', target: 'report.md' }),
        choices: [
          { value: 'done', label: text('work.choice_done') },
          { value: 'retry', label: text('work.choice_retry') },
        ],
      },
    }),
  ),
  'question without choices, a long request': taskCard(
    sampleView({
      status: 'waiting_input',
      taskType: 'general',
      runbook: null,
      title: `Tidy up the notes\n${'and then some more of it. '.repeat(10)}`,
      steps: [
        ...viewSteps(1),
        {
          order: 2,
          type: 'executing',
          state: 'done',
          name: text('step.question'),
          summary: raw('Which folder?'),
          durationMs: null,
        },
      ],
      stepsLeft: null,
      question: { text: raw('Which folder?'), choices: [] },
    }),
  ),
  done: taskCard(
    sampleView({
      ...ended,
      status: 'completed',
      steps: viewSteps(5),
      usage: { inputTokens: 1500, outputTokens: 320, cost: 0.004 },
      output: 'The report is in report.md.\n14 entries, 48 KB together.',
    }),
  ),
  'done, price unknown': taskCard(
    sampleView({
      ...ended,
      status: 'completed',
      taskType: 'general',
      runbook: null,
      title: 'Tidy up the notes',
      waitingMs: 0,
      steps: viewSteps(1),
      usage: { inputTokens: 1, outputTokens: 0, cost: null },
      output: 'Done.',
    }),
  ),
  'failed, can be tried again': taskCard(
    sampleView({
      ...ended,
      status: 'failed',
      steps: viewSteps(4),
      failure: {
        failure: { code: 'skill_failed', params: { action: 'files.read_file', reason: 'no such file' } },
        stepOrder: 4,
      },
    }),
  ),
  'failed, after a write that nobody was asked about': taskCard(
    sampleView({
      ...ended,
      status: 'failed',
      steps: [
        ...viewSteps(1),
        {
          order: 2,
          type: 'skill_call',
          state: 'failed',
          name: raw('files.append_file'),
          changed: true,
          durationMs: 90,
        },
      ],
      failure: {
        failure: { code: 'skill_failed', params: { action: 'files.append_file', reason: 'disk full' } },
        stepOrder: 2,
      },
    }),
  ),
  'failed, with an effect': taskCard(
    sampleView({
      ...ended,
      status: 'failed',
      steps: [
        ...viewSteps(2),
        {
          order: 3,
          type: 'approval_granted',
          state: 'done',
          name: text('step.approval_granted', { number: 'A-57', by: 'approver' }),
          durationMs: 180_000,
        },
      ],
      failure: { failure: { code: 'model_unavailable', params: {} }, stepOrder: null },
    }),
  ),
  'stopped, something done': taskCard(
    sampleView({
      ...ended,
      status: 'cancelled',
      steps: viewSteps(2),
      stopped: { by: APPROVER, done: ['files.write_file report.md'] },
    }),
  ),
  'stopped in the middle of a write': taskCard(
    sampleView({
      ...ended,
      status: 'cancelled',
      steps: [
        ...viewSteps(1),
        {
          order: 2,
          type: 'skill_call',
          state: 'failed',
          name: raw('files.write_file'),
          summary: text('error.outcome_unknown', { action: 'files.write_file' }),
          durationMs: 900,
        },
      ],
      stopped: { by: APPROVER, done: [] },
    }),
  ),
  'stopped, nothing done': taskCard(
    sampleView({ ...ended, status: 'cancelled', steps: [], stopped: { by: APPROVER, done: [] } }),
  ),
  'stopped, nobody knows by whom': taskCard(sampleView({ ...ended, status: 'cancelled', steps: [] })),
};

describe('the card of a task', () => {
  it.each(LOCALES)('in all its states: %s', async (locale) => {
    await expect(renderAll(CASES, locale)).toMatchFileSnapshot(`./testing/golden/task-card.${locale}.txt`);
  });

  it('counts up while it works, and not before or after', () => {
    expect(CASES.running?.since).toBe(secondsAgo(14));
    expect(CASES.queued?.since).toBeUndefined();
    expect(CASES.done?.since).toBeUndefined();
  });

  it('has a button for each choice, and its value leads back to the question', () => {
    const answers = CASES.question?.buttons.filter((button) => button.action === 'answer');
    expect(answers?.map((button) => button.value)).toEqual([
      '0197a000-0000-7000-8000-000000000142:done',
      '0197a000-0000-7000-8000-000000000142:retry',
    ]);
  });

  it('folds the steps of an ended task, all of them', () => {
    const card = taskCard(sampleView({ ...ended, status: 'completed', steps: viewSteps(17) }));
    const steps = card.sections.find((section) => section.kind === 'steps');
    expect(steps).toMatchObject({ folded: text('card.steps_folded', { count: 17 }) });
    expect(steps?.kind === 'steps' && steps.steps).toHaveLength(17);
  });
});
