import { AppError, type Failure } from '../errors.ts';
import type { GatewayTarget, InstanceGateways } from '../ports/instance-gateway.ts';

export interface InstanceGatewaysFake extends InstanceGateways {
  /** From now on the handshake with this version (or with every one) says this; null: it works. */
  refuse(failure: Failure | null, version?: string): void;
  /** Everybody who came in, by token. */
  readonly seen: readonly Pick<GatewayTarget, 'instanceId' | 'token' | 'url'>[];
}

/** Gateways that let everybody in until they are told otherwise. */
export const createInstanceGatewaysFake = (): InstanceGatewaysFake => {
  const refusals = new Map<string, Failure>();
  const seen: Pick<GatewayTarget, 'instanceId' | 'token' | 'url'>[] = [];
  return {
    async handshake({ instanceId, token, url, version }, { signal }) {
      signal.throwIfAborted();
      const refusal = refusals.get(version) ?? refusals.get('*');
      if (refusal) throw new AppError(refusal.code, refusal.params);
      seen.push({ instanceId, token, url });
      return { version, bootId: `${instanceId}-1`, scopes: ['operator.read', 'operator.write'], uptime: 5 };
    },
    invoke: async (_target, { args }) => ({ ok: true, args }),
    forget: async () => undefined,
    close: async () => undefined,
    refuse(failure, version = '*') {
      if (failure) refusals.set(version, failure);
      else refusals.delete(version);
    },
    seen,
  };
};
