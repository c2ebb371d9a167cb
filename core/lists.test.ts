import { describe, expect, it } from 'vitest';
import type { Card } from './card.ts';
import { approvalsCard, helpCard, tasksCard, traceCard } from './lists.ts';
import { type Actor, LOCALES, type Role } from './member.ts';
import type { Task } from './task.ts';
import { renderAll } from './testing/golden.ts';
import {
  APPROVER,
  REQUESTER,
  sampleApproval,
  sampleCatalogue,
  sampleView,
  secondsAgo,
  viewSteps,
} from './testing/samples.ts';
import { sampleTask } from './testing/turn.ts';

const actor = (role: Role): Actor => ({
  tenantId: '0197a000-0000-7000-8000-0000000000aa',
  ...(role === 'requester' ? REQUESTER : APPROVER),
  role,
  groups: [],
  locale: 'en',
});

const task = (number: number, over: Partial<Task>): Task =>
  sampleTask({ number, requestedBy: REQUESTER, createdAt: secondsAgo(60 * number), ...over });

const [action] = sampleCatalogue().actions;
const manyActions = Array.from({ length: 9 }, (_, index) => ({ ...action, action: `action_${index}` }));

const CASES: Readonly<Record<string, Card>> = {
  'no tasks': tasksCard({ items: [], nextCursor: null }),
  tasks: tasksCard({
    items: [
      task(3, { objective: 'Workspace report', status: 'executing' }),
      task(2, { objective: `Tidy up\n${'and more '.repeat(40)}`, status: 'completed' }),
      task(1, { objective: 'word '.repeat(50), status: 'failed' }),
    ],
    nextCursor: 'c',
  }),
  'no approvals': approvalsCard({ items: [], nextCursor: null }, actor('approver')),
  'approvals, seen by an approver': approvalsCard(
    { items: [sampleApproval()], nextCursor: null },
    actor('approver'),
  ),
  'approvals, seen by the requester': approvalsCard(
    { items: [sampleApproval()], nextCursor: null },
    actor('requester'),
  ),
  'trace of a running task': traceCard(sampleView({ steps: viewSteps(11) })),
  'trace of a failed task': traceCard(
    sampleView({
      status: 'failed',
      completedAt: secondsAgo(0),
      steps: viewSteps(2),
      failure: { failure: { code: 'model_unavailable', params: {} }, stepOrder: null },
    }),
  ),
  'trace of a queued task': traceCard(sampleView({ status: 'queued', steps: [] })),
  'help for a requester': helpCard(actor('requester'), sampleCatalogue()),
  'help for an approver': helpCard(actor('approver'), sampleCatalogue()),
  'help for an admin, nothing to run': helpCard(actor('admin'), { runbooks: [], actions: [] }),
  'help for an admin': helpCard(actor('admin'), sampleCatalogue()),
  'help, many actions': helpCard(actor('requester'), {
    runbooks: [],
    actions: manyActions as ReturnType<typeof sampleCatalogue>['actions'],
  }),
};

describe('lists and help', () => {
  it.each(LOCALES)('as they are shown: %s', async (locale) => {
    await expect(renderAll(CASES, locale)).toMatchFileSnapshot(`./testing/golden/lists.${locale}.txt`);
  });

  it('do not go on counting after they were shown', () => {
    expect(CASES['trace of a running task']?.since).toBeUndefined();
  });
});
