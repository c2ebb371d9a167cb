import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Approval } from '../core/approval.ts';
import type { Task, ThreadRef } from '../core/task.ts';
import type { BenchStack } from './bench-stack.ts';

const WAIT_MS = 60_000;
const LOOK_MS = 10;

/** Looks until there is something; only ever beside what is measured. */
export const until = async <T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  longestMs = WAIT_MS,
): Promise<T> => {
  const end = Date.now() + longestMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`not seen within ${longestMs / 1000} s: ${what}`);
    await pause(LOOK_MS);
  }
};

export interface Wanted {
  readonly runbook: string;
  /** In a thread of its own, with a live card; otherwise no chat takes part. */
  readonly inThread?: boolean;
}

/** Starts a task as a message of the page or a request of a program does. */
export const submit = async (
  stack: BenchStack,
  { runbook, inThread = false }: Wanted,
): Promise<{ readonly task: Task; readonly thread: ThreadRef | null }> => {
  const actor = stack.people.requester;
  const thread = inThread
    ? await stack.stores.threads.ensure(actor.tenantId, {
        platform: 'console',
        workspaceId: actor.tenantId,
        channelId: 'main',
        threadKey: randomUUID(),
      })
    : null;
  const { task } = await stack.submitTask({
    actor,
    surface: inThread ? 'console' : 'api',
    platform: inThread ? 'console' : 'api',
    identity: randomUUID(),
    request: { kind: 'runbook', runbook, arguments: {} },
    ...(thread ? { thread } : {}),
  });
  return { task, thread };
};

export const runTask = async (stack: BenchStack, wanted: Wanted): Promise<Task> => {
  const { task } = await submit(stack, wanted);
  await whenEnded(stack, task);
  return task;
};

/** Resolves when its workflow has ended, the last edit of its card included. */
export const whenEnded = async ({ client }: BenchStack, task: Task): Promise<void> => {
  const result = (await client.workflow.getHandle(task.workflowId).result()) as { status: string };
  if (result.status !== 'completed') throw new Error(`${task.id} ended as ${result.status}`);
};

export const pendingApproval = (stack: BenchStack, task: Task): Promise<Approval> =>
  until('a pending approval', async () => {
    const { tenantId } = stack.people.requester;
    const page = await stack.stores.approvals.list(tenantId, {
      taskId: task.id,
      status: 'pending',
      limit: 1,
    });
    return page.items[0];
  });
