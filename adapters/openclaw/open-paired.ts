import type { GatewayTarget } from '../../core/ports/instance-gateway.ts';
import { approveDevice } from './approve-device.ts';
import { type Connection, openConnection, type Refusal, SCOPES } from './connection.ts';
import { deviceId } from './device-identity.ts';
import { refusedAt, toConnectError } from './refusals.ts';
import { type Hello, PROTOCOL } from './wire.ts';

/** Throws AppError when what answered can't be worked with; `hello-ok` alone says nothing about rights. */
export const checkHello = (hello: Hello, version: string): void => {
  if (hello.protocol !== PROTOCOL) throw refusedAt('connected', `protocol ${hello.protocol}`);
  if (hello.server.version !== version) {
    throw refusedAt('connected', `version ${hello.server.version} answers, ${version} was deployed`);
  }
  const missing = SCOPES.filter((scope) => !hello.auth.scopes.includes(scope));
  if (missing.length > 0) throw refusedAt('rights', `missing: ${missing.join(', ')}`);
};

const requestIdOf = ({ code, details }: Refusal, target: GatewayTarget): string | null => {
  if (code !== 'NOT_PAIRED' || typeof details.requestId !== 'string') return null;
  // Another device than ours is never let in, whoever asked for it.
  return details.deviceId === deviceId(target.device) ? details.requestId : null;
};

const openChecked = async (
  target: GatewayTarget,
  signal: AbortSignal,
  mayApprove: boolean,
): Promise<Connection> => {
  const { url, token, device, version } = target;
  const opening = await openConnection({ url, token, device, signal });
  if (opening.ok) {
    try {
      checkHello(opening.connection.hello, version);
      return opening.connection;
    } catch (error) {
      opening.connection.close();
      throw error;
    }
  }
  const requestId = mayApprove ? requestIdOf(opening.refusal, target) : null;
  if (requestId === null) throw toConnectError(opening.refusal);
  await approveDevice(target, requestId, signal);
  return await openChecked(target, signal, false);
};

/** A connection with the rights we need; approves our device when the gateway does not know it (any more). */
export const openPaired = (target: GatewayTarget, signal: AbortSignal): Promise<Connection> =>
  openChecked(target, signal, true);
