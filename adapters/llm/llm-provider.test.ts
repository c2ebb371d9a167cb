import nock from 'nock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LlmMessage, LlmRequest } from '../../core/ports/llm-provider.ts';
import { describeLlmProvider } from '../../core/testing/llm-provider-contract.ts';
import { createLlmProvider } from './llm-provider.ts';
import { type ScriptedReply, startScriptedOpenAiServer } from './testing/scripted-openai-server.ts';

const compatible = (baseUrl: string) =>
  createLlmProvider({ provider: 'openai-compatible', model: 'scripted', apiKey: 'k', baseUrl, price: null });

describeLlmProvider('OpenAI-compatible', async (...script) => {
  const replies = script.map(
    (reply): ScriptedReply => ('unavailable' in reply ? { error: { status: 503, message: 'busy' } } : reply),
  );
  const server = await startScriptedOpenAiServer(...replies);
  return {
    provider: compatible(server.baseUrl),
    asked: () => server.received(1),
    close: () => server.close(),
  };
});

const MESSAGES: readonly LlmMessage[] = [
  { role: 'user', text: 'Go' },
  { role: 'assistant', text: 'Looking.' },
  { role: 'tool_call', id: 'c1', name: 'files__list', input: { path: '.' } },
  { role: 'tool_result', id: 'c1', name: 'files__list', text: 'a', isError: false },
];
const REQUEST: LlmRequest = {
  system: 'Be brief.',
  messages: MESSAGES,
  tools: [
    {
      name: 'files__list',
      description: 'Lists',
      inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
    },
  ],
  maxOutputTokens: 50,
};
const { signal } = new AbortController();

describe('the OpenAI-compatible wire', () => {
  it('asks once, for one call at a time, with the conversation in its form', async () => {
    const server = await startScriptedOpenAiServer({ text: 'done' });
    const answer = await compatible(server.baseUrl).complete(REQUEST, { signal });
    expect(answer.usage).toEqual({ inputTokens: 100, outputTokens: 20, cost: null });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      model: 'scripted',
      max_tokens: 50,
      parallel_tool_calls: false,
      tools: [{ function: { name: 'files__list' } }],
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Go' },
        {
          role: 'assistant',
          content: 'Looking.',
          tool_calls: [{ id: 'c1', function: { arguments: '{"path":"."}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'a' },
      ],
    });
    await server.close();
  });

  it('passes on what is no JSON, for the caller to judge', async () => {
    const server = await startScriptedOpenAiServer({ calls: [{ name: 'files__list', input: '{"path": ' }] });
    const answer = await compatible(server.baseUrl).complete(REQUEST, { signal });
    expect(answer).toMatchObject({
      kind: 'tool_calls',
      calls: [{ name: 'files__list', input: '{"path": ' }],
    });
    await server.close();
  });

  it.each([
    [429, 'model_unavailable'],
    [500, 'model_unavailable'],
    [400, 'model_refused'],
    [401, 'model_not_configured'],
    [404, 'model_not_configured'],
  ])('status %i is %s, after one request', async (status, code) => {
    const server = await startScriptedOpenAiServer({ error: { status, message: 'no' } });
    const answer = compatible(server.baseUrl).complete(REQUEST, { signal });
    await expect(answer).rejects.toMatchObject({ code, params: { model: 'scripted' } });
    expect(server.requests).toHaveLength(1);
    await server.close();
  });

  it('nobody there is model_unavailable', async () => {
    const server = await startScriptedOpenAiServer();
    await server.close();
    await expect(compatible(server.baseUrl).complete(REQUEST, { signal })).rejects.toMatchObject({
      code: 'model_unavailable',
    });
  });
});

describe('the other providers', () => {
  beforeAll(() => nock.disableNetConnect());
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });

  it('Anthropic: one call at a time, with what it costs', async () => {
    let body: unknown;
    nock('https://api.anthropic.com')
      .post('/v1/messages', (sent) => {
        body = sent;
        return true;
      })
      .matchHeader('x-api-key', 'key')
      .reply(200, {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude-haiku-4-5',
        content: [{ type: 'tool_use', id: 'toolu_1', name: 'files__list', input: { path: 'x' } }],
        stop_reason: 'tool_use',
        usage: { input_tokens: 1000, output_tokens: 100 },
      });
    const provider = createLlmProvider({
      provider: 'anthropic',
      model: 'claude-haiku-4-5',
      apiKey: 'key',
      baseUrl: null,
      price: null,
    });
    expect(await provider.complete(REQUEST, { signal })).toEqual({
      kind: 'tool_calls',
      text: '',
      calls: [{ id: 'toolu_1', name: 'files__list', input: { path: 'x' } }],
      usage: { inputTokens: 1000, outputTokens: 100, cost: 0.0015 },
    });
    expect(body).toMatchObject({
      max_tokens: 50,
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    });
  });

  it('OpenAI: one call at a time, nothing stored there', async () => {
    let body: unknown;
    nock('https://api.openai.com')
      .post('/v1/responses', (sent) => {
        body = sent;
        return true;
      })
      .matchHeader('authorization', 'Bearer key')
      .reply(200, {
        id: 'resp_1',
        object: 'response',
        created_at: 1,
        model: 'gpt-4.1',
        status: 'completed',
        output: [
          {
            type: 'function_call',
            id: 'fc_1',
            call_id: 'call_1',
            name: 'files__list',
            arguments: '{"path":"x"}',
          },
        ],
        usage: { input_tokens: 1000, output_tokens: 100 },
      });
    const provider = createLlmProvider({
      provider: 'openai',
      model: 'gpt-4.1',
      apiKey: 'key',
      baseUrl: null,
      price: { input: 1, output: 10 },
    });
    expect(await provider.complete(REQUEST, { signal })).toMatchObject({
      kind: 'tool_calls',
      calls: [{ id: 'call_1', name: 'files__list', input: { path: 'x' } }],
      usage: { inputTokens: 1000, outputTokens: 100, cost: 0.002 },
    });
    expect(body).toMatchObject({ parallel_tool_calls: false, store: false });
  });
});
