import type { Card } from '../../core/card.ts';
import { taskCard } from '../../core/task-card.ts';
import type { TaskView, ViewStep } from '../../core/task-view.ts';
import { raw, type Text, text } from '../../core/text.ts';
import type { StepType } from '../../core/trace.ts';
import { ago, MEMBERS } from './fixture-data.ts';

const requester = { memberId: MEMBERS[0].id, displayName: MEMBERS[0].displayName };

const done = (order: number, type: StepType, name: Text, durationMs: number, summary?: Text): ViewStep => ({
  order,
  type,
  state: 'done',
  name,
  durationMs,
  ...(summary ? { summary } : {}),
});

const view: TaskView = {
  taskId: 'task-142',
  number: 142,
  title: 'Workspace report',
  taskType: 'runbook',
  runbook: 'workspace-report',
  requestedBy: requester,
  agent: { id: 'agent', name: 'Files agent', backend: 'runbook' },
  status: 'waiting_input',
  startedAt: ago(204),
  completedAt: null,
  waitingMs: 0,
  steps: [
    done(
      1,
      'dispatched',
      text('step.dispatched', { agent: 'Files agent' }),
      112,
      text('work.chosen', { matched: 2, needed: 2, success: '0.91' }),
    ),
    done(2, 'memory_recall', text('step.memory_recall'), 14, text('work.recalled', { count: 2 })),
    done(3, 'skill_call', raw('files.list_directory'), 240, raw('workspace/')),
    done(4, 'skill_call', raw('files.read_multiple_files'), 9800, raw('workspace/notes/')),
    {
      order: 5,
      type: 'approval_requested',
      state: 'waiting',
      name: raw('files.write_file'),
      summary: text('work.waits_for_approval', { number: 'A-57', count: 1 }),
      durationMs: null,
      since: ago(190),
    },
  ],
  stepsLeft: 1,
  usage: { inputTokens: 0, outputTokens: 0, cost: 0 },
  failure: null,
  stopped: null,
  question: null,
  output: null,
};

export const waitingTaskCard: Card = taskCard(view);

export const doneTaskCard: Card = taskCard({
  ...view,
  taskId: 'task-138',
  number: 138,
  status: 'completed',
  startedAt: ago(1120),
  completedAt: ago(900),
  waitingMs: 180_000,
  steps: view.steps.slice(0, 4),
  stepsLeft: null,
  usage: { inputTokens: 1500, outputTokens: 320, cost: 0.0041 },
  output:
    'The report is in workspace/report.md: 14 entries, 48 KB together.\n\nThree logs were not touched for 400 days; /run archive-old-files would move them.',
});

export const failedTaskCard: Card = taskCard({
  ...view,
  taskId: 'task-139',
  number: 139,
  title: 'Site check',
  runbook: 'site-check',
  status: 'failed',
  startedAt: ago(180010),
  completedAt: ago(180000),
  steps: [
    done(1, 'dispatched', text('step.dispatched', { agent: 'Web agent' }), 90),
    {
      order: 2,
      type: 'skill_call',
      state: 'failed',
      name: raw('http.get'),
      summary: raw('https://intranet.example.org'),
      durationMs: 10_000,
    },
  ],
  stepsLeft: null,
  failure: { failure: { code: 'skill_timeout', params: { action: 'http.get' } }, stepOrder: 2 },
});

export const listCard: Card = {
  kind: 'list',
  tone: 'neutral',
  sign: '○',
  title: { t: 'page.tasks' },
  state: [],
  sections: [
    {
      kind: 'list',
      empty: raw('No tasks yet.'),
      rows: [
        {
          sign: '⏸',
          title: raw('Workspace report'),
          meta: [raw('T-142'), raw('waiting'), raw('3 min'), raw('Requester')],
          href: '/tasks/T-142',
          button: { action: 'stop', value: 'task-142', label: { t: 'page.stop' }, style: 'plain' },
        },
        {
          sign: '✓',
          title: raw('Is our site fast enough?'),
          meta: [raw('T-140'), raw('done'), raw('1 day'), raw('Requester')],
          href: '/tasks/T-140',
        },
        {
          sign: '✗',
          title: raw('Site check'),
          meta: [raw('T-139'), raw('failed'), raw('2 days'), raw('Requester')],
          href: '/tasks/T-139',
          button: { action: 'try_again', value: 'task-139', label: { t: 'page.try_again' }, style: 'plain' },
        },
      ],
    },
  ],
  buttons: [{ action: 'next_page', value: 'page-2', label: raw('Older'), style: 'plain' }],
};

export const helpCard: Card = {
  kind: 'help',
  tone: 'neutral',
  sign: '○',
  title: raw('What I can do for you here'),
  state: [],
  sections: [
    {
      kind: 'fields',
      fields: [
        { label: raw('/task'), value: raw('an objective, in your own words') },
        { label: raw('/run'), value: raw('a runbook or one action, no model involved') },
        { label: raw('/trace'), value: raw('everything that happened in a task') },
        { label: raw('/stop'), value: raw('ends a task at once') },
      ],
    },
    {
      kind: 'lines',
      lines: [
        raw('Try: /run workspace-report'),
        raw('To approve, open Approvals or press the button on the card.'),
      ],
    },
  ],
  buttons: [],
};
