import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../../core/errors.ts';
import { type InstanceRef, instanceRef } from '../../../core/instance.ts';
import type { InstanceState } from '../../../core/ports/cluster-driver.ts';
import type { ActivityDeps } from '../deps.ts';
import { whileBeating } from '../heartbeat.ts';
import type { InstanceParts } from './deps.ts';
import type { InstanceSecretKeeper } from './secrets.ts';
import type { InstanceKey, InstanceWorkActivities } from './types.ts';

const LOOK_MS = 1000;
/** A reason may pass by itself (an image that is fetched at the second try): so long it must stand. Milliseconds. */
const CAUSE_STANDS_MS = 30_000;
/** A process that ended this often will not get better. */
const MAX_RESTARTS = 3;
/** A gateway's own limit for what it still does is 315 seconds. */
const REMOVED_SECONDS = 420;
/** How long a gateway that has just started may refuse the handshake. Milliseconds. */
const HANDSHAKE_MS = 120_000;

/** The steps that reach the platform and the gateway. Each may be repeated. */
export const createClusterSteps = (
  { stores }: Pick<ActivityDeps, 'stores'>,
  parts: InstanceParts,
  secrets: InstanceSecretKeeper,
): InstanceWorkActivities => {
  const { driver, gateways } = parts;
  const refOf = async ({ tenantId, instanceId }: InstanceKey): Promise<InstanceRef> => {
    const instance = await stores.instances.byId(tenantId, instanceId);
    if (!instance) throw new AppError('not_found');
    return instanceRef(instance);
  };
  const withRef = async (
    key: InstanceKey,
    work: (ref: InstanceRef, signal: AbortSignal) => Promise<void>,
  ): Promise<void> => {
    const ref = await refOf(key);
    await whileBeating((signal) => work(ref, signal));
  };

  return {
    applyInstance: async ({ values, ...key }) => {
      const opened = await secrets.ensure(key);
      await withRef(key, (ref, signal) => driver.apply(ref, values, opened, { signal }));
      if (values.replicas === 0) await gateways.forget(key.instanceId);
    },
    awaitInstance: ({ until, minutes, ...key }) =>
      withRef(key, (ref, signal) =>
        until === 'ready'
          ? untilReady(() => driver.status(ref, { signal }), minutes, signal)
          : untilStopped(() => driver.status(ref, { signal }), minutes, signal),
      ),
    async checkGateway({ version, ...key }) {
      const ref = await refOf(key);
      const { gatewayToken: token, device } = await secrets.read(key);
      const { url } = await driver.address(ref);
      const target = { ...key, url, token, device, version };
      return whileBeating(async (signal) => {
        const answer = await untilStarted(() => gateways.handshake(target, { signal }), signal);
        return { url, version: answer.version, bootId: answer.bootId };
      });
    },
    restartInstance: (key) => withRef(key, (ref, signal) => driver.restart(ref, { signal })),
    snapshotInstance: ({ name, ...key }) =>
      withRef(key, (ref, signal) => driver.snapshot(ref, name, { signal })),
    restoreInstance: ({ name, ...key }) =>
      withRef(key, (ref, signal) => driver.restore(ref, name, { signal })),
    dropSnapshot: ({ name, ...key }) =>
      withRef(key, (ref, signal) => driver.dropSnapshot(ref, name, { signal })),
    async removeInstance({ keepSnapshots, ...key }) {
      await gateways.forget(key.instanceId);
      await withRef(key, (ref, signal) => driver.remove(ref, { keepSnapshots, signal }));
    },
    verifyRemoved: (key) =>
      withRef(key, async (ref, signal) => {
        // A gateway may still finish what it does, and a namespace takes its time to go.
        for (let wait = 0; wait < REMOVED_SECONDS; wait += 1) {
          if ((await driver.leftovers(ref)).length === 0) return;
          await pause(LOOK_MS, undefined, { signal });
        }
        const left = await driver.leftovers(ref);
        if (left.length > 0) throw new AppError('leftovers_found', { left: left.join(', ') });
      }),
  };
};

type Look = () => Promise<InstanceState>;

const untilReady = async (look: Look, minutes: number, signal: AbortSignal): Promise<void> => {
  const deadline = Date.now() + minutes * 60_000;
  let causeSince: number | null = null;
  for (;;) {
    const state = await look();
    if (state.ready) return;
    const { cause } = state;
    causeSince = cause ? (causeSince ?? Date.now()) : null;
    const stands = causeSince !== null && Date.now() - causeSince >= CAUSE_STANDS_MS;
    if (cause && (stands || (cause.code === 'crash_loop' && state.restarts >= MAX_RESTARTS))) {
      throw new AppError(cause.code, cause.params);
    }
    if (Date.now() >= deadline) {
      throw cause
        ? new AppError(cause.code, cause.params)
        : new AppError('not_ready_in_time', { minutes, detail: '' });
    }
    await pause(LOOK_MS, undefined, { signal });
  }
};

const untilStopped = async (look: Look, minutes: number, signal: AbortSignal): Promise<void> => {
  const deadline = Date.now() + minutes * 60_000;
  for (;;) {
    const state = await look();
    if (!state.exists || (!state.ready && state.startedAt === null)) return;
    if (Date.now() >= deadline) throw new AppError('not_ready_in_time', { minutes, detail: '' });
    await pause(LOOK_MS, undefined, { signal });
  }
};

const untilStarted = async <T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  const deadline = Date.now() + HANDSHAKE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const mayPass =
        error instanceof AppError && ['instance_starting', 'instance_unavailable'].includes(error.code);
      if (!mayPass || Date.now() >= deadline) throw error;
      await pause(LOOK_MS, undefined, { signal });
    }
  }
};
