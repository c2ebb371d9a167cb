import { AppError } from '../../core/errors.ts';
import type { HandshakeStep } from '../../core/ports/instance-gateway.ts';
import type { Refusal } from './connection.ts';
import type { GatewayError } from './wire.ts';

const MOST_DETAIL = 300;

/** Reachable, but not usable, and waiting does not help. `detail` never holds what we sent. */
export const refusedAt = (step: HandshakeStep, detail: string): AppError =>
  new AppError('handshake_refused', { step, detail: detail.slice(0, MOST_DETAIL) });

const unavailable = (cause: unknown): AppError => new AppError('instance_unavailable', {}, { cause });
const starting = (cause: unknown): AppError => new AppError('instance_starting', {}, { cause });

const STARTING = 'startup-sidecars';

/** The finer code of a refusal, when it has one: `AUTH_TOKEN_MISMATCH`, `PAIRING_REQUIRED`, … */
export const detailCode = ({ details }: Pick<Refusal, 'details'>): string =>
  typeof details.code === 'string' ? details.code : '';

/** Why there is no connection, as an error of ours. */
export const toConnectError = (refusal: Refusal): AppError => {
  const code = detailCode(refusal);
  const said = code === '' ? refusal.message : `${code}: ${refusal.message}`;
  if (code === 'AUTH_RATE_LIMITED' || refusal.code === 'UNREACHABLE') return unavailable(refusal);
  if (refusal.code === 'SILENT' || refusal.code === 'CLOSED') return unavailable(refusal);
  if (refusal.code === 'UNAVAILABLE') {
    const isStarting = refusal.details.reason === STARTING || refusal.closeCode === 1013;
    return isStarting ? starting(refusal) : unavailable(refusal);
  }
  const paired = refusal.code === 'NOT_PAIRED' || code.startsWith('DEVICE_') || code.startsWith('PAIRING_');
  return refusedAt(paired ? 'paired' : 'connected', said || refusal.code);
};

/** What a request was refused with, as an error of ours. */
export const toRequestError = (error: GatewayError, step: HandshakeStep): AppError => {
  if (error.code === 'UNAVAILABLE')
    return error.details?.reason === STARTING ? starting(error) : unavailable(error);
  return refusedAt(error.code === 'FORBIDDEN' ? 'rights' : step, `${error.code}: ${error.message}`);
};
