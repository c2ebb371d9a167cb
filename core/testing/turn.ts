import type { Exchange, Turn } from '../ports/agent-backend.ts';
import type { SkillCall, SkillResult } from '../skill.ts';
import type { Task } from '../task.ts';

/** A running task with nothing special about it. */
export const sampleTask = (parts: Partial<Task> = {}): Task => ({
  id: '0197a000-0000-7000-8000-000000000001',
  tenantId: '0197a000-0000-7000-8000-0000000000aa',
  number: 1,
  workflowId: 'task/t/console/1',
  requestedBy: { memberId: '0197a000-0000-7000-8000-0000000000bb', displayName: 'Requester' },
  objective: 'Do it',
  taskType: 'general',
  runbook: null,
  arguments: null,
  priority: 'normal',
  status: 'executing',
  agent: null,
  output: null,
  error: null,
  confidence: null,
  tokensUsed: 0,
  cost: 0,
  thread: null,
  context: [],
  fingerprint: '',
  createdAt: '2026-11-23T10:00:00.000Z',
  startedAt: '2026-11-23T10:00:00.000Z',
  completedAt: null,
  ...parts,
});

export const sampleTurn = ({
  task,
  ...parts
}: Partial<Omit<Turn, 'task'>> & { task?: Partial<Task> } = {}): Turn => ({
  task: sampleTask(task),
  agent: { id: '0197a000-0000-7000-8000-0000000000cc', name: 'Files agent', backend: 'model' },
  memories: [],
  exchanges: [],
  actions: [],
  locale: 'en',
  ...parts,
});

/** A call that ran, as the next turn sees it. */
export const ran = (
  call: SkillCall,
  result: Partial<SkillResult> & { readonly text: string },
  runbookStep: string | null = null,
): Exchange => ({ kind: 'call', stepOrder: 3, runbookStep, call, result: { ok: true, ...result } });
