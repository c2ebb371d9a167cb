import { randomUUID } from 'node:crypto';
import { systemClock, systemIds } from '../adapters/system/runtime.ts';
import { MAIN_QUEUE } from '../core/contract/task-queues.ts';
import { TASK_WORKFLOW } from '../core/contract/task-workflow.ts';
import type { TaskRequest } from '../core/task.ts';
import type { BenchStack } from './bench-stack.ts';
import { atOnce, inTurns, timed } from './rounds.ts';

const CONCURRENCY = 20;
const RUNBOOK = 'bench-two-steps';

export interface Throughput {
  readonly tasks: number;
  /** Finished tasks per second, one figure a round. */
  readonly http: readonly number[];
  readonly workflow: readonly number[];
  readonly bare: readonly number[];
}

/**
 * The same two-step task three ways: over HTTP as a program asks for it, the product's workflow alone, and the bare
 * workflow. All of them run the same activities in the same worker process.
 */
export const measureThroughput = async (
  stack: BenchStack,
  { tasks, rounds }: { tasks: number; rounds: number },
): Promise<Throughput> => {
  const perSecond = (one: () => Promise<void>) => async (): Promise<number> =>
    (tasks / (await timed(() => atOnce(tasks, CONCURRENCY, one)))) * 1000;
  const arms = {
    http: perSecond(() => overHttp(stack)),
    workflow: perSecond(() => direct(stack, TASK_WORKFLOW)),
    bare: perSecond(() => direct(stack, 'bareTaskWorkflow')),
  };
  // The first tasks of a worker are slower: caches, connections, compiled code.
  await inTurns(1, arms);
  return { tasks, ...(await inTurns(rounds, arms)) };
};

const overHttp = async ({ http, client }: BenchStack): Promise<void> => {
  const task = await http.post<{ workflow_id: string }>('requester', '/api/v1/agent-tasks', {
    runbook: RUNBOOK,
  });
  const result = (await client.workflow.getHandle(task.workflow_id).result()) as { status: string };
  if (result.status !== 'completed') throw new Error(`a task ended as ${result.status}`);
};

const direct = async ({ client, people }: BenchStack, workflow: string): Promise<void> => {
  const { tenantId, memberId, displayName } = people.requester;
  const workflowId = `bench/${randomUUID()}`;
  const request: TaskRequest = {
    tenantId,
    taskId: systemIds.fromName(workflowId),
    workflowId,
    requestedBy: { memberId, displayName },
    surface: 'api',
    taskType: 'runbook',
    objective: 'Two steps without an approval',
    runbook: RUNBOOK,
    arguments: {},
    priority: 'normal',
    fingerprint: workflowId,
    requestedAt: systemClock.now().toISOString(),
  };
  await client.workflow.execute(workflow, { taskQueue: MAIN_QUEUE, workflowId, args: [request] });
};
