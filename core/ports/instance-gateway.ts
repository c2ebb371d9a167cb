/** What it takes to speak to one instance. Opened inside the activity that needs it, and nowhere else. */
export interface GatewayTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  /** ws://host:port */
  readonly url: string;
  readonly token: string;
  readonly device: DeviceIdentity;
  /** The version that was deployed; another one that answers is a failure. */
  readonly version: string;
}

/** An Ed25519 key pair: raw 32 bytes each, base64url. The id is the SHA-256 of the public key, as hex. */
export interface DeviceIdentity {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Which part of the handshake was done; the card names the last one that failed. */
export const HANDSHAKE_STEPS = [
  'reachable',
  'started',
  'connected',
  'paired',
  'rights',
  'bridge',
  'action',
] as const;
export type HandshakeStep = (typeof HANDSHAKE_STEPS)[number];

export interface Handshake {
  readonly version: string;
  /** Changes with every start of the gateway's process. */
  readonly bootId: string;
  readonly scopes: readonly string[];
  /** Seconds. */
  readonly uptime: number;
}

export interface GatewayInvocation {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/**
 * The gateways of all instances, at most one connection per instance in a process. Throws AppError:
 * `instance_starting` (not there yet: ask again), `handshake_refused` {step, detail} (it will not get better by itself),
 * `instance_unavailable` (connection lost or draining: safe to repeat).
 */
export interface InstanceGateways {
  /**
   * The real check: reachable, started, protocol, our device approved (approves it when it is not), version and
   * rights as needed, the bridge plugin loaded, and one action through it that does nothing. `hello-ok` alone is no health.
   */
  handshake(target: GatewayTarget, context: { readonly signal: AbortSignal }): Promise<Handshake>;
  /** Calls a tool of the bridge. The gateway does not deduplicate; the bridge does, by the request id in `args`. */
  invoke(target: GatewayTarget, call: GatewayInvocation): Promise<unknown>;
  /** Drops the connection: after a stop, a rotation or a destroy. */
  forget(instanceId: string): Promise<void>;
  close(): Promise<void>;
}
