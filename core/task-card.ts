import type { Card, CardButton, CardSection, CardStep, Tone } from './card.ts';
import { isTerminal, type TaskStatus, taskNumber } from './task.ts';
import type { TaskView, ViewStep, ViewStepState } from './task-view.ts';
import { raw, type Text, text } from './text.ts';

const HEAD: Readonly<Record<TaskStatus, { readonly sign: string; readonly tone: Tone }>> = {
  queued: { sign: '○', tone: 'neutral' },
  thinking: { sign: '◔', tone: 'running' },
  executing: { sign: '◔', tone: 'running' },
  waiting_input: { sign: '⏸', tone: 'waiting' },
  delegated: { sign: '⏸', tone: 'waiting' },
  completed: { sign: '✓', tone: 'success' },
  failed: { sign: '✗', tone: 'danger' },
  cancelled: { sign: '⊘', tone: 'muted' },
};

const STEP: Readonly<Record<ViewStepState, { readonly sign: CardStep['sign']; readonly tone: Tone }>> = {
  done: { sign: '✓', tone: 'success' },
  failed: { sign: '✗', tone: 'danger' },
  running: { sign: '◔', tone: 'running' },
  waiting: { sign: '⏸', tone: 'waiting' },
  refused: { sign: '✗', tone: 'danger' },
  stopped: { sign: '⊘', tone: 'muted' },
};

/** More steps than this are shown as the last few and a count. */
const MAX_STEPS = 8;
const LAST_STEPS = 5;

/** The one card of a task, in whatever state it is. */
export const taskCard = (view: TaskView): Card => {
  const ended = isTerminal(view.status);
  return {
    kind: 'task',
    ...HEAD[view.status],
    title: raw(view.title),
    state: stateOf(view),
    number: taskNumber(view.number),
    subtitle: subtitleOf(view),
    ...(ended || view.status === 'queued' ? {} : { since: view.startedAt }),
    sections: [
      ...outcomeOf(view),
      ...stepsOf(view, ended),
      ...(view.question ? [lines(view.question.text)] : []),
      ...(view.output === null || view.output === ''
        ? []
        : [{ kind: 'answer' as const, text: raw(view.output) }]),
    ],
    buttons: buttonsOf(view, ended),
    link: `/tasks/${taskNumber(view.number)}`,
  };
};

const lines = (...texts: readonly Text[]): CardSection => ({ kind: 'lines', lines: texts });

const stateOf = (view: TaskView): readonly Text[] => {
  const failedAt = view.status === 'failed' ? view.failure?.stepOrder : null;
  const state = failedAt
    ? text('card.status.failed_at', { step: failedAt })
    : text(`card.status.${view.status}`);
  if (!view.completedAt) return [state];
  const took = Date.parse(view.completedAt) - Date.parse(view.startedAt);
  const tokens = view.usage.inputTokens + view.usage.outputTokens;
  return [
    state,
    text('card.took', { duration: { ms: took } }),
    ...(view.waitingMs >= 1000 ? [text('card.waiting_time', { duration: { ms: view.waitingMs } })] : []),
    ...(tokens > 0
      ? [
          text('card.tokens', { tokens }),
          view.usage.cost === null ? text('card.cost_unknown') : text('card.cost', { cost: view.usage.cost }),
        ]
      : []),
  ];
};

const subtitleOf = (view: TaskView): readonly Text[] => [
  text('card.asked_by', { by: view.requestedBy.displayName }),
  ...(view.runbook
    ? [text(view.taskType === 'action' ? 'card.action' : 'card.runbook', { name: view.runbook })]
    : []),
  ...(view.agent ? [raw(view.agent.name)] : []),
];

/** What a person has to know before anything else: why it failed, who stopped it and what was done by then. */
const outcomeOf = (view: TaskView): readonly CardSection[] => {
  if (view.status === 'failed' && view.failure) {
    const { code, params } = view.failure.failure;
    return [lines(text(`error.${code}`, params))];
  }
  if (view.status !== 'cancelled') return [];
  const done = view.stopped?.done ?? [];
  return [
    lines(
      view.stopped ? text('card.stopped_by', { by: view.stopped.by.displayName }) : text('card.stopped'),
      done.length > 0 ? text('card.stopped_done', { done: done.join(', ') }) : text('card.stopped_nothing'),
    ),
  ];
};

const toCardStep = (step: ViewStep): CardStep => ({
  ...STEP[step.state],
  name: step.name,
  ...(step.summary ? { summary: step.summary } : {}),
  durationMs: step.durationMs,
  ...(step.since ? { since: step.since } : {}),
});

const stepsOf = (view: TaskView, ended: boolean): readonly CardSection[] => {
  const steps = view.steps.filter((step) => !['completed', 'failed', 'cancelled'].includes(step.type));
  if (steps.length === 0) return [];
  const shown = ended || steps.length <= MAX_STEPS ? steps : steps.slice(-LAST_STEPS);
  const left = view.stepsLeft ?? 0;
  const toGo: readonly CardStep[] =
    left > 0 && !ended
      ? [{ sign: '○', tone: 'neutral', name: text('card.steps_left', { count: left }) }]
      : [];
  return [
    {
      kind: 'steps',
      steps: [...shown.map(toCardStep), ...toGo],
      ...(ended ? { folded: text('card.steps_folded', { count: steps.length }) } : {}),
      ...(shown.length < steps.length
        ? { earlier: text('card.earlier_steps', { count: steps.length - shown.length }) }
        : {}),
    },
  ];
};

/** Twice may not be the same as once: only what changed nothing is offered again. */
const canTryAgain = (view: TaskView): boolean =>
  view.status === 'failed' &&
  view.failure?.failure.code !== 'outcome_unknown' &&
  !view.steps.some((step) => step.type === 'approval_granted');

const buttonsOf = (view: TaskView, ended: boolean): readonly CardButton[] => {
  const choices = view.question?.choices ?? [];
  const plain = (action: 'stop' | 'try_again', label: Text): CardButton => ({
    action,
    value: view.taskId,
    label,
    style: 'plain',
  });
  return [
    ...choices.map(
      (choice, index): CardButton => ({
        action: 'answer',
        value: `${view.taskId}:${choice.value}`,
        label: choice.label,
        style: index === 0 ? 'primary' : 'plain',
      }),
    ),
    ...(ended ? [] : [plain('stop', text('card.button.stop'))]),
    ...(canTryAgain(view) ? [plain('try_again', text('card.button.try_again'))] : []),
    { action: 'task_details', value: view.taskId, label: text('card.button.details'), style: 'plain' },
  ];
};
