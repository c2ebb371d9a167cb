import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode } from '../core/errors.ts';
import type { MessageKey } from '../core/messages/catalogue.ts';
import { noticeForError } from '../core/notices.ts';
import { type Text, text } from '../core/text.ts';
import type { Problem } from './schemas/problem.ts';
import { localeOf, say } from './words.ts';

/** Every code an operation can be refused with, as a status of HTTP. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  not_signed_in: 401,
  forbidden: 403,
  not_found: 404,
  unknown_task: 404,
  task_ended: 409,
  skill_disabled: 409,
  skill_definition_changed: 409,
  approval_rejected: 409,
  approval_expired: 410,
  approval_withdrawn: 410,
  approver_no_longer_entitled: 403,
  idempotency_mismatch: 422,
  unknown_command: 422,
  unknown_runbook: 422,
  unknown_action: 422,
  invalid_arguments: 422,
  no_agent: 422,
  agent_unknown: 422,
  group_unknown: 422,
  requirement_not_enforced: 422,
  delegation_unavailable: 422,
  budget_spent: 422,
  time_spent: 422,
  too_many_steps: 422,
  outcome_unknown: 409,
  skill_failed: 502,
  skill_timeout: 504,
  skill_unavailable: 503,
  model_unavailable: 503,
  model_refused: 502,
  model_not_configured: 409,
  runbook_failed: 409,
  store_unavailable: 503,
  workflow_service_unavailable: 503,
  chat_unavailable: 503,
  chat_closed: 409,
  not_linked: 403,
  guest_refused: 403,
  link_code_invalid: 410,
  workspace_taken: 409,
  workspace_unknown: 404,
  member_unknown: 404,
  secret_unreadable: 500,
  admin_only: 403,
  instance_unknown: 404,
  instance_exists: 409,
  instance_state: 409,
  instance_limit: 409,
  instance_cancelled: 409,
  instance_name_invalid: 400,
  cluster_unavailable: 503,
  deploy_failed: 502,
  driver_not_ready: 503,
  image_pull_failed: 502,
  quota_exceeded: 502,
  volume_pending: 502,
  crash_loop: 502,
  not_ready_in_time: 504,
  instance_starting: 503,
  handshake_refused: 502,
  instance_unavailable: 503,
  upgrade_rolled_back: 502,
  leftovers_found: 502,
  internal: 500,
};

const TITLES: Readonly<Record<number, MessageKey>> = {
  400: 'api.status.bad_request',
  401: 'api.status.unauthorized',
  403: 'api.status.forbidden',
  404: 'api.status.not_found',
  409: 'api.status.conflict',
  410: 'api.status.gone',
  413: 'api.status.too_large',
  415: 'api.status.unsupported',
  421: 'api.status.misdirected',
  422: 'api.status.unprocessable',
  500: 'api.status.internal',
  502: 'api.status.bad_gateway',
  503: 'api.status.unavailable',
  504: 'api.status.timeout',
};

/** Seconds after which asking again is worth it when a service is away. */
const RETRY_AFTER_S = 5;

export interface Refusal {
  readonly status: number;
  /** An ErrorCode, what became of a decision, or one of HTTP's own reasons. */
  readonly code: string;
  readonly text: Text;
  readonly errors?: Problem['errors'];
  /** Further members of the body. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** An error of the product as a refusal; what is not one of ours stays unknown to the caller. */
export const toRefusal = (error: unknown): Refusal => {
  const { code, params } = error instanceof AppError ? error : new AppError('internal');
  const refusal = { status: STATUS[code], code, text: noticeForError({ code, params }).text };
  if (code !== 'invalid_arguments' || typeof params.errors !== 'string') return refusal;
  return {
    ...refusal,
    errors: params.errors.split('; ').map((message) => ({ pointer: '/arguments', message })),
  };
};

export const toProblem = (refusal: Refusal, request: FastifyRequest): Problem => {
  const locale = localeOf(request);
  return {
    type: `urn:countersign:problem:${refusal.code}`,
    title: say(text(TITLES[refusal.status] ?? 'api.status.internal'), locale),
    status: refusal.status,
    detail: say(refusal.text, locale),
    code: refusal.code,
    instance: `urn:uuid:${request.id}`,
    ...(refusal.errors ? { errors: refusal.errors } : {}),
    ...refusal.more,
  };
};

/** Ends the request with a problem document. Already text, so that no response schema drops a member. */
export const refuse = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply => {
  if (refusal.status === 503) reply.header('retry-after', RETRY_AFTER_S);
  if (refusal.status === 401) reply.header('www-authenticate', 'Bearer realm="countersign"');
  reply.code(refusal.status).type('application/problem+json; charset=utf-8');
  return reply.send(JSON.stringify(toProblem(refusal, request)));
};
