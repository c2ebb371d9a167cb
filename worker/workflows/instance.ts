import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import {
  CANCEL_OPERATION_SIGNAL,
  type CancelOperation,
  INSTANCE_STATE_QUERY,
  type InstanceRunState,
  type InstanceWorkflowInput,
  type InstanceWorkflowView,
  OPERATION_REFUSED,
  type OperationAccepted,
  type OperationRequest,
  SUBMIT_UPDATE,
} from '../../core/contract/instance-workflow.ts';
import type { Failure } from '../../core/errors.ts';
import { SNAPSHOT_DAYS, TOKEN_DAYS } from '../../core/instance-rules.ts';
import { text } from '../../core/text.ts';
import type { InstanceKey } from '../activities/instances/types.ts';
import { readFailure } from './failures.ts';
import { watchHealth } from './instance-health.ts';
import { instanceStore, instanceWork } from './instance-options.ts';
import { OperationFailed, report, startRun, wasStopped } from './instance-run.ts';
import { LAST_COPY, OPERATIONS } from './instance-steps.ts';
import { nowIso, nowMs } from './run-context.ts';

export const submitUpdate = defineUpdate<OperationAccepted, [OperationRequest]>(SUBMIT_UPDATE);
export const cancelOperationSignal = defineSignal<[CancelOperation]>(CANCEL_OPERATION_SIGNAL);
export const instanceStateQuery = defineQuery<InstanceWorkflowView>(INSTANCE_STATE_QUERY);

const DAY_MS = 24 * 60 * 60_000;
/** Longer than any redelivery of the same request. */
const SEEN = 200;

interface InstanceState {
  queue: OperationRequest[];
  seen: string[];
  cancelled: string[];
  running: { readonly request: OperationRequest; readonly scope: CancellationScope } | null;
  rotatedAt: string | null;
  destroyed: boolean;
  thread: InstanceRunState['thread'];
}

/**
 * One per instance and its only writer: operations one after the other in the order they came, and between them a
 * look at its health every minute.
 */
export async function openclawProvisionWorkflow(input: InstanceWorkflowInput): Promise<void> {
  const key: InstanceKey = { tenantId: input.tenantId, instanceId: input.instanceId };
  const { carried } = input;
  const state: InstanceState = {
    queue: [...(carried?.queue ?? [])],
    seen: [...(carried?.seen ?? [])],
    cancelled: [],
    running: null,
    rotatedAt: carried?.rotatedAt ?? null,
    destroyed: carried?.destroyed ?? false,
    thread: carried?.thread ?? null,
  };
  handleRequests(state);
  while (!state.destroyed) {
    const next = await nextOperation(key, state);
    if (next) await runOperation(key, state, next);
    if (workflowInfo().continueAsNewSuggested && !state.destroyed) {
      await condition(allHandlersFinished);
      const { queue, seen, rotatedAt, destroyed, thread } = state;
      return continueAsNew<typeof openclawProvisionWorkflow>({
        ...key,
        carried: { queue, seen, rotatedAt, destroyed, thread },
      });
    }
  }
  await refuseWaiting(state);
  await condition(allHandlersFinished);
  await sleep(SNAPSHOT_DAYS * DAY_MS);
  await instanceWork.dropSnapshot({ ...key, name: LAST_COPY });
}

const handleRequests = (state: InstanceState): void => {
  setHandler(
    submitUpdate,
    async (request) => {
      const ahead = state.queue.length + (state.running ? 1 : 0);
      if (state.seen.includes(request.operationId)) return { before: ahead };
      state.seen = [...state.seen, request.operationId].slice(-SEEN);
      state.queue.push(request);
      if (ahead > 0) {
        await report(request, { kind: 'queued', operationId: request.operationId, before: ahead });
      }
      return { before: ahead };
    },
    {
      validator: ({ kind }) => {
        if (!state.destroyed) return;
        const failure: Failure = {
          code: 'instance_state',
          params: { name: '', status: 'destroyed', operation: kind },
        };
        throw ApplicationFailure.nonRetryable(kind, OPERATION_REFUSED, failure);
      },
    },
  );
  setHandler(cancelOperationSignal, ({ operationId }) => {
    state.cancelled.push(operationId);
    if (state.running?.request.operationId === operationId) state.running.scope.cancel();
  });
  setHandler(instanceStateQuery, () => ({
    running: state.running
      ? { operationId: state.running.request.operationId, kind: state.running.request.kind }
      : null,
    queued: state.queue.map(({ operationId }) => operationId),
  }));
};

/** The next in the line. While there is none the instance is looked after; null: nothing came, and a new run may begin. */
const nextOperation = async (
  key: InstanceKey,
  state: InstanceState,
): Promise<OperationRequest | undefined> => {
  if (state.queue.length > 0) return state.queue.shift();
  const due = state.rotatedAt === null ? null : Date.parse(state.rotatedAt) + TOKEN_DAYS * DAY_MS;
  const isWanted = (): boolean => state.queue.length > 0 || workflowInfo().continueAsNewSuggested;
  const watch = new CancellationScope();
  const watching = watch.run(() => watchHealth(key, () => state.thread));
  watching.catch((error: unknown) => {
    if (!wasStopped(error)) log.warn('the health is not looked at', { error: String(error) });
  });
  if (due === null) await condition(isWanted);
  else if (!(await condition(isWanted, Math.max(1, due - nowMs()))))
    state.queue.push(scheduledRotation(state));
  watch.cancel();
  await watching.catch(() => undefined);
  return state.queue.shift();
};

const scheduledRotation = (state: InstanceState): OperationRequest => ({
  operationId: `rotate/${state.rotatedAt}`,
  kind: 'rotate',
  by: { memberId: '', displayName: 'Countersign' },
  reportTo: null,
  thread: null,
});

const runOperation = async (
  key: InstanceKey,
  state: InstanceState,
  request: OperationRequest,
): Promise<void> => {
  const { operationId, kind } = request;
  const scope = new CancellationScope();
  state.running = { request, scope };
  state.thread = request.thread ?? state.thread;
  let name = '';
  try {
    if (state.cancelled.includes(operationId)) scope.cancel();
    const summary = await scope.run(async () => {
      const plan = await instanceStore.planOperation({ ...key, operation: request });
      name = plan.name;
      return OPERATIONS[kind](startRun(key, request, plan));
    });
    if (kind === 'destroy') state.destroyed = true;
    if (kind === 'deploy' || kind === 'rotate') state.rotatedAt = nowIso();
    await report(request, { kind: 'ended', operationId, failure: null, summary, cancelled: false });
  } catch (error) {
    await endBadly(key, state, { request, name }, error);
  } finally {
    state.running = null;
  }
};

const endBadly = (
  key: InstanceKey,
  state: InstanceState,
  { request, name }: { readonly request: OperationRequest; readonly name: string },
  error: unknown,
): Promise<void> =>
  CancellationScope.nonCancellable(async () => {
    const { operationId, kind } = request;
    const cancelled = wasStopped(error);
    const failure: Failure = cancelled
      ? { code: 'instance_cancelled', params: { name, operation: kind } }
      : error instanceof OperationFailed
        ? error.failure
        : readFailure(error);
    if (kind === 'deploy' && cancelled) state.destroyed = true;
    await recordFailure(key, kind, failure, cancelled);
    const summary = text('instance.not_done', { operation: kind, name });
    await report(request, { kind: 'ended', operationId, failure, summary, cancelled });
  });

/** A deploy and an upgrade have said in their own way how they ended; a refusal changes nothing. */
const recordFailure = async (
  key: InstanceKey,
  kind: OperationRequest['kind'],
  failure: Failure,
  cancelled: boolean,
): Promise<void> => {
  const written = ['instance_state', 'upgrade_rolled_back'].includes(failure.code) || kind === 'deploy';
  if (written) return;
  await instanceStore.recordInstance({
    ...key,
    patch: { status: 'error', ...(cancelled ? {} : { error: failure }) },
  });
};

const refuseWaiting = async (state: InstanceState): Promise<void> => {
  for (const request of state.queue.splice(0)) {
    const { operationId, kind } = request;
    const failure: Failure = {
      code: 'instance_state',
      params: { name: '', status: 'destroyed', operation: kind },
    };
    const summary = text('instance.not_done', { operation: kind, name: '' });
    await report(request, { kind: 'ended', operationId, failure, summary, cancelled: false });
  }
};
