import { AppError } from '../core/errors.ts';
import type { Ids } from '../core/ports/runtime.ts';
import { type Caller, hashSecret } from './plugins/auth.ts';

/** Printable ASCII, as long as a key is in practice. */
const KEY = /^[\x20-\x7e]{1,255}$/;

/**
 * The message identity of a request: the same key of the same member names the same message; without a key every
 * request is one of its own.
 */
export const identityOf = (header: string | string[] | undefined, caller: Caller, ids: Ids): string => {
  if (header === undefined) return ids.next();
  if (typeof header !== 'string' || !KEY.test(header)) {
    throw new AppError('invalid_request', { detail: 'Idempotency-Key' });
  }
  return `${caller.actor.memberId}/${hashSecret(header)}`;
};
