import { setTimeout as pause } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { AppError, type Failure, toFailure } from '../../../core/errors.ts';
import { type Instance, instanceRef } from '../../../core/instance.ts';
import { FAILURES_UNTIL_ILL } from '../../../core/instance-rules.ts';
import type { ActivityDeps } from '../deps.ts';
import type { InstanceParts } from './deps.ts';
import type { InstanceSecretKeeper } from './secrets.ts';
import type { InstanceHealthActivities, InstanceKey } from './types.ts';

/** One check may take this long before it counts as failed. Milliseconds. */
const ANSWER_MS = 20_000;
/** Then it is started anew, so that no activity lives for ever. */
const MAX_CHECKS = 12 * 60;

interface Checked {
  readonly failure: Failure | null;
  readonly uptime: number | null;
  readonly cpuPct: number | null;
  readonly memoryPct: number | null;
}

/**
 * Looks after one instance. A check costs one heartbeat; the result goes to the row, which every process reads before
 * it gives the instance work.
 */
export const createWatchInstance =
  (
    deps: Pick<ActivityDeps, 'stores' | 'clock' | 'log'>,
    parts: InstanceParts,
    secrets: InstanceSecretKeeper,
  ): InstanceHealthActivities['watchInstance'] =>
  async ({ healthy, ...key }) => {
    const context = Context.current();
    const { cancellationSignal: signal } = context;
    let watched: Watched = { healthy, failures: healthy ? 0 : FAILURES_UNTIL_ILL, failure: null };
    try {
      for (let count = 0; count < MAX_CHECKS; count += 1) {
        context.heartbeat();
        const instance = await deps.stores.instances.byId(key.tenantId, key.instanceId);
        if (!instance || !['running', 'error'].includes(instance.status)) break;
        watched = afterCheck(watched, await check(parts, secrets, instance, signal));
        await keep(deps, key, watched);
        if (watched.healthy !== healthy) break;
        await pause(parts.checkEveryMs, undefined, { signal });
      }
      return { healthy: watched.healthy, failure: watched.healthy ? null : watched.failure };
    } catch (error) {
      if (signal.aborted) await context.cancelled;
      throw error;
    }
  };

interface Watched {
  readonly healthy: boolean;
  /** In a row. */
  readonly failures: number;
  readonly failure: Failure | null;
  readonly load?: Pick<Checked, 'uptime' | 'cpuPct' | 'memoryPct'>;
}

/** Ill after so many failures in a row, well again after one success. */
const afterCheck = (before: Watched, { failure, ...load }: Checked): Watched => {
  const failures = failure ? before.failures + 1 : 0;
  return { healthy: failures < (before.healthy ? FAILURES_UNTIL_ILL : 1), failures, failure, load };
};

const keep = async (
  { stores, clock, log }: Pick<ActivityDeps, 'stores' | 'clock' | 'log'>,
  { tenantId, instanceId }: InstanceKey,
  { failure, failures, load }: Watched,
): Promise<void> => {
  if (failure) log.warn({ tenantId, instanceId, failures, failure }, 'a check of an instance failed');
  await stores.instances.record(tenantId, instanceId, {
    health: {
      last_check: clock.now().toISOString(),
      healthy: failure === null,
      uptime: load?.uptime ?? null,
      cpu_pct: load?.cpuPct ?? null,
      memory_pct: load?.memoryPct ?? null,
    },
  });
};

const check = async (
  { driver, gateways }: InstanceParts,
  secrets: InstanceSecretKeeper,
  instance: Instance,
  stopped: AbortSignal,
): Promise<Checked> => {
  const key = { tenantId: instance.tenantId, instanceId: instance.id };
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_MS)]);
  try {
    const state = await driver.status(instanceRef(instance), { signal });
    const { gatewayToken: token, device } = await secrets.read(key);
    const { url } = await driver.address(instanceRef(instance));
    const load = { cpuPct: state.cpuPct, memoryPct: state.memoryPct };
    try {
      const target = { ...key, url, token, device, version: instance.version };
      const { uptime } = await gateways.handshake(target, { signal });
      return { failure: null, uptime, ...load };
    } catch (error) {
      stopped.throwIfAborted();
      return { failure: state.cause ?? failureOf(error), uptime: null, ...load };
    }
  } catch (error) {
    stopped.throwIfAborted();
    return { failure: failureOf(error), uptime: null, cpuPct: null, memoryPct: null };
  }
};

const failureOf = (error: unknown): Failure =>
  error instanceof AppError ? toFailure(error) : { code: 'instance_unavailable', params: {} };
