import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ROUTES } from '../routes.ts';
import { createFaults, type DiscordFault, type Faults, type WorldRoute } from './faults.ts';
import { json, num } from './json.ts';
import type { Rates } from './rates.ts';
import {
  bodyOf,
  type Handler,
  type ReadBody,
  readBody,
  readBytes,
  type WorldRequest,
} from './rest-request.ts';
import { refusal, WorldRefusal } from './world-refusal.ts';
import type { WorldState } from './world-state.ts';

/** What the bot asked of Discord, and what it was told. */
export interface DiscordCall {
  readonly route: WorldRoute | 'unknown';
  readonly method: string;
  /** Without the version. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly files: readonly string[];
  /** 0: the connection broke. */
  readonly status: number;
  /** Discord's own, of a refusal; 0 when there is none. */
  readonly code: number;
  readonly scope: string | null;
  /** Discord's no, in its words; null: it was taken. */
  readonly refusal: string | null;
  readonly at: number;
}

interface Known {
  readonly route: WorldRoute;
  readonly method: string;
  readonly steps: readonly string[];
  readonly auth: boolean;
}

const OTHERS: readonly (readonly [WorldRoute, string, string, boolean])[] = [
  ['gateway.bot', 'GET', '/gateway/bot', true],
  ['commands.putAll', 'PUT', '/applications/:applicationId/commands', true],
  ['guildCommands.putAll', 'PUT', '/applications/:applicationId/guilds/:guildId/commands', true],
  ['commands.update', 'PATCH', '/applications/:applicationId/commands/:commandId', true],
  ['guildCommands.update', 'PATCH', '/applications/:applicationId/guilds/:guildId/commands/:commandId', true],
  ['guild.channels', 'GET', '/guilds/:guildId/channels', true],
  ['followUp.get', 'GET', '/webhooks/:applicationId/:interactionToken/messages/:messageId', false],
  ['followUp.delete', 'DELETE', '/webhooks/:applicationId/:interactionToken/messages/:messageId', false],
];

const known = (route: WorldRoute, method: string, path: string, auth: boolean): Known => ({
  route,
  method,
  steps: path.split('/').slice(1),
  auth,
});
const KNOWN: readonly Known[] = [
  ...Object.entries(ROUTES).map(([route, { method, path, auth }]) =>
    known(route as WorldRoute, method, path, auth),
  ),
  ...OTHERS.map((row) => known(...row)),
];

const match = (method: string, path: string) => {
  const given = path.split('/').slice(1).map(decodeURIComponent);
  for (const one of KNOWN) {
    if (one.method !== method || one.steps.length !== given.length) continue;
    if (!one.steps.every((step, at) => step.startsWith(':') || step === given[at])) continue;
    const params: Record<string, string> = {};
    for (const [at, step] of one.steps.entries()) {
      if (step.startsWith(':')) params[step.slice(1)] = given[at] ?? '';
    }
    return { ...one, params };
  }
  return null;
};

export interface RestServer {
  readonly origin: string;
  readonly faults: Faults;
  calls(route?: WorldRoute): readonly DiscordCall[];
  /** Answers that Discord counts against the bot: 401, 403, and 429 unless shared. */
  invalidRequests(): number;
  /** Nobody gets an answer, until told. */
  goAway(isAway?: boolean): void;
  stop(): Promise<void>;
}

interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RestServerDeps {
  readonly state: WorldState;
  readonly rates: Rates;
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export const startRestServer = async (deps: RestServerDeps): Promise<RestServer> => {
  const { state } = deps;
  const faults = createFaults();
  const calls: DiscordCall[] = [];
  let isAway = false;
  const server = createServer((request, response) => {
    if (isAway) request.socket.destroy();
    else void take(deps, faults, calls, request, response).catch(() => request.socket.destroy());
  });
  server.on('upgrade', (request, socket, head) => {
    if (isAway) socket.destroy();
    else deps.upgrade(request, socket, head);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: state.origin,
    faults,
    calls: (route) => calls.filter((call) => route === undefined || call.route === route),
    invalidRequests: () =>
      calls.filter(
        ({ status, scope }) => [401, 403].includes(status) || (status === 429 && scope !== 'shared'),
      ).length,
    goAway(to = true) {
      isAway = to;
      if (to) server.closeAllConnections();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const take = async (
  deps: RestServerDeps,
  faults: ReturnType<typeof createFaults>,
  calls: DiscordCall[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const url = new URL(request.url ?? '/', deps.state.origin);
  if (url.pathname.startsWith('/attachments/')) return sendFile(deps.state, url.pathname, response);
  const method = request.method ?? 'GET';
  const path = url.pathname.replace(/^\/api\/v10/, '');
  const bytes = await readBytes(request);
  const found = match(method, path);
  const route = found?.route ?? 'unknown';
  const fault = faults.take(route);
  const at = deps.state.now();
  let read: ReadBody = { raw: null, files: [] };
  const note = (status: number, said: unknown = null, scope: string | null = null): void => {
    const code = num(json(said).code);
    const refusal = status >= 400 ? JSON.stringify(said) : null;
    const files = read.files.map(({ name }) => name);
    const params = found?.params ?? {};
    calls.push({ route, method, path, params, body: read.raw, files, status, code, scope, refusal, at });
  };
  if (fault && 'dropConnection' in fault) {
    note(0);
    request.socket.destroy();
    return;
  }
  if (fault && 'delayMs' in fault) await delay(fault.delayMs);
  const answered = await answer(async () => {
    read = await readBody(request.headers['content-type'] ?? '', bytes);
    if (!found || !url.pathname.startsWith('/api/v10/')) throw new WorldRefusal(404, 0, '404: Not Found');
    const token = request.headers.authorization;
    if (found.auth && token !== `Bot ${deps.state.token}`)
      throw new WorldRefusal(401, 0, '401: Unauthorized');
    const failed = fault ? asFailure(fault) : null;
    const input = { params: found.params, query: url.searchParams, ...read, body: bodyOf(read.raw) };
    return failed ?? handle(deps, found.route, input);
  });
  const { status, body, headers = {} } = answered;
  if (fault && 'dropAfter' in fault) {
    note(0);
    request.socket.destroy();
    return;
  }
  note(status, body, headers['x-ratelimit-scope'] ?? null);
  response.writeHead(status, {
    ...(status === 204 ? {} : { 'content-type': 'application/json' }),
    ...headers,
  });
  response.end(status === 204 ? undefined : JSON.stringify(body));
};

/** Within its rates. */
const handle = async (
  { rates, handlers }: RestServerDeps,
  route: WorldRoute,
  input: WorldRequest,
): Promise<Answered> => {
  const room = rates.take(route, input.params.channelId ?? '');
  if (room.retryAfterS !== null) return limited(room.retryAfterS, room.scope, room.headers);
  const handler = handlers[route];
  if (!handler) throw new Error(`no handler of ${route}`);
  const answered = await answer(async () => {
    const body = handler(input);
    return { status: body === null ? 204 : 200, body };
  });
  return { ...answered, headers: { ...room.headers, ...answered.headers } };
};

const answer = async (act: () => Promise<Answered>): Promise<Answered> => {
  try {
    return await act();
  } catch (error) {
    if (error instanceof WorldRefusal) {
      const { status, code, message, errors } = error;
      return { status, body: { message, code, ...(errors ? { errors } : {}) } };
    }
    return { status: 500, body: { message: `500: ${String(error)}`, code: 0 } };
  }
};

const limited = (
  retryAfterS: number,
  scope: string,
  headers: Readonly<Record<string, string>> = {},
): Answered => ({
  status: 429,
  body: { message: 'You are being rate limited.', retry_after: retryAfterS, global: scope === 'global' },
  headers: {
    ...headers,
    'retry-after': String(Math.ceil(retryAfterS)),
    'x-ratelimit-scope': scope,
    ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : {}),
    ...(scope !== 'global' && !headers['x-ratelimit-bucket']
      ? {
          'x-ratelimit-limit': '5',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset-after': retryAfterS.toFixed(3),
          'x-ratelimit-reset': (Date.now() / 1000 + retryAfterS).toFixed(3),
          'x-ratelimit-bucket': 'told',
        }
      : {}),
  },
});

const asFailure = (fault: DiscordFault): Answered | null => {
  if ('retryAfterS' in fault) return limited(fault.retryAfterS, fault.scope ?? 'user');
  if ('code' in fault) throw refusal(fault.code, fault.status);
  if ('status' in fault)
    return { status: fault.status, body: { message: `${fault.status}: told to`, code: 0 } };
  return null;
};

const sendFile = (state: WorldState, path: string, response: ServerResponse): void => {
  const file = state.files.get(path.split('/')[3] ?? '');
  response.writeHead(file ? 200 : 404, { 'content-type': file?.contentType ?? 'text/plain' });
  response.end(file?.bytes ?? 'gone');
};
