import type { Approval } from '../approval.ts';
import type { Catalogue } from '../ports/stores.ts';
import { DEFAULT_REQUIREMENT } from '../requirement.ts';
import type { RunbookInfo } from '../runbook.ts';
import type { SkillAction } from '../skill.ts';
import type { TaskView, ViewStep } from '../task-view.ts';
import { raw, text } from '../text.ts';

export const NOW = new Date('2026-11-23T10:15:00.000Z');

export const secondsAgo = (seconds: number): string => new Date(NOW.getTime() - seconds * 1000).toISOString();

export const REQUESTER = { memberId: '0197a000-0000-7000-8000-000000000001', displayName: 'requester' };
export const APPROVER = { memberId: '0197a000-0000-7000-8000-000000000002', displayName: 'approver' };

export const viewSteps = (count: number): readonly ViewStep[] =>
  Array.from({ length: count }, (_, index) => ({
    order: index + 1,
    type: 'skill_call',
    state: 'done',
    name: raw('files.read_file'),
    summary: raw(`notes/${index + 1}.md`),
    durationMs: 120,
  }));

/** A runbook's task in the middle of its work. */
export const sampleView = (over: Partial<TaskView> = {}): TaskView => ({
  taskId: '0197a000-0000-7000-8000-000000000142',
  number: 142,
  title: 'Workspace report',
  taskType: 'runbook',
  runbook: 'workspace-report',
  requestedBy: REQUESTER,
  agent: { id: '0197a000-0000-7000-8000-0000000000a1', name: 'Files agent', backend: 'runbook' },
  status: 'executing',
  startedAt: secondsAgo(14),
  completedAt: null,
  waitingMs: 0,
  steps: [
    {
      order: 1,
      type: 'dispatched',
      state: 'done',
      name: text('step.dispatched', { agent: 'Files agent' }),
      summary: text('work.chosen', { matched: 2, needed: 2, success: 0.91 }),
      durationMs: 100,
    },
    {
      order: 2,
      type: 'memory_recall',
      state: 'done',
      name: text('step.memory_recall'),
      summary: text('work.recalled', { count: 2 }),
      durationMs: 4,
    },
    {
      order: 3,
      type: 'skill_call',
      state: 'running',
      name: raw('files.list_directory'),
      summary: raw('workspace/'),
      durationMs: null,
      since: secondsAgo(1),
    },
  ],
  stepsLeft: 2,
  usage: { inputTokens: 0, outputTokens: 0, cost: 0 },
  failure: null,
  stopped: null,
  question: null,
  output: null,
  ...over,
});

/** The one approval of that task, waiting. */
export const sampleApproval = (over: Partial<Approval> = {}): Approval => ({
  id: '0197a000-0000-7000-8000-000000000057',
  tenantId: '0197a000-0000-7000-8000-0000000000aa',
  number: 57,
  taskId: '0197a000-0000-7000-8000-000000000142',
  taskNumber: 142,
  taskObjective: 'Workspace report',
  requestedBy: REQUESTER,
  subject: {
    skill: 'files',
    action: 'write_file',
    arguments: { path: 'report.md', content: `# Report\n\n${'14 entries, 48 KB together.\n'.repeat(20)}` },
    target: 'report.md',
    toolDigest: 't'.repeat(64),
  },
  digest: 'd'.repeat(64),
  policyVersion: 1,
  requirement: DEFAULT_REQUIREMENT,
  risk: { level: 'medium', labels: ['writes'], undoable: true },
  evidence: {
    reads: [{ name: 'files.list_directory', summary: 'workspace/', outside: false }],
    readPrivate: false,
    readUntrusted: false,
  },
  why: 'the last step writes the report',
  status: 'pending',
  decisions: [],
  createdAt: secondsAgo(3600),
  expiresAt: secondsAgo(-23 * 3600),
  decidedAt: null,
  ...over,
});

const runbook = (name: string, en: string, es: string, over: Partial<RunbookInfo>): RunbookInfo => ({
  name,
  title: { en, es },
  description: { en: `${en}.`, es: `${es}.` },
  capabilities: ['files'],
  inputSchema: { type: 'object', properties: {} },
  example: `/run ${name}`,
  ...over,
});

const action = (name: string, over: Partial<SkillAction> = {}): SkillAction => ({
  skill: 'files',
  action: name,
  description: `${name} of the workspace`,
  backend: 'mcp',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  labels: ['reads_private'],
  idempotent: true,
  undoable: true,
  digest: 't'.repeat(64),
  targetArgument: 'path',
  approval: 'default',
  enabled: true,
  ...over,
});

export const sampleCatalogue = (): Catalogue => ({
  runbooks: [
    runbook('archive-old-files', 'Archive old files', 'Archivar archivos antiguos', {
      inputSchema: {
        type: 'object',
        properties: {
          pattern: { type: 'string', description: 'Which files' },
          older_than_days: { type: 'integer', description: 'Days without a change' },
          dry: { type: 'boolean' },
          skip: { type: 'array', items: { type: 'string' } },
        },
        additionalProperties: false,
      },
      example: '/run archive-old-files older_than_days=365',
    }),
    runbook('site-check', 'Site check', 'Revisar un sitio', {
      inputSchema: {
        type: 'object',
        properties: { url: { type: 'string', description: 'Address' } },
        required: ['url'],
      },
      example: '/run site-check url=https://example.org',
    }),
    runbook('workspace-report', 'Workspace report', 'Informe del espacio de trabajo', {}),
  ],
  actions: [action('list_directory'), action('read_file'), action('delete_file', { enabled: false })],
});
