import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { approvalWorkflowId } from '../core/contract/workflow-ids.ts';
import type { BenchStack } from './bench-stack.ts';
import { type ActionCount, countActions, difference, type HistoryEvent } from './count-actions.ts';
import { pendingApproval, runTask, submit, until, whenEnded } from './tasks.ts';

export interface Actions {
  /** A two-step task asked for by a program: no thread. */
  readonly task: ActionCount;
  /** The same in a thread, with its live card. */
  readonly taskInThread: ActionCount;
  /** The approval's own workflow, with its start. */
  readonly approval: ActionCount;
  /** What a task in a thread has more when one of its two steps waits for an approval, that workflow included. */
  readonly perApproval: ActionCount;
}

/** Counts the actions of single tasks from their histories. */
export const measureActions = async (stack: BenchStack): Promise<Actions> => {
  const count = async (inThread: boolean): Promise<ActionCount> => {
    const { workflowId } = await runTask(stack, { runbook: 'bench-two-steps', inThread });
    return countActions(await readHistory(stack, workflowId));
  };
  const task = await count(false);
  const taskInThread = await count(true);
  const { parent, child } = await approvedTask(stack);
  const both = countActions([...parent, ...child]);
  return {
    task,
    taskInThread,
    approval: ofApproval(parent, child),
    perApproval: difference(both, taskInThread),
  };
};

/** The parent's intent is the child's price, so it is counted with the child. */
const ofApproval = (parent: readonly HistoryEvent[], child: readonly HistoryEvent[]): ActionCount =>
  countActions([
    ...parent.filter(({ type }) => type === 'START_CHILD_WORKFLOW_EXECUTION_INITIATED'),
    ...child,
  ]);

const approvedTask = async (
  stack: BenchStack,
): Promise<{ parent: readonly HistoryEvent[]; child: readonly HistoryEvent[] }> => {
  const { tenantId } = stack.people.approver;
  const { task } = await submit(stack, { runbook: 'bench-approval', inThread: true });
  const { id, digest } = await pendingApproval(stack, task);
  const workflowId = approvalWorkflowId(tenantId, id);
  // A person takes longer than the card takes to be shown.
  await whenQuiet(stack, workflowId);
  await whenQuiet(stack, task.workflowId);
  await stack.http.post('approver', `/api/v1/approvals/${id}/decision`, { verdict: 'approve', digest });
  await whenEnded(stack, task);
  return {
    parent: await readHistory(stack, task.workflowId),
    child: await readHistory(stack, workflowId),
  };
};

/** Resolves when the workflow only waits: no activity and no workflow task is under way, now and a moment later. */
export const whenQuiet = async ({ client }: BenchStack, workflowId: string): Promise<void> => {
  const look = async (): Promise<string | false> => {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const busy = (raw.pendingActivities?.length ?? 0) > 0 || raw.pendingWorkflowTask;
    return busy ? false : String(raw.workflowExecutionInfo?.historyLength);
  };
  let before = '';
  await until(`${workflowId} is quiet`, async () => {
    const now = (await look().catch(() => false as const)) || '';
    const same = now !== '' && now === before;
    before = now;
    return same;
  });
};

interface JsonEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly workflowExecutionStartedEventAttributes?: {
    readonly parentWorkflowExecution?: { readonly workflowId: string };
  };
  readonly activityTaskScheduledEventAttributes?: { readonly activityType: { readonly name: string } };
  readonly activityTaskStartedEventAttributes?: {
    readonly scheduledEventId: string;
    readonly attempt?: number;
  };
  readonly markerRecordedEventAttributes?: {
    readonly markerName: string;
    readonly workflowTaskCompletedEventId: string;
  };
}

const readHistory = async ({ client }: BenchStack, workflowId: string): Promise<readonly HistoryEvent[]> => {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const { events } = JSON.parse(historyToJSON(history)) as { events: readonly JsonEvent[] };
  const names = new Map(
    events.map((event) => [event.eventId, event.activityTaskScheduledEventAttributes?.activityType.name]),
  );
  return events.map((event) => toEvent(event, names));
};

const toEvent = (event: JsonEvent, names: ReadonlyMap<string, string | undefined>): HistoryEvent => {
  const started = event.activityTaskStartedEventAttributes;
  const marker = event.markerRecordedEventAttributes;
  const parent = event.workflowExecutionStartedEventAttributes?.parentWorkflowExecution;
  return {
    type: event.eventType.replace('EVENT_TYPE_', ''),
    ...(started
      ? { attempt: started.attempt ?? 1, activity: names.get(started.scheduledEventId) ?? '' }
      : {}),
    ...(marker ? { marker: marker.markerName, workflowTask: marker.workflowTaskCompletedEventId } : {}),
    ...(parent ? { childOf: parent.workflowId } : {}),
  };
};
