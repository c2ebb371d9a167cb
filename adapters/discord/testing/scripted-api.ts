import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
  readonly method: string;
  /** Without the version. */
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly authorization: string | null;
}

export interface ScriptedAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection breaks instead of an answer. */
  readonly breaks?: boolean;
}

/** A REST API that answers as it is told, and remembers what it was asked. */
export const withScriptedApi = async (
  answer: (call: Call, index: number) => ScriptedAnswer,
  use: (api: { readonly apiUrl: string; readonly calls: readonly Call[] }) => Promise<void>,
): Promise<void> => {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const words = Buffer.concat(parts).toString('utf8');
    const url = new URL(request.url ?? '/', 'http://discord');
    const call: Call = {
      method: request.method ?? '',
      path: url.pathname.replace('/api/v10', ''),
      query: url.search,
      body: request.headers['content-type']?.startsWith('application/json')
        ? JSON.parse(words)
        : words || null,
      authorization: request.headers.authorization ?? null,
    };
    calls.push(call);
    const { status = 200, body = {}, headers = {}, breaks } = answer(call, calls.length - 1);
    if (breaks) {
      request.socket.destroy();
      return;
    }
    const empty = status === 204;
    response.writeHead(status, { ...(empty ? {} : { 'content-type': 'application/json' }), ...headers });
    response.end(empty ? undefined : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await use({ apiUrl: `http://127.0.0.1:${port}/api`, calls });
  } finally {
    server.closeAllConnections();
    server.close();
  }
};
