import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface StubRequest {
  readonly id: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface StubBehaviour {
  /** What is said to `connect`. */
  readonly welcome?: 'hello' | 'wrong_protocol' | 'locked_out' | 'starting' | 'half_frame' | 'nothing';
  readonly version?: string;
  readonly scopes?: readonly string[];
  readonly tickMs?: number;
  readonly ticks?: boolean;
  readonly maxPayload?: number;
  /** What is done with any other request; without it nothing is said any more. */
  readonly on?: (request: StubRequest, socket: WebSocket) => void;
}

export interface GatewayStub {
  readonly url: string;
  /** How often somebody asked to be connected. */
  readonly connects: number;
  readonly ticks: number;
  behave(behaviour: StubBehaviour): void;
  /** Says this to everybody who is connected. */
  say(frame: object): void;
  closeAll(code: number): void;
  close(): Promise<void>;
}

const silent = (): void => undefined;
const SCOPES = ['operator.read', 'operator.write', 'operator.approvals'];

export const helloOf = ({
  version = '2026.9.6',
  scopes = SCOPES,
  tickMs = 30_000,
  maxPayload,
}: StubBehaviour) => ({
  type: 'hello-ok',
  protocol: 4,
  server: { version, bootId: randomUUID(), connId: randomUUID() },
  features: { methods: ['health', 'tools.invoke', 'agent'], events: ['tick'] },
  snapshot: { uptimeMs: 1000 },
  auth: { role: 'operator', scopes },
  policy: { maxPayload: maxPayload ?? 26_214_400, maxBufferedBytes: 52_428_800, tickIntervalMs: tickMs },
});

export const answerTo = (request: Pick<StubRequest, 'id'>, payload: unknown): string =>
  JSON.stringify({ type: 'res', id: request.id, ok: true, payload });

const refuse = (request: StubRequest, error: object): string =>
  JSON.stringify({ type: 'res', id: request.id, ok: false, error });

const WRONG_PROTOCOL = {
  code: 'INVALID_REQUEST',
  message: 'protocol mismatch',
  details: { code: 'PROTOCOL_MISMATCH', expectedProtocol: 5 },
};

const LOCKED_OUT = {
  code: 'INVALID_REQUEST',
  message: 'unauthorized: too many failed attempts',
  retryable: true,
  retryAfterMs: 60_000,
  details: { code: 'AUTH_RATE_LIMITED' },
};

const welcomeWith = (socket: WebSocket, request: StubRequest, behaviour: StubBehaviour): void => {
  const welcome = behaviour.welcome ?? 'hello';
  if (welcome === 'hello') socket.send(answerTo(request, helloOf(behaviour)));
  if (welcome === 'half_frame') socket.send('{"type":"res","id":"conn');
  if (welcome === 'starting') socket.close(1013, 'gateway starting');
  if (welcome === 'wrong_protocol') {
    socket.send(refuse(request, WRONG_PROTOCOL));
    socket.close(1002, 'protocol mismatch');
  }
  if (welcome === 'locked_out') {
    socket.send(refuse(request, LOCKED_OUT));
    socket.close(1008);
  }
};

/** A gateway for what the real one can't be made to do. */
export const startGatewayStub = async (first: StubBehaviour = {}): Promise<GatewayStub> => {
  let behaviour = first;
  let connects = 0;
  let ticks = 0;
  const http = createServer((request, response) => {
    const body = request.url === '/healthz' ? { ok: true, status: 'live' } : { ok: true, status: 'started' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const server = new WebSocketServer({ server: http });
  server.on('connection', (socket) => {
    socket.on('error', silent);
    const payload = { nonce: randomUUID(), ts: Date.now() };
    socket.send(JSON.stringify({ type: 'event', event: 'connect.challenge', payload }));
    socket.on('message', (data) => {
      const request = JSON.parse(String(data)) as StubRequest;
      if (request.method !== 'connect') return behaviour.on?.(request, socket);
      connects += 1;
      welcomeWith(socket, request, behaviour);
      if (!behaviour.ticks) return;
      const tick = JSON.stringify({ type: 'event', event: 'tick', payload: { ts: Date.now() } });
      const beat = (): void => {
        socket.send(tick);
        ticks += 1;
      };
      const timer = setInterval(beat, behaviour.tickMs ?? 30_000);
      socket.on('close', () => clearInterval(timer));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    get connects() {
      return connects;
    },
    get ticks() {
      return ticks;
    },
    behave: (next) => {
      behaviour = next;
    },
    say: (frame) => {
      for (const socket of server.clients) socket.send(JSON.stringify(frame));
    },
    closeAll: (code) => {
      for (const socket of server.clients) socket.close(code);
    },
    close: async () => {
      for (const socket of server.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
};
