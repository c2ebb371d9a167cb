import type { Text } from './text.ts';

export const STEP_TYPES = [
  'dispatched',
  'memory_recall',
  'executing',
  'skill_call',
  'delegated',
  'approval_requested',
  'approval_granted',
  'approval_rejected',
  'approval_expired',
  'followed_up',
  'completed',
  'failed',
  'cancelled',
] as const;
export type StepType = (typeof STEP_TYPES)[number];

/**
 * One row of `execution_traces`. The workflow numbers the rows (`stepOrder`, from 1, no gaps), so that writing one
 * twice is writing it once. `details` is what the page shows; its keys per step type are in `StepDetails`.
 */
export interface TraceStep {
  readonly stepOrder: number;
  readonly stepType: StepType;
  readonly agentId: string | null;
  readonly details: StepDetails;
  readonly durationMs: number | null;
  /** ISO 8601; set by the workflow's clock */
  readonly at: string;
}

/** Open by design: each step type uses the parts it has. No secrets, nothing that may not be in the thread. */
export interface StepDetails {
  /** One line a person reads behind the step's name. */
  readonly summary?: Text;
  readonly skill?: string;
  readonly action?: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly callId?: string;
  readonly runbookStep?: string;
  readonly why?: string;
  readonly ok?: boolean;
  /** The first part of the output; the whole of it is in `step_outputs` when `cut` is true. */
  readonly output?: string;
  readonly outputBytes?: number;
  readonly cut?: boolean;
  readonly failure?: { readonly code: string; readonly params: Readonly<Record<string, unknown>> };
  /** It may have changed something, and once more is not the same as once. */
  readonly changed?: boolean;
  readonly approvalId?: string;
  readonly approvalNumber?: number;
  readonly by?: { readonly memberId: string; readonly displayName: string };
  readonly reason?: string;
  readonly tokens?: number;
  readonly cost?: number | null;
  readonly [key: string]: unknown;
}
