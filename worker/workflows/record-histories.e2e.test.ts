import { writeFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../../core/approval.ts';
import { approvalWorkflowId } from '../../core/contract/workflow-ids.ts';
import { AppError } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import { until } from '../../local/testing/until.ts';
import { workflowsPath } from '../temporal-workers.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { inTurn } from '../testing/scripted.ts';

/** `npm run histories:record` writes what it plays into `histories/`; otherwise it only proves that it replays. */
const recording = process.env.RECORD_HISTORIES === '1';

let h: Harness;
let short: Harness;
beforeAll(async () => {
  [h, short] = await Promise.all([startHarness(), startHarness({ expiresAfter: 'PT1S' })]);
});
afterAll(() => Promise.all([h.stop(), short.stop()]));

const keep = async (from: Harness, workflowId: string, name: string): Promise<void> => {
  const handle = from.client.workflow.getHandle(workflowId);
  await handle.result();
  const history = await handle.fetchHistory();
  await Worker.runReplayHistory({ workflowsPath }, history, workflowId);
  expect(history.events?.length).toBeGreaterThan(5);
  if (!recording) return;
  const json = JSON.stringify(JSON.parse(historyToJSON(history)), withoutMachine, 1);
  writeFileSync(new URL(`./histories/${name}.json`, import.meta.url), `${json}\n`);
};

/** A recorded run says nothing of the machine it was recorded on. */
const withoutMachine = (key: string, value: unknown): unknown =>
  key === 'stackTrace' || key === 'identity' ? undefined : value;

const playApproval = async (verdict: Verdict): Promise<{ task: Task; approvalId: string }> => {
  const { task } = await h.play(inTurn('notes.read a', 'notes.write b'));
  const approval = await h.pendingApproval(task);
  const { answer } = await h.decideApproval({
    actor: h.people.approver,
    approvalId: approval.id,
    verdict,
    reason: 'because',
    digest: approval.digest,
    surface: 'api',
  });
  expect(answer.kind).toBe('accepted');
  return { task, approvalId: approval.id };
};

const stop = (task: Task) =>
  h.stopTask({ actor: h.people.requester, taskId: task.id, reason: null, surface: 'console' });

const say = (task: Task, text: string) =>
  h.followUpTask({
    actor: h.people.requester,
    taskId: task.id,
    messageId: `${task.id}:${text}`,
    text,
    surface: 'console',
    platform: 'console',
  });

describe('a fresh run replays', () => {
  it('an action', async () => {
    const task = await h.runAction('read', 'a');
    await keep(h, task.workflowId, 'action-completed');
  });

  it('an approval that was given', async () => {
    const { task, approvalId } = await playApproval('approve');
    await keep(h, task.workflowId, 'task-approved');
    await keep(h, approvalWorkflowId(h.tenantId, approvalId), 'approval-approved');
  });

  it('an approval that was refused', async () => {
    const { approvalId } = await playApproval('reject');
    await keep(h, approvalWorkflowId(h.tenantId, approvalId), 'approval-rejected');
  });

  it('an approval that expired', async () => {
    const { task } = await short.play(inTurn('notes.write late'));
    await short.taskWith(task, 'completed');
    const page = await short.stores.approvals.list(short.tenantId, { taskId: task.id, limit: 1 });
    await keep(short, approvalWorkflowId(short.tenantId, page.items[0]?.id ?? ''), 'approval-expired');
  });

  it('a task stopped while it waits', async () => {
    const { task } = await h.play(inTurn('notes.write w'));
    const approval = await h.pendingApproval(task);
    await stop(task);
    await keep(h, task.workflowId, 'task-stopped-while-waiting');
    await keep(h, approvalWorkflowId(h.tenantId, approval.id), 'approval-withdrawn');
  });

  it('a task stopped in the middle of a call', async () => {
    const { task, thread } = await h.play(inTurn('notes.slow s'));
    await until('the call', async () =>
      JSON.stringify(await h.card(thread, `task:${task.id}`)).includes('notes.slow'),
    );
    await stop(task);
    await keep(h, task.workflowId, 'task-stopped-in-a-call');
  });

  it('a task that failed', async () => {
    const { task } = await h.play(() => {
      throw new AppError('model_refused', { model: 'scripted', reason: 'no' });
    });
    await keep(h, task.workflowId, 'task-failed');
  });

  it('a question and its answer', async () => {
    const { task } = await h.play((turn) =>
      turn.exchanges.some((exchange) => exchange.kind === 'message')
        ? { type: 'final', output: 'done', usage: { inputTokens: 1, outputTokens: 1, cost: null } }
        : {
            type: 'ask',
            question: 'Which?',
            choices: ['a'],
            usage: { inputTokens: 1, outputTokens: 1, cost: null },
          },
    );
    await h.taskWith(task, 'waiting_input');
    await say(task, 'a');
    await keep(h, task.workflowId, 'task-asked');
  });

  it('an outcome nobody knows', async () => {
    h.skills.on('append', () => {
      throw new AppError('skill_timeout');
    });
    const { task } = await h.play(inTurn('notes.append u'));
    await h.taskWith(task, 'waiting_input');
    await say(task, 'done');
    await keep(h, task.workflowId, 'task-outcome-unknown');
  });
});
