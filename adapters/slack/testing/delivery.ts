import { setTimeout as delay } from 'node:timers/promises';
import { type Delivered, postSigned } from './signer.ts';
import type { EnvelopeType, SocketBridge } from './socket-bridge.ts';

/** Where an app takes what Slack sends: `http` is its origin, or an address of another path. */
export type SlackTarget = { readonly http: string } | { readonly socket: true };

export interface DeliverOver {
  /** Signed with another secret, or with this very signature. */
  readonly secret?: string;
  readonly signature?: string;
  readonly timestamp?: number;
  readonly retryNum?: number;
  readonly timeoutMs?: number;
}

export type Deliver = (
  target: SlackTarget,
  type: EnvelopeType,
  payload: Readonly<Record<string, unknown>>,
  over?: DeliverOver,
) => Promise<Delivered>;

const EVENTS_PATH = '/slack/events';
const FORM = 'application/x-www-form-urlencoded';
const NO_CONNECTION_MS = 3_000;
const LOOK_EVERY_MS = 25;

const eventsUrl = ({ http }: { readonly http: string }): string => {
  const { pathname, origin } = new URL(http);
  return pathname === '/' ? `${origin}${EVENTS_PATH}` : http;
};

/** The same things reach an app over either transport, each in its own wrapping. */
export const createDeliver =
  (signingSecret: string, bridge: SocketBridge): Deliver =>
  async (target, type, payload, over = {}) => {
    if ('socket' in target) {
      const until = Date.now() + NO_CONNECTION_MS;
      while (bridge.connections() === 0 && Date.now() < until) await delay(LOOK_EVERY_MS);
      return bridge.send(type, payload, over);
    }
    const { secret = signingSecret, ...rest } = over;
    const [body, contentType] = wrap(type, payload);
    return postSigned(eventsUrl(target), secret, body, contentType, rest);
  };

const wrap = (type: EnvelopeType, payload: Readonly<Record<string, unknown>>): readonly [string, string] => {
  if (type === 'events_api') return [JSON.stringify(payload), 'application/json'];
  const fields =
    type === 'interactive'
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
  return [new URLSearchParams(fields).toString(), FORM];
};
