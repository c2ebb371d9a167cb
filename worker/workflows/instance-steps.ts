import { CancellationScope, log } from '@temporalio/workflow';
import type { Failure } from '../../core/errors.ts';
import type { InstanceOperation } from '../../core/instance.ts';
import type { InstanceValues } from '../../core/instance-values.ts';
import type { InstancePatch } from '../../core/ports/instance-store.ts';
import { type Text, text } from '../../core/text.ts';
import { instanceStore, instanceWork } from './instance-options.ts';
import { OperationFailed, type OperationRun, wasStopped } from './instance-run.ts';
import { nowIso } from './run-context.ts';

/** Minutes a new or restarted gateway may take until it is ready. */
const READY_MINUTES = 5;
/** Minutes a gateway may take to finish what it does: its own limit is 315 seconds. */
const STOP_MINUTES = 7;

const record = (run: OperationRun, patch: InstancePatch): Promise<void> =>
  instanceStore.recordInstance({ ...run.key, patch });

const install = (run: OperationRun, values: InstanceValues): Promise<void> =>
  instanceWork.applyInstance({ ...run.key, values });

const awaitReady = (run: OperationRun): Promise<void> =>
  run.step('ready', () => instanceWork.awaitInstance({ ...run.key, until: 'ready', minutes: READY_MINUTES }));

const handshake = (run: OperationRun, version: string) =>
  run.step(
    'handshake',
    () => instanceWork.checkGateway({ ...run.key, version }),
    (answer) => text('instance.answers', { version: answer.version }),
  );

const serve = async (run: OperationRun, values: InstanceValues): Promise<Text> => {
  await awaitReady(run);
  const { version } = values.image;
  const { url } = await handshake(run, version);
  await run.step('register', () =>
    record(run, { status: 'running', internalUrl: url, version, appliedValues: values, error: null }),
  );
  return text('instance.running', { name: run.plan.name, version });
};

const stopFirst = async (run: OperationRun, values: InstanceValues): Promise<void> => {
  await run.step('stop', async () => {
    await install(run, { ...values, replicas: 0 });
    await instanceWork.awaitInstance({ ...run.key, until: 'stopped', minutes: STOP_MINUTES });
  });
};

const deploy = async (run: OperationRun): Promise<Text> => {
  const { values } = run.plan;
  await run.step('values', () => record(run, { status: 'provisioning', error: null }));
  try {
    await run.step('install', async () => {
      // Before the first effect: whatever happens now, something may be there.
      await record(run, { appliedValues: values });
      await install(run, values);
    });
    return await serve(run, values);
  } catch (error) {
    await undoDeploy(run, error);
    throw error;
  }
};

/** Nothing stays of a deploy that did not work; what could not be removed is said. */
const undoDeploy = (run: OperationRun, error: unknown): Promise<void> =>
  CancellationScope.nonCancellable(async () => {
    await run.step('undo', async () => {
      await instanceWork.removeInstance({ ...run.key, keepSnapshots: false });
      await instanceWork.verifyRemoved(run.key);
      await instanceStore.dropSecrets(run.key);
    });
    const stopped = wasStopped(error);
    await record(run, {
      status: stopped ? 'destroyed' : 'error',
      internalUrl: null,
      appliedValues: null,
      health: null,
      error: error instanceof OperationFailed ? error.failure : null,
    });
  });

const stop = async (run: OperationRun): Promise<Text> => {
  const { values, name } = run.plan;
  await stopFirst(run, values);
  await record(run, { status: 'stopped', health: null, appliedValues: values, error: null });
  return text('instance.stopped', { name });
};

const start = async (run: OperationRun): Promise<Text> => {
  const { values } = run.plan;
  await run.step('install', () => install(run, values));
  return serve(run, values);
};

const restart = async (run: OperationRun): Promise<Text> => {
  await run.step('install', () => instanceWork.restartInstance(run.key));
  return serve(run, run.plan.values);
};

/** A new token is in force when the gateway was started with it; what was running then has finished. */
const rotate = async (run: OperationRun): Promise<Text> => {
  const { values, name } = run.plan;
  const { revision } = await run.step('token', () => instanceStore.renewSecrets(run.key));
  const renewed = { ...values, secretRevision: revision };
  await run.step('install', () => install(run, renewed));
  await serve(run, renewed);
  return text('instance.rotated', { name });
};

/** A copy first, then the new version; when it does not serve, the old one and its state come back by themselves. */
const upgrade = async (run: OperationRun): Promise<Text> => {
  const { values, previous, name } = run.plan;
  if (!previous) throw new OperationFailed({ code: 'instance_unknown', params: { name } });
  const copy = `before-${values.image.version}-${run.request.operationId.slice(-8)}`.replaceAll(
    /[^a-z0-9.-]/g,
    '-',
  );
  await run.step('values', () => record(run, { status: 'upgrading', error: null }));
  let copied = false;
  try {
    await stopFirst(run, previous);
    await run.step('snapshot', () => instanceWork.snapshotInstance({ ...run.key, name: copy }));
    copied = true;
    await run.step('install', () => install(run, values));
    return await serve(run, values);
  } catch (error) {
    await rollBack(run, previous, copied ? copy : null);
    if (wasStopped(error)) throw error;
    throw new OperationFailed(rolledBack(run, error));
  } finally {
    if (copied) await dropCopy(run, copy);
  }
};

const rolledBack = ({ plan }: OperationRun, error: unknown): Failure => ({
  code: 'upgrade_rolled_back',
  params: {
    version: plan.values.image.version,
    previous: plan.previous?.image.version ?? '',
    detail: error instanceof OperationFailed ? error.failure.code : 'internal',
  },
});

const rollBack = (run: OperationRun, previous: InstanceValues, copy: string | null): Promise<void> =>
  CancellationScope.nonCancellable(async () => {
    if (copy !== null) {
      await stopFirst(run, { ...run.plan.values });
      await run.step('restore', () => instanceWork.restoreInstance({ ...run.key, name: copy }));
    }
    await run.step('undo', () => install(run, previous));
    await serve(run, previous);
  });

/** A copy that could not be dropped is in nobody's way. */
const dropCopy = (run: OperationRun, copy: string): Promise<void> =>
  CancellationScope.nonCancellable(async () => {
    try {
      await instanceWork.dropSnapshot({ ...run.key, name: copy });
    } catch (error) {
      log.warn('the copy was not dropped', { error: String(error) });
    }
  });

/** The name under which the last copy of a destroyed instance is kept. */
export const LAST_COPY = 'last';

/** Of an instance that was ill already there may be nothing that can be copied: that must not keep it for ever. */
const lastCopy = async (run: OperationRun): Promise<void> => {
  try {
    await run.step('snapshot', () => instanceWork.snapshotInstance({ ...run.key, name: LAST_COPY }));
  } catch (error) {
    if (!(error instanceof OperationFailed) || run.plan.status !== 'error') throw error;
  }
};

const destroy = async (run: OperationRun): Promise<Text> => {
  const { previous, name, status } = run.plan;
  await record(run, { status: 'destroying', health: null });
  if (previous && status !== 'destroying') {
    await stopFirst(run, previous);
    await lastCopy(run);
  }
  await run.step('remove', () => instanceWork.removeInstance({ ...run.key, keepSnapshots: true }));
  await run.step('verify', () => instanceWork.verifyRemoved(run.key));
  await instanceStore.dropSecrets(run.key);
  await record(run, { status: 'destroyed', internalUrl: null, error: null, appliedValues: null });
  return text('instance.destroyed', { name, at: { at: nowIso() } });
};

/** What each operation does, step by step. Resolves with one line about what is there now. */
export const OPERATIONS: Readonly<Record<InstanceOperation, (run: OperationRun) => Promise<Text>>> = {
  deploy,
  stop,
  start,
  restart,
  upgrade,
  rotate,
  destroy,
};
