import WebSocket from 'ws';
import type { GatewayTarget } from '../../../core/ports/instance-gateway.ts';
import { SCOPES } from '../connection.ts';
import { signDevice } from '../device-identity.ts';

export interface RawFrame {
  readonly type: string;
  readonly id?: string;
  readonly event?: string;
  readonly ok?: boolean;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly error?: object;
}

export interface RawSession {
  /** Everything that came, as it came. */
  readonly frames: readonly RawFrame[];
  send(id: string, method: string, params: object): void;
  close(): void;
}

/** A connection that keeps what the gateway says word by word, to compare other things with it. */
export const openRawSession = ({ url, token, device }: GatewayTarget): RawSession => {
  const frames: RawFrame[] = [];
  const socket = new WebSocket(url);
  const send = (id: string, method: string, params: object): void =>
    socket.send(JSON.stringify({ type: 'req', id, method, params }));
  socket.on('error', (error) => frames.push({ type: `error: ${error.message}` }));
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as RawFrame;
    frames.push(frame);
    if (frame.event !== 'connect.challenge') return;
    const { nonce, ts } = frame.payload as { nonce: string; ts: number };
    const client = { id: 'gateway-client', version: '1.0.0', platform: 'linux', mode: 'backend' };
    const claim = { clientId: client.id, clientMode: client.mode, role: 'operator', scopes: SCOPES, token };
    const signed = signDevice(device, { ...claim, nonce, signedAt: ts, platform: client.platform });
    const versions = { minProtocol: 4, maxProtocol: 4 };
    send('connect', 'connect', {
      ...versions,
      client,
      role: 'operator',
      scopes: SCOPES,
      caps: [],
      auth: { token },
      device: signed,
    });
  });
  return { frames, send, close: () => socket.terminate() };
};
