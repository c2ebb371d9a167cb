import type { OperationRequest } from '../../../core/contract/instance-workflow.ts';
import type { Failure } from '../../../core/errors.ts';
import type { InstanceStatus } from '../../../core/instance.ts';
import type { InstanceValues } from '../../../core/instance-values.ts';
import type { InstancePatch } from '../../../core/ports/instance-store.ts';
import type { ThreadRef } from '../../../core/task.ts';

export interface InstanceKey {
  readonly tenantId: string;
  readonly instanceId: string;
}

export interface InstancePlan {
  readonly name: string;
  readonly status: InstanceStatus;
  /** What is to be applied. */
  readonly values: InstanceValues;
  /** What is applied now; null when nothing is. */
  readonly previous: InstanceValues | null;
}

export interface HealthReport {
  readonly healthy: boolean;
  /** Why not. */
  readonly failure: Failure | null;
}

/** Database steps of an instance's workflow: local activities. */
export interface InstanceStoreActivities {
  /** The values for this operation, or the Failure as AppError when it can't be done as the instance is. */
  planOperation(
    input: InstanceKey & { readonly operation: Pick<OperationRequest, 'kind' | 'version' | 'resources'> },
  ): Promise<InstancePlan>;
  /** Whether there is something to look after, and how it was; null: nothing runs. */
  readHealth(input: InstanceKey): Promise<{ readonly healthy: boolean | null }>;
  recordInstance(input: InstanceKey & { readonly patch: InstancePatch }): Promise<void>;
  /** A new token and, with the first one, the device key: sealed, and not in force before it is applied. */
  renewSecrets(input: InstanceKey): Promise<{ readonly revision: number }>;
  dropSecrets(input: InstanceKey): Promise<void>;
}

/** Steps that reach the platform or the gateway: each safe to repeat, each with a heartbeat. */
export interface InstanceWorkActivities {
  applyInstance(input: InstanceKey & { readonly values: InstanceValues }): Promise<void>;
  /** Until it is ready, or for `stopped` until nothing runs. Throws what the platform says is wrong. */
  awaitInstance(
    input: InstanceKey & { readonly until: 'ready' | 'stopped'; readonly minutes: number },
  ): Promise<void>;
  /** The real handshake; resolves with the address it answered on. */
  checkGateway(
    input: InstanceKey & { readonly version: string },
  ): Promise<{ readonly url: string; readonly version: string; readonly bootId: string }>;
  restartInstance(input: InstanceKey): Promise<void>;
  snapshotInstance(input: InstanceKey & { readonly name: string }): Promise<void>;
  restoreInstance(input: InstanceKey & { readonly name: string }): Promise<void>;
  dropSnapshot(input: InstanceKey & { readonly name: string }): Promise<void>;
  removeInstance(input: InstanceKey & { readonly keepSnapshots: boolean }): Promise<void>;
  /** Throws `leftovers_found` when something is still there. */
  verifyRemoved(input: InstanceKey): Promise<void>;
}

/** Beside work, on a queue of its own. */
export interface InstanceHealthActivities {
  /**
   * Checks every minute and writes what it saw; ends when the instance became ill or well again, and at the latest
   * after half a day with what it was told at the start.
   */
  watchInstance(input: InstanceKey & { readonly healthy: boolean }): Promise<HealthReport>;
}

/** News of an instance, to where it was asked for last. */
export interface InstanceChatActivities {
  tellHealth(
    input: InstanceKey & { readonly thread: ThreadRef; readonly report: HealthReport; readonly at: string },
  ): Promise<void>;
}
