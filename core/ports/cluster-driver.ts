import type { Failure } from '../errors.ts';
import type { ClusterDriverKind, InstanceRef } from '../instance.ts';
import type { InstanceValues } from '../instance-values.ts';

/** Opened for the one activity that needs it; never logged, never in a command line or a file that stays. */
export interface InstanceSecrets {
  readonly gatewayToken: string;
  /** Further variables of the gateway's process, e.g. the key of its model provider; as secret as the token. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface InstanceState {
  /** false: nothing of it is there. */
  readonly exists: boolean;
  /** What it should be: 0 after a stop. */
  readonly replicas: 0 | 1;
  /** The process runs and answers its own readiness check. */
  readonly ready: boolean;
  /** Exact version that is deployed; null when nothing is. */
  readonly version: string | null;
  /** sha256:… of the image that runs; null for a local process and while it is not known. */
  readonly imageDigest: string | null;
  /** Grows with every apply. */
  readonly revision: number;
  readonly restarts: number;
  /** ISO 8601, of the process that runs now. */
  readonly startedAt: string | null;
  /** Why it is not ready, when the platform says so: image pull, quota, volume, crash loop with its last lines. */
  readonly cause: Failure | null;
  /** Share of the limit, 0 to 100; null when it can't be measured here. */
  readonly cpuPct: number | null;
  readonly memoryPct: number | null;
}

export interface DriverContext {
  readonly signal: AbortSignal;
}

/** Where to reach the gateway. `local` is decided by the driver: a loopback client keeps its rights, a remote one does not. */
export interface GatewayAddress {
  /** ws://host:port */
  readonly url: string;
}

/**
 * Where instances live. Declarative and idempotent: every method may be repeated after a crash and then ends in the
 * same state. An abort ends the work within seconds and leaves what `status` and `remove` can deal with. Throws AppError: `cluster_unavailable` (the platform can't be
 * reached: safe to repeat), `deploy_failed` {cause} (it said no), `driver_not_ready` (a tool is missing, with what to do).
 */
export interface ClusterDriver {
  readonly kind: ClusterDriverKind;
  /** Makes it be as the values say: installs, changes or scales. Does not wait until it is ready. */
  apply(
    ref: InstanceRef,
    values: InstanceValues,
    secrets: InstanceSecrets,
    context: DriverContext,
  ): Promise<void>;
  status(ref: InstanceRef, context: DriverContext): Promise<InstanceState>;
  address(ref: InstanceRef): Promise<GatewayAddress>;
  /** Ends the process in its own time (it drains) and starts it anew; the state stays. */
  restart(ref: InstanceRef, context: DriverContext): Promise<void>;
  /** The last `tail` lines, oldest first, with nothing secret in them. */
  logs(
    ref: InstanceRef,
    options: { readonly tail: number; readonly signal: AbortSignal },
  ): Promise<readonly string[]>;
  /** Copies the state volume under this name; the instance must be stopped or is stopped for it. Repeating is harmless. */
  snapshot(ref: InstanceRef, name: string, context: DriverContext): Promise<void>;
  /** Puts the copy back; the instance must be stopped. */
  restore(ref: InstanceRef, name: string, context: DriverContext): Promise<void>;
  /** Names of the kept copies, oldest first. */
  snapshots(ref: InstanceRef): Promise<readonly string[]>;
  dropSnapshot(ref: InstanceRef, name: string, context: DriverContext): Promise<void>;
  /** Release, process, volume, secrets, and the namespace when no other instance and no kept snapshot is in it. */
  remove(
    ref: InstanceRef,
    options: { readonly keepSnapshots: boolean; readonly signal: AbortSignal },
  ): Promise<void>;
  /** Everything of it that is still there, as `kind/name`; [] proves that nothing is left (kept snapshots apart). */
  leftovers(ref: InstanceRef): Promise<readonly string[]>;
  /** What somebody changed by hand since the last apply: one line per difference; [] when none. */
  drift(ref: InstanceRef, values: InstanceValues, context: DriverContext): Promise<readonly string[]>;
}
