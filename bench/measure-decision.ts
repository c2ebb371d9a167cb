import { randomUUID } from 'node:crypto';
import type { Approval } from '../core/approval.ts';
import { approvalWorkflowId } from '../core/contract/workflow-ids.ts';
import type { Task, ThreadRef } from '../core/task.ts';
import { BARE_QUEUE } from './bare-worker.ts';
import type { BenchStack } from './bench-stack.ts';
import { whenQuiet } from './measure-actions.ts';
import { inTurns, median, timed } from './rounds.ts';
import { pendingApproval, submit, whenEnded } from './tasks.ts';

export interface Decisions {
  readonly samples: number;
  /** Milliseconds from the decision to its answer, one median a round. */
  readonly http: readonly number[];
  readonly useCase: readonly number[];
  readonly bare: readonly number[];
  /** Answers that came although the card in the thread still showed the question. */
  readonly cardsBehind: number;
}

interface Pending {
  readonly task: Task;
  readonly thread: ThreadRef;
  readonly approval: Approval;
}

/**
 * From the decision until it is visible: the answer is there and the card in the thread is final. Against an Update of
 * a bare workflow whose handler inserts one row. One at a time, each when nothing else is going on.
 */
export const measureDecision = async (
  stack: BenchStack,
  { samples, rounds }: { samples: number; rounds: number },
): Promise<Decisions> => {
  let cardsBehind = 0;
  const product = (decide: (approval: Approval) => Promise<unknown>) => async (): Promise<number> => {
    const times: number[] = [];
    for (const pending of await prepare(stack, samples)) {
      times.push(await timed(() => decide(pending.approval)));
      if (!(await cardIsFinal(stack, pending))) cardsBehind += 1;
      await whenEnded(stack, pending.task);
    }
    return median(times);
  };
  const arms = {
    http: product(({ id, digest }) =>
      stack.http.post('approver', `/api/v1/approvals/${id}/decision`, { verdict: 'approve', digest }),
    ),
    useCase: product(async ({ id, digest }) => {
      const decision = { approvalId: id, verdict: 'approve', reason: null, digest, surface: 'api' } as const;
      const { answer } = await stack.decideApproval({ actor: stack.people.approver, ...decision });
      if (answer.kind !== 'accepted') throw new Error(`the decision was answered with ${answer.kind}`);
    }),
    bare: () => bareRound(stack, samples),
  };
  await inTurns(1, arms);
  cardsBehind = 0;
  const figures = await inTurns(rounds, arms);
  return { samples, ...figures, cardsBehind };
};

const prepare = async (stack: BenchStack, samples: number): Promise<readonly Pending[]> => {
  const { tenantId } = stack.people.approver;
  return Promise.all(
    Array.from({ length: samples }, async () => {
      const { task, thread } = await submit(stack, { runbook: 'bench-approval', inThread: true });
      if (!thread) throw new Error('no thread');
      const approval = await pendingApproval(stack, task);
      await whenQuiet(stack, approvalWorkflowId(tenantId, approval.id));
      await whenQuiet(stack, task.workflowId);
      return { task, thread, approval };
    }),
  );
};

const cardIsFinal = async (stack: BenchStack, { thread, approval }: Pending): Promise<boolean> => {
  const { tenantId, memberId } = stack.people.approver;
  const slot = `approval:${approval.id}`;
  const message = await stack.stores.consoleChat.message(tenantId, memberId, thread.threadId, slot);
  return (
    message?.body.kind === 'card' && !message.body.card.buttons.some(({ action }) => action === 'approve')
  );
};

const bareRound = async ({ client, ...stack }: BenchStack, samples: number): Promise<number> => {
  const handles = await Promise.all(
    Array.from({ length: samples }, () =>
      client.workflow.start('bareDecisionWorkflow', {
        taskQueue: BARE_QUEUE,
        workflowId: `bench-decision/${randomUUID()}`,
      }),
    ),
  );
  for (const { workflowId } of handles) await whenQuiet({ client, ...stack }, workflowId);
  const times: number[] = [];
  for (const handle of handles) {
    times.push(await timed(() => handle.executeUpdate('bareDecide', { args: ['approve'] })));
    await handle.signal('bareEnd');
    await handle.result();
  }
  return median(times);
};
