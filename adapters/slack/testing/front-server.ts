import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type EmulatedSlack, SEED, type SlackAnswer } from './emulated-slack.ts';
import { createFaults, type SlackFault } from './faults.ts';
import { answerAfter, answerOwn, checkToken, type MethodContext, noteOpened } from './front-methods.ts';
import type { Json } from './json.ts';
import type { Rates } from './rates.ts';

/** One call of the app under test, with what it was told. */
export interface SlackCall {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly args: Json;
  readonly token: string | null;
  readonly ok: boolean;
  readonly error: string | null;
  /** 0: the connection broke. */
  readonly status: number;
}

export interface FrontDeps extends MethodContext {
  readonly emulated: () => EmulatedSlack;
  readonly rates: Rates;
  readonly strict: boolean;
  readonly userOfTrigger: (triggerId: string) => string | null;
  readonly onRespond: (id: string, body: Json) => Promise<boolean>;
}

export interface FrontServer {
  readonly origin: string;
  readonly faults: ReturnType<typeof createFaults>;
  calls(method?: string): readonly SlackCall[];
  goAway(): void;
  comeBack(): void;
  stop(): Promise<void>;
}

interface Outcome {
  readonly status: number;
  readonly body: SlackAnswer | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer is lost on its way. */
  readonly lost?: boolean;
}

/** Nobody is told what a token may do that is none. */
const NO_SCOPES: readonly string[] = ['not_authed', 'invalid_auth', 'token_revoked'];
const BROKEN: Outcome = { status: 0, body: null, lost: true };

export const startFrontServer = async (deps: FrontDeps): Promise<FrontServer> => {
  const faults = createFaults();
  const calls: SlackCall[] = [];
  const sockets = new Set<Socket>();
  let away = false;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const path = new URL(request.url ?? '/', 'http://slack').pathname;
    const [, method] = /^\/api\/([\w.]+)$/.exec(path) ?? [];
    if (method) {
      const asked = readCall(request, body);
      const outcome = await callMethod(deps, faults.take(method), request, body, method, asked);
      const error = outcome.body?.error ?? null;
      const { status } = outcome;
      calls.push({ at: Date.now(), method, ...asked, ok: outcome.body?.ok === true, error, status });
      return write(deps, response, outcome);
    }
    const [, id] = /^\/respond\/([\w-]+)$/.exec(path) ?? [];
    if (id) {
      const taken = await deps.onRespond(id, JSON.parse(body.toString('utf8')) as Json);
      response.writeHead(taken ? 200 : 404).end(taken ? 'ok' : 'used_url');
      return;
    }
    if (path.startsWith('/files-pri/') && checkToken(deps.state, 'files', readToken(request))) {
      // As Slack: a page to sign in, not an error.
      response.writeHead(302, { location: `${deps.origin()}/signin` }).end();
      return;
    }
    return proxy(deps.emulated(), request, body, response);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end(String(error));
    });
  });
  server.on('connection', (socket) => {
    if (away) return socket.destroy();
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => deps.bridge.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    calls: (method) => calls.filter((call) => method === undefined || call.method === method),
    goAway() {
      away = true;
      breakAll();
    },
    comeBack() {
      away = false;
    },
    async stop() {
      deps.bridge.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      breakAll();
      await closed;
    },
  };
};

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

interface Asked {
  readonly args: Json;
  readonly token: string | null;
}

/** Nested values come as JSON inside a form. */
const readCall = (request: IncomingMessage, body: Buffer): Asked => {
  const words = body.toString('utf8');
  const query = new URL(request.url ?? '/', 'http://slack').searchParams;
  const isJson = request.headers['content-type']?.includes('application/json') ?? false;
  const sent = isJson
    ? (JSON.parse(words || '{}') as Json)
    : Object.fromEntries(
        [...query, ...new URLSearchParams(words)].map(([name, value]) => [name, unpacked(value)]),
      );
  const { token: inBody, ...args } = sent;
  return { args, token: readToken(request) ?? (typeof inBody === 'string' ? inBody : null) };
};

const readToken = ({ headers }: IncomingMessage): string | null =>
  /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;

const unpacked = (value: string): unknown => {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};

const callMethod = async (
  deps: FrontDeps,
  fault: SlackFault | null,
  request: IncomingMessage,
  body: Buffer,
  method: string,
  { args, token }: Asked,
): Promise<Outcome> => {
  if (fault) {
    if ('drop' in fault) return BROKEN;
    if ('status' in fault && fault.status === 429) return limited(fault.retryAfter);
    if ('status' in fault) return { status: fault.status, body: null };
    if ('error' in fault) return { status: 200, body: { ok: false, error: fault.error } };
    if ('delayMs' in fault) await delay(fault.delayMs, undefined, { ref: false });
  }
  const refused = checkToken(deps.state, method, token);
  if (refused) return { status: 200, body: { ok: false, error: refused } };
  const wait = deps.rates.take(method, token ?? '', args);
  if (wait !== null) return limited(wait);
  const own = answerOwn(deps, method, args, deps.strict);
  if (own) return { status: 200, body: own };
  const outcome = await askEmulator(deps, request, body, method, args, token);
  return fault && 'dropAfter' in fault ? { ...outcome, status: 0, lost: true } : outcome;
};

const limited = (retryAfter: number): Outcome => ({
  status: 429,
  body: { ok: false, error: 'ratelimited' },
  headers: { 'retry-after': String(retryAfter) },
});

const askEmulator = async (
  deps: FrontDeps,
  request: IncomingMessage,
  body: Buffer,
  method: string,
  args: Json,
  token: string | null,
): Promise<Outcome> => {
  const emulated = deps.emulated();
  const { authorization } = request.headers;
  const basic = authorization && !/^Bearer/i.test(authorization) ? { authorization } : {};
  const answer = await fetch(`${emulated.origin}${request.url ?? ''}`, {
    method: request.method ?? 'POST',
    headers: {
      'content-type': request.headers['content-type'] ?? 'application/x-www-form-urlencoded',
      ...(token ? { authorization: `Bearer ${emulated.upstreamToken(token)}` } : basic),
    },
    ...(request.method === 'GET' ? {} : { body: new Uint8Array(body) }),
  });
  if (answer.status === 404) return { status: 200, body: { ok: false, error: 'unknown_method' } };
  const words = (await answer.text()).replaceAll(emulated.publicOrigin, deps.origin());
  const known = JSON.parse(words) as SlackAnswer;
  const trigger = String(args.trigger_id ?? '');
  noteOpened(deps, method, deps.userOfTrigger(trigger), known);
  return { status: answer.status, body: answerAfter(deps, method, args, known) };
};

const write = ({ state }: FrontDeps, response: ServerResponse, outcome: Outcome): void => {
  if (outcome.lost) {
    response.destroy();
    return;
  }
  response
    .writeHead(outcome.status, {
      'content-type': outcome.body ? 'application/json; charset=utf-8' : 'text/plain',
      'x-slack-req-id': randomUUID(),
      ...(NO_SCOPES.includes(outcome.body?.error ?? '') ? {} : { 'x-oauth-scopes': state.scopes.join(',') }),
      ...outcome.headers,
    })
    .end(outcome.body ? JSON.stringify(outcome.body) : 'internal_error');
};

/** Files, the page that asks whether to install, incoming webhooks. */
const proxy = async (
  emulated: EmulatedSlack,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> => {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const { 'content-type': type, authorization } = request.headers;
  const isOurs = authorization?.endsWith(SEED.botToken) ?? false;
  const answer = await fetch(`${emulated.origin}${request.url ?? ''}`, {
    method: request.method ?? 'GET',
    headers: {
      ...(type ? { 'content-type': type } : {}),
      ...(authorization
        ? { authorization: isOurs ? `Bearer ${emulated.upstreamToken(SEED.botToken)}` : authorization }
        : {}),
    },
    redirect: 'manual',
    ...(hasBody ? { body: new Uint8Array(body) } : {}),
  });
  const headers = ['content-type', 'location', 'content-disposition'].flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  response.writeHead(answer.status, Object.fromEntries(headers)).end(Buffer.from(await answer.arrayBuffer()));
};
