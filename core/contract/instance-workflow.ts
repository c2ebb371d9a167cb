import type { Failure } from '../errors.ts';
import type { InstanceOperation, ResourceConfig } from '../instance.ts';
import type { PersonRef } from '../member.ts';
import type { ThreadRef } from '../task.ts';
import type { Text } from '../text.ts';

/** Names on the wire. One workflow per instance, its only writer. */
export const INSTANCE_WORKFLOW = 'openclawProvisionWorkflow';
/** Update: OperationRequest → OperationAccepted. Sent with the start, so that the first one makes the workflow. */
export const SUBMIT_UPDATE = 'submitOperation';
/** CancelOperation: it is not wanted any more; what it had begun is undone. */
export const CANCEL_OPERATION_SIGNAL = 'cancelOperation';
/** Query → InstanceWorkflowView */
export const INSTANCE_STATE_QUERY = 'instanceState';
/** To the task that asked for it: OperationReport. */
export const OPERATION_REPORT_SIGNAL = 'operationReport';
/** Failure type of a refused submit; its first detail is the Failure for the person. */
export const OPERATION_REFUSED = 'operation_refused';

export interface OperationRequest {
  /** The same one again is the same operation. */
  readonly operationId: string;
  readonly kind: InstanceOperation;
  readonly by: PersonRef;
  /** deploy and upgrade */
  readonly version?: string;
  readonly resources?: ResourceConfig;
  /** Workflow id of the task that shows it; null when nobody waits. */
  readonly reportTo: string | null;
  /** Where news of the instance is told from then on. */
  readonly thread: ThreadRef | null;
}

export interface OperationAccepted {
  /** Operations before it, 0 when it begins at once. */
  readonly before: number;
}

export interface CancelOperation {
  readonly operationId: string;
}

/** What an operation consists of, as it is shown in the thread. */
export const INSTANCE_STEPS = [
  'values',
  'install',
  'ready',
  'handshake',
  'register',
  'stop',
  'snapshot',
  'restore',
  'remove',
  'verify',
  'token',
  'undo',
] as const;
export type InstanceStep = (typeof INSTANCE_STEPS)[number];

export type OperationReport =
  | { readonly kind: 'queued'; readonly operationId: string; readonly before: number }
  | { readonly kind: 'begun'; readonly operationId: string; readonly step: InstanceStep }
  | {
      readonly kind: 'step';
      readonly operationId: string;
      readonly step: InstanceStep;
      readonly failure: Failure | null;
      readonly detail: Text | null;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'ended';
      readonly operationId: string;
      readonly failure: Failure | null;
      /** One line about what is there now. */
      readonly summary: Text;
      readonly cancelled: boolean;
    };

export interface InstanceWorkflowInput {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly carried?: InstanceRunState;
}

/** What goes over to a new run. */
export interface InstanceRunState {
  readonly queue: readonly OperationRequest[];
  /** The newest; the same one again does nothing. */
  readonly seen: readonly string[];
  /** ISO 8601 of the last new token, for the schedule. */
  readonly rotatedAt: string | null;
  readonly destroyed: boolean;
  readonly thread: ThreadRef | null;
}

export interface InstanceWorkflowView {
  readonly running: { readonly operationId: string; readonly kind: InstanceOperation } | null;
  readonly queued: readonly string[];
}
