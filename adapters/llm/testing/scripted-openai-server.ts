import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of the script, in the order of the requests. */
export type ScriptedReply =
  | { readonly text: string }
  /** `input` is sent as JSON; a string is sent as it is, so that broken JSON can be sent. */
  | {
      readonly calls: readonly { readonly name: string; readonly input: unknown; readonly id?: string }[];
      readonly text?: string;
    }
  | { readonly error: { readonly status: number; readonly message: string } }
  | { readonly refusal: string }
  /** Never answers: the caller has to give up. */
  | { readonly hold: true };

export interface RecordedRequest {
  readonly model: string;
  readonly messages: readonly {
    readonly role: string;
    readonly content?: unknown;
    readonly [key: string]: unknown;
  }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly [key: string]: unknown;
}

export interface ScriptedOpenAiServer {
  /** For OPENAI_COMPATIBLE_BASE_URL. */
  readonly baseUrl: string;
  readonly requests: readonly RecordedRequest[];
  /** Adds to the end of the script. */
  script(...replies: readonly ScriptedReply[]): void;
  /** Resolves when this many requests have come. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

const USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

/** Speaks the non-streaming chat completions of OpenAI by a script; a request beyond the script gets status 500. */
export const startScriptedOpenAiServer = async (
  ...script: readonly ScriptedReply[]
): Promise<ScriptedOpenAiServer> => {
  const replies = [...script];
  const requests: RecordedRequest[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await readBody(request)) as RecordedRequest;
    requests.push(body);
    for (const waiter of waiting) if (requests.length >= waiter.count) waiter.resolve();
    answer(response, body, requests.length, replies.shift());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    script: (...more) => {
      replies.push(...more);
    },
    received: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

const answer = (
  response: ServerResponse,
  { model }: RecordedRequest,
  number: number,
  reply: ScriptedReply | undefined,
): void => {
  const complete = (message: object, finish_reason: string): void =>
    send(response, 200, {
      id: `chatcmpl-${number}`,
      object: 'chat.completion',
      created: 1,
      model,
      choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
      usage: USAGE,
    });
  if (!reply) send(response, 500, { error: { message: 'the script is at its end' } });
  else if ('hold' in reply) return;
  else if ('error' in reply) send(response, reply.error.status, { error: { message: reply.error.message } });
  else if ('refusal' in reply) complete({ content: reply.refusal }, 'content_filter');
  else if ('calls' in reply) {
    const tool_calls = reply.calls.map(({ name, input, id }, index) => ({
      id: id ?? `call_${number}_${index}`,
      type: 'function',
      function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
    }));
    complete({ content: reply.text ?? null, tool_calls }, 'tool_calls');
  } else complete({ content: reply.text }, 'stop');
};
