import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Delivered } from './signer.ts';

export type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive';

export interface SendOptions {
  readonly retryNum?: number;
  /** How long Slack waits for the acknowledgement. */
  readonly timeoutMs?: number;
}

export interface SocketBridge {
  /** Open connections. */
  connections(): number;
  /** To one of the open connections, each in its turn; `status` 200 when it was acknowledged, 0 when not. */
  send(type: EnvelopeType, payload: unknown, options?: SendOptions): Promise<Delivered>;
  /** Slack takes its connections away, and says so before. */
  disconnect(reason?: 'refresh_requested' | 'warning'): void;
  /** They break without a word. */
  drop(): void;
  /** Socket Mode is switched off in the app's settings. */
  disable(off?: boolean): void;
}

export interface SocketBridgeServer extends SocketBridge {
  /** A new one-time address. */
  open(origin: string): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): void;
}

const PING_MS = 5_000;
const ACK_MS = 3_000;
const NOBODY: Delivered = { status: 0, answeredWithinMs: 0, body: null, noRetry: false };

interface Waiting {
  readonly since: number;
  readonly done: (answer: Delivered) => void;
}

export const createSocketBridge = (appId: string): SocketBridgeServer => {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const open: WebSocket[] = [];
  const waiting = new Map<string, Waiting>();
  let turn = 0;
  let disabled = false;
  const close = (socket: WebSocket): void => {
    const at = open.indexOf(socket);
    if (at >= 0) open.splice(at, 1);
  };
  const say = (socket: WebSocket, message: unknown): void => socket.send(JSON.stringify(message));
  const debug = () => ({ host: 'applink-test', build_number: 1, approximate_connection_time: 18_060 });

  server.on('connection', (socket) => {
    if (disabled) {
      say(socket, { type: 'disconnect', reason: 'link_disabled', debug_info: debug() });
      socket.close();
      return;
    }
    open.push(socket);
    socket.on('close', () => close(socket));
    socket.on('error', () => close(socket));
    socket.on('message', (data) => acknowledge(waiting, String(data)));
    const hello = { num_connections: open.length, connection_info: { app_id: appId }, debug_info: debug() };
    say(socket, { type: 'hello', ...hello });
    socket.ping('Ping from the test');
  });
  const pings = setInterval(() => {
    for (const socket of open) socket.ping('Ping from the test');
  }, PING_MS);
  pings.unref();

  return {
    connections: () => open.length,
    open(origin) {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${origin.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${appId}`;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket)) {
        socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (ready) => server.emit('connection', ready, request));
    },
    send(type, payload, options = {}) {
      const ready = open.filter((socket) => socket.readyState === WebSocket.OPEN);
      const socket = ready[turn++ % Math.max(1, ready.length)];
      if (!socket) return Promise.resolve(NOBODY);
      return envelope(socket, waiting, type, payload, options);
    },
    disconnect(reason = 'refresh_requested') {
      for (const socket of [...open]) {
        say(socket, { type: 'disconnect', reason, debug_info: debug() });
        if (reason !== 'warning') socket.close();
      }
    },
    drop() {
      for (const socket of [...open]) socket.terminate();
    },
    disable(off = true) {
      disabled = off;
    },
    stop() {
      clearInterval(pings);
      for (const socket of [...open]) socket.terminate();
      server.close();
    },
  };
};

const envelope = (
  socket: WebSocket,
  waiting: Map<string, Waiting>,
  type: EnvelopeType,
  payload: unknown,
  { retryNum = 0, timeoutMs = ACK_MS }: SendOptions,
): Promise<Delivered> => {
  const id = randomUUID();
  return new Promise((resolve) => {
    const since = performance.now();
    const giveUp = setTimeout(
      () => done({ ...NOBODY, answeredWithinMs: performance.now() - since }),
      timeoutMs,
    );
    const done = (answer: Delivered): void => {
      clearTimeout(giveUp);
      waiting.delete(id);
      socket.off('close', closed);
      resolve(answer);
    };
    const closed = (): void => done(NOBODY);
    socket.once('close', closed);
    waiting.set(id, { since, done });
    const event =
      type === 'events_api' ? { retry_attempt: retryNum, retry_reason: retryNum > 0 ? 'timeout' : '' } : {};
    const takesAnswer = type !== 'events_api';
    socket.send(
      JSON.stringify({ envelope_id: id, type, accepts_response_payload: takesAnswer, payload, ...event }),
    );
  });
};

const acknowledge = (waiting: ReadonlyMap<string, Waiting>, data: string): void => {
  const { envelope_id: id, payload } = JSON.parse(data) as { envelope_id?: string; payload?: unknown };
  const one = waiting.get(id ?? '');
  one?.done({
    status: 200,
    answeredWithinMs: performance.now() - one.since,
    body: payload ?? null,
    noRetry: false,
  });
};
