import { type Approval, approvalNumber } from './approval.ts';
import { whoText } from './approval-card.ts';
import type { Card, CardButton, CardField, CardListRow } from './card.ts';
import { commandsFor } from './command.ts';
import type { Actor } from './member.ts';
import type { Catalogue, Page } from './ports/stores.ts';
import { callName } from './skill.ts';
import { isTerminal, type Task, type TaskStatus, taskNumber } from './task.ts';
import { taskCard, toCardStep } from './task-card.ts';
import type { TaskView } from './task-view.ts';
import { raw, type Text, text } from './text.ts';
import { firstWords } from './words.ts';

const SIGNS: Readonly<Record<TaskStatus, string>> = {
  queued: '○',
  thinking: '◔',
  executing: '◔',
  waiting_input: '⏸',
  delegated: '⏸',
  completed: '✓',
  failed: '✗',
  cancelled: '⊘',
};

const listCard = (
  title: Text,
  rows: readonly CardListRow[],
  empty: Text,
  next: { readonly list: 'tasks' | 'approvals'; readonly cursor: string | null },
): Card => ({
  kind: 'list',
  tone: 'neutral',
  sign: '≡',
  title,
  state: [],
  sections: [{ kind: 'list', rows, empty }],
  buttons: next.cursor
    ? [
        {
          action: 'next_page',
          value: `${next.list}:${next.cursor}`,
          label: text('card.button.next_page'),
          style: 'plain',
        },
      ]
    : [],
});

const taskButton = (task: Task): CardButton =>
  isTerminal(task.status)
    ? { action: 'task_details', value: task.id, label: text('card.button.details'), style: 'plain' }
    : { action: 'stop', value: task.id, label: text('card.button.stop'), style: 'plain' };

/** Newest first, each with its usual next action. */
export const tasksCard = (page: Page<Task>): Card =>
  listCard(
    text('list.tasks'),
    page.items.map((task) => ({
      sign: SIGNS[task.status],
      title: raw(`${taskNumber(task.number)} · ${firstWords(task.objective, 100)}`),
      meta: [
        text(`card.status.${task.status}`),
        text('approval.at', { at: { at: task.createdAt } }),
        text('card.asked_by', { by: task.requestedBy.displayName }),
      ],
      href: `/tasks/${taskNumber(task.number)}`,
      button: taskButton(task),
    })),
    text('list.tasks.empty'),
    { list: 'tasks', cursor: page.nextCursor },
  );

/** Who asked for it can't decide it. */
const isOwn = ({ requirement, requestedBy }: Approval, { memberId }: Pick<Actor, 'memberId'>): boolean =>
  requestedBy.memberId === memberId && (requirement.stages[0]?.distinctFrom.includes('requester') ?? true);

/** What waits, newest first, and for whom. */
export const approvalsCard = (page: Page<Approval>, actor: Pick<Actor, 'memberId'>): Card =>
  listCard(
    text('list.approvals'),
    page.items.map((approval) => ({
      sign: '▲',
      title: raw(
        `${approvalNumber(approval.number)} · ${callName(approval.subject)}${approval.subject.target ? ` → ${approval.subject.target}` : ''}`,
      ),
      meta: [
        isOwn(approval, actor)
          ? text('list.approvals.own')
          : text('approval.for', { who: whoText(approval.requirement) }),
        text(`approval.risk.${approval.risk.level}`),
        text('card.asked_by', { by: approval.requestedBy.displayName }),
        text('approval.at', { at: { at: approval.createdAt } }),
      ],
      href: `/approvals/${approvalNumber(approval.number)}`,
      button: {
        action: 'approval_details',
        value: approval.id,
        label: text('card.button.details'),
        style: 'plain',
      },
    })),
    text('list.approvals.empty'),
    { list: 'approvals', cursor: page.nextCursor },
  );

/** Every step of a task, none left out, as it was at this moment. */
export const traceCard = (view: TaskView): Card => {
  const { since: _since, digest: _digest, ...card } = taskCard(view);
  return {
    ...card,
    kind: 'list',
    title: text('list.trace', { number: taskNumber(view.number) }),
    sections: [
      { kind: 'lines', lines: [raw(firstWords(view.title, 100))] },
      ...card.sections.filter((section) => section.kind === 'lines'),
      view.steps.length > 0
        ? { kind: 'steps', steps: view.steps.map(toCardStep) }
        : { kind: 'lines', lines: [text('list.trace.empty')] },
    ],
    buttons: [],
  };
};

const MAX_EXAMPLES = 3;
const MAX_ACTIONS = 6;

const actionsField = (names: readonly string[]): CardField => {
  const label = text('help.actions');
  if (names.length <= MAX_ACTIONS) return { label, value: raw(names.join(', ')) };
  const start = raw(`${names.slice(0, MAX_ACTIONS).join(', ')}…`);
  const size = text('help.actions_count', { count: names.length });
  return { label, value: start, full: names.join('\n'), size };
};

/** One screen: what this person can do here, examples that work here, how to approve, how to stop. */
export const helpCard = (actor: Actor, catalogue: Catalogue): Card => {
  // Whoever is in an approver group may have something to decide, too.
  const looks =
    actor.role === 'requester' && actor.groups.length === 0 ? ['/tasks'] : ['/approvals', '/tasks'];
  const examples = [...catalogue.runbooks.map((runbook) => runbook.example), ...looks].slice(0, MAX_EXAMPLES);
  const actions = catalogue.actions.filter((action) => action.enabled).map(callName);
  return {
    kind: 'help',
    tone: 'neutral',
    sign: '?',
    title: text('help.title'),
    state: [],
    sections: [
      {
        kind: 'lines',
        lines: [
          text('help.you_can', { role: actor.role }),
          text('help.examples', { examples: examples.join('   ') }),
          text('help.approve'),
          text('help.stop'),
        ],
      },
      {
        kind: 'fields',
        fields: [
          ...commandsFor(actor.role).map((command) => ({
            label: text(command.usage),
            value: text(command.summary),
          })),
          ...(actions.length > 0 ? [actionsField(actions)] : []),
        ],
      },
      {
        kind: 'list',
        rows: catalogue.runbooks.map((runbook) => ({
          sign: '▸',
          title: raw(runbook.name),
          meta: [raw(runbook.description[actor.locale])],
        })),
        empty: text('help.no_runbooks'),
      },
    ],
    buttons: [],
  };
};
