import { describe, expect, it } from 'vitest';
import type { LlmProvider, LlmRequest } from '../ports/llm-provider.ts';
import type { FakeReply } from './llm-provider-fake.ts';

/** A provider whose model answers by a script. */
export interface LlmProviderHarness {
  readonly provider: LlmProvider;
  /** Resolves when the model was asked. */
  asked(): Promise<void>;
  close(): Promise<void>;
}

const request = (parts: Partial<LlmRequest> = {}): LlmRequest => ({
  system: 'Be brief.',
  messages: [{ role: 'user', text: 'List the folder.' }],
  tools: [{ name: 'files__list', description: 'Lists', inputSchema: { type: 'object', properties: {} } }],
  maxOutputTokens: 100,
  ...parts,
});

/** What every provider promises, run on the fake and on the real one. */
export const describeLlmProvider = (
  name: string,
  start: (...script: readonly FakeReply[]) => Promise<LlmProviderHarness>,
): void => {
  describe(`language model: ${name}`, () => {
    const ask = async (reply: FakeReply, parts: Partial<LlmRequest> = {}) => {
      const harness = await start(reply);
      try {
        return await harness.provider.complete(request(parts), { signal: new AbortController().signal });
      } finally {
        await harness.close();
      }
    };

    it('answers with words and with what they used', async () => {
      const answer = await ask({ text: 'Nothing there.' });
      expect(answer).toMatchObject({
        kind: 'text',
        text: 'Nothing there.',
        usage: { inputTokens: 100, outputTokens: 20 },
      });
    });

    it('gives tool calls and runs none of them', async () => {
      const answer = await ask({ text: 'Looking.', calls: [{ name: 'files__list', input: { path: '.' } }] });
      expect(answer).toMatchObject({
        kind: 'tool_calls',
        text: 'Looking.',
        calls: [{ id: expect.any(String), name: 'files__list', input: { path: '.' } }],
      });
    });

    it('gives calls as they are, also of a tool nobody offered', async () => {
      const answer = await ask({ calls: [{ name: 'no__tool', input: { a: 1 } }] });
      expect(answer).toMatchObject({ kind: 'tool_calls', calls: [{ name: 'no__tool', input: { a: 1 } }] });
    });

    it('takes the results of earlier calls', async () => {
      const answer = await ask(
        { text: 'Two files.' },
        {
          messages: [
            { role: 'user', text: 'List.' },
            { role: 'assistant', text: 'Looking.' },
            { role: 'tool_call', id: 'call_1', name: 'files__list', input: {} },
            { role: 'tool_result', id: 'call_1', name: 'files__list', text: 'a, b', isError: false },
            { role: 'tool_call', id: 'call_2', name: 'files__list', input: {} },
            { role: 'tool_result', id: 'call_2', name: 'files__list', text: 'no', isError: true },
          ],
        },
      );
      expect(answer).toMatchObject({ kind: 'text', text: 'Two files.' });
    });

    it('tells a refusal from an answer', async () => {
      expect(await ask({ refusal: 'I will not.' })).toMatchObject({ kind: 'refused', text: 'I will not.' });
    });

    it('says model_unavailable when asking again may help', async () => {
      await expect(ask({ unavailable: true })).rejects.toMatchObject({ code: 'model_unavailable' });
    });

    it('stops with the reason of the abort', async () => {
      const harness = await start({ hold: true });
      const abort = new AbortController();
      const reason = new Error('stopped');
      const answer = harness.provider.complete(request(), { signal: abort.signal });
      answer.catch(() => undefined);
      await harness.asked();
      abort.abort(reason);
      await expect(answer).rejects.toBe(reason);
      await harness.close();
    });
  });
};
