import { approvalCard, approvalDetailsCard } from '../approval-card.ts';
import type { Card, Form, Notice } from '../card.ts';
import { approvalsCard, helpCard, tasksCard, traceCard } from '../lists.ts';
import type { Actor } from '../member.ts';
import { noticeFor, noticeForError } from '../notices.ts';
import { DEFAULT_REQUIREMENT } from '../requirement.ts';
import { taskCard } from '../task-card.ts';
import { raw, text } from '../text.ts';
import {
  APPROVER,
  REQUESTER,
  sampleApproval,
  sampleCatalogue,
  sampleView,
  secondsAgo,
  viewSteps,
} from './samples.ts';
import { sampleTask } from './turn.ts';

const ended = { startedAt: secondsAgo(220), completedAt: secondsAgo(0), waitingMs: 180_000, stepsLeft: null };
const actor: Actor = {
  tenantId: '0197a000-0000-7000-8000-0000000000aa',
  ...APPROVER,
  role: 'approver',
  groups: [],
  locale: 'en',
};

const said = {
  by: APPROVER,
  verdict: 'approve',
  reason: null,
  surface: 'slack',
  at: secondsAgo(60),
} as const;

/** A task in each of its states, for looking at how a platform draws it. */
export const sampleTaskCards = (): Readonly<Record<string, Card>> => ({
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
  'seventeen steps': taskCard(sampleView({ steps: viewSteps(17), stepsLeft: null })),
  'a question': taskCard(
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
  'a question without choices': taskCard(
    sampleView({
      status: 'waiting_input',
      taskType: 'general',
      runbook: null,
      steps: viewSteps(1),
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
      output: 'The report is in report.md.\n\n14 entries, 48 KB together.',
    }),
  ),
  'done, a long request': taskCard(
    sampleView({
      ...ended,
      status: 'completed',
      taskType: 'general',
      runbook: null,
      title: `Tidy up the notes\n${'and then some more of it. '.repeat(10)}`,
      steps: viewSteps(2),
      output: 'Done.',
    }),
  ),
  'done, a long answer': taskCard(
    sampleView({
      ...ended,
      status: 'completed',
      steps: viewSteps(3),
      output: Array.from(
        { length: 60 },
        (_, index) => `${index + 1}. ${'A line of the report. '.repeat(6)}`,
      ).join('\n'),
    }),
  ),
  'done, an answer as long as a book': taskCard(
    sampleView({
      ...ended,
      status: 'completed',
      steps: viewSteps(3),
      output: 'A line of the book.\n'.repeat(3000),
    }),
  ),
  failed: taskCard(
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
  stopped: taskCard(
    sampleView({
      ...ended,
      status: 'cancelled',
      steps: viewSteps(2),
      stopped: { by: APPROVER, done: ['files.write_file report.md'] },
    }),
  ),
  'words that look like markup': taskCard(
    sampleView({
      title: '<b>*bold*</b> `code` &amp; {brace} @everyone <!channel> | "quoted"',
      status: 'completed',
      completedAt: secondsAgo(0),
      steps: viewSteps(1),
      output:
        '<https://example.org|click> ```\nout of the block\n``` _not slanted_ ~not struck~ :tada: <@U123> 👩‍👩‍👧',
    }),
  ),
});

const destructive = sampleApproval({
  subject: {
    skill: 'files',
    action: 'delete_file',
    arguments: { path: 'old/2019.csv' },
    target: 'old/2019.csv',
    toolDigest: 't'.repeat(64),
  },
  risk: { level: 'high', labels: ['writes', 'destructive'], undoable: false },
  evidence: {
    reads: [{ name: 'http.get', summary: 'https://example.org', outside: true }],
    readPrivate: true,
    readUntrusted: true,
  },
  taskNumber: null,
  taskId: null,
  taskObjective: null,
  why: null,
});

const batch = sampleApproval({
  subject: {
    skill: 'files',
    action: 'move_file',
    arguments: { source: 'logs/a.log', destination: 'archive/a.log' },
    target: 'logs/a.log',
    toolDigest: 't'.repeat(64),
    items: Array.from({ length: 49 }, (_, index) => ({
      arguments: { source: `logs/${index}.log`, destination: `archive/${index}.log` },
      target: `logs/${index}.log`,
    })),
  },
});

const twoOf = {
  ...DEFAULT_REQUIREMENT,
  stages: DEFAULT_REQUIREMENT.stages.map((stage) => ({
    ...stage,
    quorum: 2,
    who: [{ group: 'security' } as const],
  })),
};

export const sampleApprovalCards = (): Readonly<Record<string, Card>> => ({
  pending: approvalCard(sampleApproval()),
  'pending, cannot be undone': approvalCard(destructive),
  'pending, a batch of fifty': approvalCard(batch),
  'pending, one of two said yes': approvalCard(sampleApproval({ requirement: twoOf, decisions: [said] })),
  approved: approvalCard(
    sampleApproval({
      status: 'approved',
      decisions: [{ ...said, reason: 'looks right' }],
      decidedAt: secondsAgo(60),
    }),
  ),
  rejected: approvalCard(
    sampleApproval({
      status: 'rejected',
      decisions: [{ ...said, verdict: 'reject', reason: 'wrong folder' }],
      decidedAt: secondsAgo(60),
    }),
  ),
  expired: approvalCard(sampleApproval({ status: 'expired', expiresAt: secondsAgo(30) })),
  withdrawn: approvalCard(sampleApproval({ status: 'withdrawn', decidedAt: secondsAgo(30) })),
});

const task = (number: number, over: Parameters<typeof sampleTask>[0]): ReturnType<typeof sampleTask> =>
  sampleTask({ number, requestedBy: REQUESTER, createdAt: secondsAgo(60 * number), ...over });

export const sampleLists = (): Readonly<
  Record<'tasks' | 'approvals' | 'noTasks' | 'help' | 'trace', Card>
> => ({
  tasks: tasksCard({
    items: [
      task(3, { objective: 'Workspace report', status: 'executing' }),
      task(2, { objective: `Tidy up\n${'and more '.repeat(40)}`, status: 'completed' }),
      task(1, { objective: 'word '.repeat(50), status: 'failed' }),
    ],
    nextCursor: 'c',
  }),
  approvals: approvalsCard({ items: [sampleApproval(), destructive], nextCursor: null }, actor),
  noTasks: tasksCard({ items: [], nextCursor: null }),
  help: helpCard(actor, sampleCatalogue()),
  trace: traceCard(sampleView({ steps: viewSteps(11) })),
});

export const sampleNotices = (): Readonly<Record<string, Notice>> => ({
  accepted: noticeFor({ kind: 'accepted', verdict: 'approve' }, sampleApproval()),
  'more needed': noticeFor({ kind: 'more_needed', have: 1, need: 3 }, sampleApproval()),
  'already decided': noticeFor(
    { kind: 'already_decided', status: 'rejected', by: APPROVER, at: secondsAgo(60), reason: 'wrong folder' },
    sampleApproval(),
  ),
  rejected: noticeFor({ kind: 'accepted', verdict: 'reject' }, sampleApproval()),
  'already said': noticeFor({ kind: 'already_said', at: secondsAgo(60), have: 1, need: 2 }, sampleApproval()),
  'not entitled': noticeFor({ kind: 'not_entitled' }, sampleApproval()),
  'own request': noticeFor({ kind: 'own_request' }, sampleApproval()),
  withdrawn: noticeFor({ kind: 'withdrawn', by: APPROVER, at: secondsAgo(60) }, sampleApproval()),
  'reason required': noticeFor({ kind: 'reason_required' }, sampleApproval()),
  recorded: noticeFor({ kind: 'recorded' }, sampleApproval()),
  'a suggestion': {
    tone: 'neutral',
    text: raw('Did you mean /run workspace-report?'),
    buttons: [
      { action: 'run_suggestion', value: 'm1', label: text('card.button.run_suggestion'), style: 'primary' },
    ],
  },
  changed: noticeFor({ kind: 'changed' }, sampleApproval()),
  expired: noticeFor({ kind: 'expired', at: secondsAgo(60) }, sampleApproval()),
  error: noticeForError({ code: 'not_linked', params: {} }),
  'details of an approval': {
    tone: 'neutral',
    text: text('approval.title'),
    card: approvalDetailsCard(sampleApproval()),
  },
  'details of a task': {
    tone: 'neutral',
    text: text('list.trace', { number: 'T-142' }),
    card: sampleLists().trace,
  },
});

export const sampleForms = (): Readonly<Record<string, Form>> => ({
  reject: {
    action: 'reject',
    value: sampleApproval().id,
    title: text('approval.form.title', { number: 'A-57' }),
    fields: [
      {
        name: 'reason',
        label: text('approval.form.reason'),
        kind: 'multiline',
        required: true,
        maxLength: 500,
      },
    ],
    submit: text('approval.form.submit'),
  },
  'every kind of field': {
    action: 'answer',
    value: 'm1',
    title: raw('A title that is longer than a dialog of Slack shows'),
    fields: [
      { name: 'name', label: raw('Name'), kind: 'text', required: true },
      {
        name: 'colour',
        label: raw('Colour'),
        kind: 'select',
        required: false,
        options: ['red', 'green', 'blue'].map((value) => ({ value, label: raw(value) })),
      },
    ],
    submit: raw('Send'),
  },
});
