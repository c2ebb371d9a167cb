import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogLevel, WebClient } from '@slack/web-api';
import type { Json } from './json.ts';
import type { SlackWorld } from './slack-world.ts';

export interface Taken {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** The smallest app: it keeps what comes, and answers what it is told to. */
export const startTinyApp = async () => {
  const taken: Taken[] = [];
  const answers: { status: number; body: string }[] = [];
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    taken.push({ headers: request.headers, body });
    const { status, body: answer } = answers.shift() ?? { status: 200, body: '' };
    response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const events = () =>
    taken.flatMap(({ body }) => (body.startsWith('{') ? [JSON.parse(body) as SentEnvelope] : []));
  return { url, taken, answers, events, stop: () => server.close() };
};

export interface SentEnvelope {
  readonly event_id: string;
  readonly api_app_id: string;
  readonly event: Json;
}

/** The SDK's own client, without its patience. */
export const clientOf = (world: SlackWorld, token: string = world.botToken): WebClient =>
  new WebClient(token, {
    slackApiUrl: world.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
