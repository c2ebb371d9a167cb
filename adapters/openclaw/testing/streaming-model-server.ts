import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ModelReply =
  | { readonly text: string }
  | { readonly error: number }
  /** Says nothing until the caller goes away. */
  | { readonly hold: true };

export interface StreamingModelServer {
  readonly baseUrl: string;
  /** Bodies of the requests, as they were sent. */
  readonly requests: readonly string[];
  /** Requests whose caller went away before the answer. */
  readonly abandoned: number;
  /** Adds to the end of the script; without a script every request gets the same short text. */
  script(...replies: readonly ModelReply[]): void;
  close(): Promise<void>;
}

export const MODEL_USAGE = { prompt_tokens: 123, completion_tokens: 7, total_tokens: 130 };

/** Speaks the streaming chat completions of OpenAI by a script, as the model of a real gateway. */
export const startStreamingModelServer = async (): Promise<StreamingModelServer> => {
  const replies: ModelReply[] = [];
  const requests: string[] = [];
  let abandoned = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests.push(Buffer.concat(chunks).toString('utf8'));
    response.on('close', () => {
      if (!response.writableEnded) abandoned += 1;
    });
    answer(response, replies.shift() ?? { text: 'Hello from the model.' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    get abandoned() {
      return abandoned;
    },
    script: (...more) => {
      replies.push(...more);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const answer = (response: ServerResponse, reply: ModelReply): void => {
  if ('hold' in reply) return;
  if ('error' in reply) {
    response.writeHead(reply.error, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: `scripted ${reply.error}` } }));
    return;
  }
  const send = (part: object): void => {
    const chunk = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'stub-1', ...part };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send({
    choices: [{ index: 0, delta: { role: 'assistant', content: reply.text }, finish_reason: null }],
  });
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  send({ choices: [], usage: MODEL_USAGE });
  response.end('data: [DONE]\n\n');
};
