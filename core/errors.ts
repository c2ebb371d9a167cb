import type { TextParam } from './text.ts';

/** Every way an operation can be refused or fail. The person's sentence is the catalogue entry `error.<code>`. */
export const ERROR_CODES = [
  'invalid_request',
  'not_found',
  'not_signed_in',
  'forbidden',
  'idempotency_mismatch',
  'unknown_command',
  'unknown_runbook',
  'unknown_action',
  'unknown_task',
  'invalid_arguments',
  'no_agent',
  'agent_unknown',
  'group_unknown',
  'task_ended',
  'skill_disabled',
  'skill_definition_changed',
  'skill_failed',
  'skill_timeout',
  'skill_unavailable',
  'outcome_unknown',
  'approval_rejected',
  'approval_expired',
  'approval_withdrawn',
  'approver_no_longer_entitled',
  'requirement_not_enforced',
  'delegation_unavailable',
  'budget_spent',
  'time_spent',
  'too_many_steps',
  'model_unavailable',
  'model_refused',
  'model_not_configured',
  'runbook_failed',
  'store_unavailable',
  'workflow_service_unavailable',
  'chat_unavailable',
  'chat_closed',
  'not_linked',
  'guest_refused',
  'link_code_invalid',
  'workspace_taken',
  'workspace_unknown',
  'member_unknown',
  'secret_unreadable',
  'admin_only',
  'instance_unknown',
  'instance_exists',
  'instance_state',
  'instance_limit',
  'instance_cancelled',
  'instance_name_invalid',
  'cluster_unavailable',
  'deploy_failed',
  'driver_not_ready',
  'image_pull_failed',
  'quota_exceeded',
  'volume_pending',
  'crash_loop',
  'not_ready_in_time',
  'instance_starting',
  'handshake_refused',
  'instance_unavailable',
  'upgrade_rolled_back',
  'leftovers_found',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * The only error class of this product. `code` picks the sentence a person reads, `params` fill it; `message` and
 * `cause` are for logs. Across a workflow border only code and params survive: never use instanceof there.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, TextParam>>;
  constructor(code: ErrorCode, params: Readonly<Record<string, TextParam>> = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(params)}`, options);
    this.name = 'AppError';
    this.code = code;
    this.params = params;
  }
}

export const isErrorCode = (value: unknown): value is ErrorCode =>
  (ERROR_CODES as readonly unknown[]).includes(value);

/** An error as plain data, for a database row, a workflow result or a card. */
export interface Failure {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, TextParam>>;
}

export const toFailure = (error: unknown): Failure =>
  error instanceof AppError ? { code: error.code, params: error.params } : { code: 'internal', params: {} };
