import type { Approval } from '../../core/approval.ts';
import type { Catalogue, ConsoleMessage } from '../../core/ports/stores.ts';
import type { TraceStep } from '../../core/trace.ts';

/** People, tasks and threads as they are in a day of use; times are relative to the start, so that nothing expires. */
const START = Date.now();
export const ago = (seconds: number): string => new Date(START - seconds * 1000).toISOString();

export const MEMBERS = [
  { id: '0199a000-0000-7000-8000-000000000001', displayName: 'Requester', role: 'requester', locale: 'en' },
  { id: '0199a000-0000-7000-8000-000000000002', displayName: 'Approver', role: 'approver', locale: 'en' },
  { id: '0199a000-0000-7000-8000-000000000003', displayName: 'Admin', role: 'admin', locale: 'en' },
] as const;
const [REQUESTER, APPROVER] = MEMBERS;
const requester = { memberId: REQUESTER.id, displayName: REQUESTER.displayName };
const approver = { memberId: APPROVER.id, displayName: APPROVER.displayName };

export const REPORT = [
  '# Workspace report',
  '',
  'Made on request. 14 entries, 3 folders, 11 files, 48 KB together.',
  '',
  ...Array.from(
    { length: 34 },
    (_, index) =>
      `| ${String(index + 1).padStart(2, '0')} | notes/meeting-${index + 1}.md | ${(index * 37) % 900} bytes | read |`,
  ),
].join('\n');

const catalogueAction = (action: string, description: string) => ({
  skill: 'files',
  action,
  description,
  backend: 'mcp' as const,
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  labels: ['reads_private' as const],
  idempotent: true,
  undoable: true,
  digest: 'd'.repeat(64),
  targetArgument: 'path',
  approval: 'default' as const,
  enabled: true,
});

export const CATALOGUE: Catalogue = {
  runbooks: [
    {
      name: 'workspace-report',
      title: { en: 'Workspace report', es: 'Informe de la carpeta' },
      description: {
        en: 'Lists and reads the workspace, then writes a report. Asks before it writes.',
        es: 'Lista y lee la carpeta de trabajo y escribe un informe. Pregunta antes de escribir.',
      },
      capabilities: ['files'],
      inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
      example: '/run workspace-report',
    },
    {
      name: 'site-check',
      title: { en: 'Site check', es: 'Revisión de un sitio' },
      description: {
        en: 'Fetches a page and judges its status and how long it took.',
        es: 'Pide una página y juzga su estado y cuánto tardó.',
      },
      capabilities: ['http'],
      inputSchema: { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] },
      example: '/run site-check url=https://example.org',
    },
    {
      name: 'archive-old-files',
      title: { en: 'Archive old files', es: 'Archivar lo antiguo' },
      description: {
        en: 'Finds what nobody touched, shows the list, and moves it after an approval.',
        es: 'Busca lo que nadie ha tocado, muestra la lista y lo mueve tras una aprobación.',
      },
      capabilities: ['files'],
      inputSchema: { type: 'object', properties: { pattern: { type: 'string' } } },
      example: '/run archive-old-files pattern=*.log',
    },
  ],
  actions: [
    catalogueAction('list_directory', 'Lists the entries of a folder'),
    catalogueAction('read_text_file', 'Reads a file as text'),
  ],
};

const approval = (
  number: number,
  part: Partial<Approval> & Pick<Approval, 'subject' | 'risk' | 'why'>,
): Approval => ({
  id: `0199a000-0000-7000-8000-0000000a00${number}`,
  tenantId: '',
  number,
  taskId: '0199a000-0000-7000-8000-00000000t142'.replace('t', '0'),
  taskNumber: 142,
  taskObjective: 'Workspace report',
  requestedBy: requester,
  digest: `digest-${number}`,
  policyVersion: 1,
  requirement: {
    stages: [
      {
        name: 'approval',
        quorum: 1,
        who: [{ role: 'approver' }, { role: 'admin' }],
        distinctFrom: ['requester'],
      },
    ],
    rejectEnds: 'first',
    reasonRequired: { approve: false, reject: true },
    expiresAfter: 'PT24H',
    stepUp: 'none',
  },
  evidence: {
    reads: [
      { name: 'files.list_directory', summary: 'workspace/ · 14 entries', outside: false },
      { name: 'files.read_text_file', summary: 'notes/plan.md', outside: false },
    ],
    readPrivate: true,
    readUntrusted: false,
  },
  status: 'pending',
  decisions: [],
  createdAt: ago(190),
  expiresAt: ago(-23 * 3600),
  decidedAt: null,
  ...part,
});

export const APPROVALS: readonly Approval[] = [
  approval(57, {
    subject: {
      skill: 'files',
      action: 'write_file',
      arguments: { path: 'workspace/report.md', content: REPORT },
      target: 'workspace/report.md',
      toolDigest: 'd'.repeat(64),
    },
    risk: { level: 'medium', labels: ['writes'], undoable: true },
    why: 'Last step of “Workspace report”: the report is written where everybody finds it.',
  }),
  approval(56, {
    subject: {
      skill: 'files',
      action: 'move_file',
      arguments: { source: 'workspace/logs/old-a.log', destination: 'workspace/archive/old-a.log' },
      target: 'workspace/logs/old-a.log',
      items: [
        {
          arguments: { source: 'workspace/logs/old-b.log', destination: 'workspace/archive/old-b.log' },
          target: 'workspace/logs/old-b.log',
        },
        {
          arguments: { source: 'workspace/logs/old-c.log', destination: 'workspace/archive/old-c.log' },
          target: 'workspace/logs/old-c.log',
        },
      ],
      toolDigest: 'd'.repeat(64),
    },
    risk: { level: 'high', labels: ['writes', 'destructive'], undoable: false },
    why: 'These three were not touched for 400 days.',
    taskNumber: 141,
    taskObjective: 'Archive old files',
    createdAt: ago(4000),
    expiresAt: ago(-20 * 3600),
  }),
  approval(55, {
    subject: {
      skill: 'files',
      action: 'write_file',
      arguments: { path: 'workspace/report.md', content: 'short' },
      target: 'workspace/report.md',
      toolDigest: 'd'.repeat(64),
    },
    risk: { level: 'medium', labels: ['writes'], undoable: true },
    why: null,
    status: 'rejected',
    decisions: [
      { by: approver, verdict: 'reject', reason: 'wrong folder', surface: 'console', at: ago(8000) },
    ],
    createdAt: ago(9000),
    decidedAt: ago(8000),
  }),
];

const task = (number: number, part: Record<string, unknown>) => ({
  id: `0199a000-0000-7000-8000-000000000${number}`,
  number,
  ref: `T-${number}`,
  status: 'completed',
  objective: 'Workspace report',
  task_type: 'runbook',
  runbook: 'workspace-report',
  arguments: { path: 'workspace' },
  priority: 'normal',
  requested_by: { member_id: requester.memberId, display_name: requester.displayName },
  assigned_agent: { id: 'agent', name: 'Files agent', backend: 'runbook' },
  output: null,
  error: null,
  confidence: null,
  tokens_used: 0,
  cost: 0,
  thread: { platform: 'console', thread_key: THREADS.running },
  workflow_id: `task/tenant/console/${number}`,
  created_at: ago(204),
  started_at: ago(204),
  completed_at: null,
  ...part,
});

export const THREADS = {
  running: '0199a000-0000-7000-8000-0000000000a1',
  archive: '0199a000-0000-7000-8000-0000000000a2',
  failed: '0199a000-0000-7000-8000-0000000000a3',
  lists: '0199a000-0000-7000-8000-0000000000a4',
} as const;

export const TASKS = [
  task(142, { status: 'waiting_input' }),
  task(141, {
    status: 'waiting_input',
    objective: 'Archive old files',
    runbook: 'archive-old-files',
    created_at: ago(4100),
    started_at: ago(4100),
    thread: { platform: 'console', thread_key: THREADS.archive },
  }),
  task(140, {
    status: 'completed',
    objective: 'Is our site fast enough for people on a slow connection?',
    runbook: null,
    task_type: 'general',
    output:
      'Yes. The page answered with 200 in 184 ms, three times in a row.\n\nThe slowest part is the web font (61 KB).',
    confidence: 0.833,
    tokens_used: 1820,
    cost: 0.0041,
    created_at: ago(90000),
    started_at: ago(90000),
    completed_at: ago(89780),
  }),
  task(139, {
    status: 'failed',
    objective: 'Site check',
    runbook: 'site-check',
    error: { code: 'skill_failed', params: { action: 'http.get' }, message: '' },
    created_at: ago(180000),
    started_at: ago(180000),
    completed_at: ago(179990),
    thread: { platform: 'console', thread_key: THREADS.failed },
  }),
];

const step = (
  stepOrder: number,
  stepType: TraceStep['stepType'],
  secondsAgo: number,
  durationMs: number | null,
  details: Record<string, unknown>,
) => ({
  step_order: stepOrder,
  step_type: stepType,
  summary: null,
  agent_id: null,
  details,
  duration_ms: durationMs,
  at: ago(secondsAgo),
});

export const TRACE = [
  step(1, 'dispatched', 203.9, 112, {
    agent_name: 'Files agent',
    summary: { t: 'work.chosen', p: { matched: 2, needed: 2, success: '0.91' } },
  }),
  step(2, 'memory_recall', 203.8, 14, { summary: { t: 'work.recalled', p: { count: 2 } } }),
  step(3, 'skill_call', 203, 240, {
    skill: 'files',
    action: 'list_directory',
    arguments: { path: 'workspace' },
    ok: true,
    output: '[DIR] notes\n[DIR] logs\n[FILE] plan.md\n[FILE] budget.csv',
    output_bytes: 56,
    cut: false,
    summary: { raw: 'workspace/ · 14 entries' },
  }),
  step(4, 'skill_call', 192, 9800, {
    skill: 'files',
    action: 'read_multiple_files',
    arguments: { paths: ['workspace/notes/plan.md', 'workspace/notes/meeting-1.md'] },
    ok: true,
    output: `${REPORT.slice(0, 400)}`,
    output_bytes: 48_120,
    cut: true,
    why: 'The report names what is in each file.',
    tokens: 640,
    cost: 0.0012,
  }),
  step(5, 'approval_requested', 190, null, {
    approval_id: APPROVALS[0]?.id,
    skill: 'files',
    action: 'write_file',
    summary: { raw: 'workspace/report.md' },
  }),
];

export type FixtureMessage = Omit<ConsoleMessage, 'seq' | 'revision' | 'updatedAt' | 'threadId'>;

export const fromMember = (memberIndex: 0 | 1 | 2, text: string, at: string, id: string): FixtureMessage => ({
  slot: `message:${id}`,
  author: {
    kind: 'member',
    memberId: MEMBERS[memberIndex].id,
    displayName: MEMBERS[memberIndex].displayName,
  },
  body: { kind: 'text', text },
  visibleTo: null,
  createdAt: at,
});

export const fromBot = (
  slot: string,
  body: ConsoleMessage['body'],
  at: string,
  visibleTo: string | null = null,
): FixtureMessage => ({ slot, author: { kind: 'bot' }, body, visibleTo, createdAt: at });
