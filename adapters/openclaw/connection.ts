import WebSocket from 'ws';
import { AppError } from '../../core/errors.ts';
import type { DeviceIdentity } from '../../core/ports/instance-gateway.ts';
import { signDevice } from './device-identity.ts';
import { createLine } from './in-line.ts';
import {
  type Answer,
  type Challenge,
  challenge,
  type Frame,
  type GatewayError,
  type Hello,
  hello,
  PROTOCOL,
  readFrame,
  toAnswer,
} from './wire.ts';

const CLIENT = { id: 'gateway-client', version: '1.0.0', platform: 'linux', mode: 'backend' } as const;
const ROLE = 'operator';
/** What a worker needs. Never admin: approving our device is done by one request with the token. */
export const SCOPES = ['operator.read', 'operator.write', 'operator.approvals'] as const;

const REQUEST_MS = 30_000;
const CONNECT_MS = 20_000;
/** More at a time and the gateway says that it is busy. */
const MOST_IN_FLIGHT = 100;
/** The gateway's own limit is 25 MiB; what is larger is not from one. */
const MOST_BYTES = 32 * 1024 * 1024;
const MISSED_TICKS = 2;

export interface ConnectionOptions {
  /** ws://host:port */
  readonly url: string;
  readonly token: string;
  /** null: only the token, which gives a remote client no rights. */
  readonly device: DeviceIdentity | null;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  readonly connectMs?: number;
  readonly requestMs?: number;
}

export interface RequestOptions {
  readonly signal: AbortSignal;
  readonly deadlineMs?: number;
  /** true: this answer announces another one with the same id. */
  readonly isEarly?: (payload: unknown) => boolean;
}

export interface Connection {
  readonly hello: Hello;
  /** false after it was lost, closed, or the gateway said that it ends. */
  readonly usable: boolean;
  /** Resolves with the close code when it is over, however it ended. */
  readonly closed: Promise<number>;
  /** Since the gateway's process started. */
  uptimeMs(): number;
  /** AppError `instance_unavailable` when the connection is lost or nothing is said in time. */
  request(method: string, params: object, options: RequestOptions): Promise<Answer>;
  close(): void;
  /** Closes when nothing is under way any more. */
  retire(): void;
}

/** Why there is no connection: the gateway's words, or `UNREACHABLE`, `SILENT`, `BROKEN`, `CLOSED` from this side. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs: number | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly closeCode: number | null;
}

export type Opening =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly refusal: Refusal };

const refused = (code: string, message: string, closeCode: number | null = null): Opening => ({
  ok: false,
  refusal: { code, message, retryAfterMs: null, details: {}, closeCode },
});

const refusedBy = ({ code, message, retryAfterMs, details }: GatewayError): Opening => ({
  ok: false,
  refusal: { code, message, retryAfterMs: retryAfterMs ?? null, details: details ?? {}, closeCode: null },
});

const toConnect = ({ token, device }: ConnectionOptions, { nonce, ts }: Challenge): object => {
  const claim = {
    clientId: CLIENT.id,
    clientMode: CLIENT.mode,
    role: ROLE,
    scopes: SCOPES,
    token,
    nonce,
    signedAt: ts,
    platform: CLIENT.platform,
  };
  return {
    minProtocol: PROTOCOL,
    maxProtocol: PROTOCOL,
    client: CLIENT,
    role: ROLE,
    scopes: SCOPES,
    caps: [],
    auth: { token },
    ...(device ? { device: signDevice(device, claim) } : {}),
  };
};

/** One attempt, from the first byte to `hello-ok`. Never rejects: that there is no connection is a result. */
export const openConnection = (options: ConnectionOptions): Promise<Opening> =>
  new Promise((resolve) => {
    const { url, signal, headers = {} } = options;
    if (signal.aborted) return resolve(refused('CLOSED', 'stopped'));
    const socket = new WebSocket(url, {
      headers: { ...headers },
      maxPayload: MOST_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
    });
    const settle = (opening: Opening): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      socket.off('message', listen).off('close', lost).off('unexpected-response', answered);
      if (!opening.ok) socket.terminate();
      resolve(opening);
    };
    const giveUp = (): void => settle(refused('CLOSED', 'stopped'));
    const timer = setTimeout(
      () => settle(refused('SILENT', 'nothing was said in time')),
      options.connectMs ?? CONNECT_MS,
    );
    let problem = '';
    // Stays for the whole life of the socket: an error without a listener would end the process.
    socket.on('error', (error) => {
      problem = error.message;
    });
    const lost = (code: number): void => settle(refused(toCode(code, problem), problem, code));
    const answered = (_request: unknown, { statusCode }: { readonly statusCode?: number }): void =>
      settle(refused('UPGRADE_REFUSED', `HTTP ${statusCode ?? 0}`));
    const listen = (data: WebSocket.RawData): void => {
      const frame = readFrame(String(data));
      const opening = frame
        ? greet(socket, options, frame)
        : refused('BROKEN', 'what was said is not the gateway’s protocol');
      if (opening) settle(opening);
    };
    socket.on('message', listen).on('close', lost).on('unexpected-response', answered);
    signal.addEventListener('abort', giveUp, { once: true });
  });

/** 1006 and an error of the socket: nobody listens there, or it went away. */
const toCode = (code: number, problem: string): string => {
  if (code === 1013) return 'UNAVAILABLE';
  if (code === 1002) return 'PROTOCOL_MISMATCH';
  return problem !== '' || code === 1006 ? 'UNREACHABLE' : 'CLOSED';
};

const CONNECT_ID = 'connect';

const greet = (socket: WebSocket, options: ConnectionOptions, frame: Frame): Opening | null => {
  if (frame.type === 'event') {
    if (frame.event !== 'connect.challenge') return null;
    const read = challenge.safeParse(frame.payload);
    if (!read.success) return refused('BROKEN', 'a challenge without its parts');
    const params = toConnect(options, read.data);
    socket.send(JSON.stringify({ type: 'req', id: CONNECT_ID, method: 'connect', params }));
    return null;
  }
  if (frame.id !== CONNECT_ID) return null;
  const answer = toAnswer(frame);
  if (!answer.ok) return refusedBy(answer.error);
  const read = hello.safeParse(answer.payload);
  if (!read.success) return refused('BROKEN', 'a welcome without its parts');
  return { ok: true, connection: live(socket, read.data, options.requestMs ?? REQUEST_MS) };
};

interface Pending {
  answer(answer: Answer): void;
  lose(code: number): void;
}

/** The connection after `hello-ok`. */
const live = (socket: WebSocket, welcome: Hello, requestMs: number): Connection => {
  const pending = new Map<string, Pending>();
  const line = createLine(MOST_IN_FLIGHT);
  const since = performance.now();
  let number = 0;
  let ending = false;
  let retired = false;

  const watchdog = setTimeout(() => socket.terminate(), welcome.policy.tickIntervalMs * (MISSED_TICKS + 0.5));
  watchdog.unref();
  socket.on('message', (data) => {
    watchdog.refresh();
    const frame = readFrame(String(data));
    if (!frame) return socket.terminate();
    if (frame.type === 'event') ending ||= frame.event === 'shutdown';
    else pending.get(frame.id)?.answer(toAnswer(frame));
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      ending = true;
      clearTimeout(watchdog);
      for (const one of pending.values()) one.lose(code);
      resolve(code);
    });
  });

  const send = (method: string, params: object, options: RequestOptions, leave: () => void) =>
    new Promise<Answer>((resolve, reject) => {
      const { signal, isEarly, deadlineMs = requestMs } = options;
      number += 1;
      const id = `r${number}`;
      const bytes = JSON.stringify({ type: 'req', id, method, params });
      if (Buffer.byteLength(bytes) > welcome.policy.maxPayload) {
        return reject(new AppError('invalid_request', { detail: 'larger than the gateway takes' }));
      }
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        pending.delete(id);
        leave();
        settle();
        if (retired && pending.size === 0) socket.close(1000);
      };
      const giveUp = (): void => end(() => reject(signal.reason));
      const lose = (cause: string): void =>
        end(() => reject(new AppError('instance_unavailable', {}, { cause })));
      const timer = setTimeout(() => lose(`no answer to ${method} in ${deadlineMs} ms`), deadlineMs);
      signal.addEventListener('abort', giveUp, { once: true });
      pending.set(id, {
        answer: (answer) => {
          if (answer.ok && isEarly?.(answer.payload)) return leave();
          end(() => resolve(answer));
        },
        lose: (code) => lose(`the connection closed with ${code}`),
      });
      socket.send(bytes);
    });

  const close = (): void => {
    ending = true;
    socket.close(1000);
    // A peer that does not answer the closing would keep the socket for half a minute.
    setTimeout(() => socket.terminate(), 1000).unref();
  };

  return {
    hello: welcome,
    get usable() {
      return !ending && !retired;
    },
    closed,
    uptimeMs: () => welcome.snapshot.uptimeMs + performance.now() - since,
    async request(method, params, options) {
      const leave = await line.enter(options.signal);
      try {
        if (ending) throw new AppError('instance_unavailable', {}, { cause: 'the gateway ends' });
        return await send(method, params, options, leave);
      } finally {
        leave();
      }
    },
    close,
    retire: () => {
      retired = true;
      if (pending.size === 0) close();
    },
  };
};
