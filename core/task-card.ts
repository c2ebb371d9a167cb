import type { Card, CardButton, CardSection, CardStep, Tone } from './card.ts';
import { isTerminal, type TaskStatus, taskNumber } from './task.ts';
import type { TaskView, ViewStep, ViewStepState } from './task-view.ts';
import { raw, type Text, text } from './text.ts';
import type { StepType } from './trace.ts';
import { firstWords } from './words.ts';

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

/** Rows of the end itself: the first line says it already. */
const END_STEPS: readonly StepType[] = ['completed', 'failed', 'cancelled'];

/** More steps than this are shown as the last few and a count. */
const MAX_STEPS = 8;
const LAST_STEPS = 5;

/** The one card of a task, in whatever state it is. */
export const taskCard = (view: TaskView): Card => {
  const ended = isTerminal(view.status);
  return {
    kind: 'task',
    ...HEAD[view.status],
    title: raw(firstWords(view.title, TITLE_LENGTH)),
    state: stateOf(view),
    number: taskNumber(view.number),
    subtitle: subtitleOf(view),
    ...(ended || view.status === 'queued' ? {} : { since: view.startedAt }),
    sections: [
      ...wholeRequest(view),
      ...outcomeOf(view),
      ...stepsOf(view, ended),
      ...questionOf(view),
      ...(view.output === null || view.output === ''
        ? []
        : [{ kind: 'answer' as const, text: raw(view.output) }]),
    ],
    buttons: buttonsOf(view, ended),
    ...(ended ? { final: true as const } : {}),
    link: `/tasks/${taskNumber(view.number)}`,
  };
};

/** Longest title in characters; the whole request is then folded below it. */
const TITLE_LENGTH = 120;

const wholeRequest = ({ title }: TaskView): readonly CardSection[] => {
  if (firstWords(title, TITLE_LENGTH) === title) return [];
  const size = text('approval.size', { characters: title.length, lines: title.split('\n').length });
  const value = raw(firstWords(title, TITLE_LENGTH));
  return [{ kind: 'fields', fields: [{ label: text('card.field.request'), value, full: title, size }] }];
};

/** Without choices the answer is words, and a person has to know where to write them. */
const questionOf = ({ question }: TaskView): readonly CardSection[] => {
  if (!question) return [];
  return [lines(question.text, ...(question.choices.length > 0 ? [] : [text('card.answer_here')]))];
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
  const unknown = unknownCalls(view);
  return [
    lines(
      view.stopped ? text('card.stopped_by', { by: view.stopped.by.displayName }) : text('card.stopped'),
      ...(done.length > 0 ? [text('card.stopped_done', { done: done.join(', ') })] : []),
      ...unknown.map((action) => text('card.stopped_unknown', { action })),
      ...(done.length + unknown.length === 0 ? [text('card.stopped_nothing')] : []),
    ),
  ];
};

/** Calls of which nobody knows whether they took effect: cut off in the middle, or asked about and not answered. */
const unknownCalls = ({ steps }: TaskView): readonly Text[] => {
  const work = steps.filter((step) => !END_STEPS.includes(step.type));
  return work.flatMap(({ name, summary }, index) => {
    if (summary === undefined || 'raw' in summary) return [];
    if (summary.t === 'work.cut_off_unknown' || summary.t === 'error.outcome_unknown') return [name];
    const isOpen = summary.t === 'work.outcome_unknown' && index === work.length - 1;
    return isOpen ? [raw(String(summary.p?.action ?? ''))] : [];
  });
};

/** An open question is asked below; its own line would say it twice. */
const isOpenQuestion = (view: TaskView, step: ViewStep): boolean =>
  view.question !== null && step === view.steps.at(-1) && 't' in step.name && step.name.t === 'step.question';

export const toCardStep = (step: ViewStep): CardStep => ({
  ...STEP[step.state],
  name: step.name,
  ...(step.summary ? { summary: step.summary } : {}),
  durationMs: step.durationMs,
  ...(step.since ? { since: step.since } : {}),
});

const stepsOf = (view: TaskView, ended: boolean): readonly CardSection[] => {
  const steps = view.steps.filter((step) => !END_STEPS.includes(step.type) && !isOpenQuestion(view, step));
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
  !view.steps.some((step) => step.type === 'approval_granted' || step.changed);

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
