import { AppError } from '../errors.ts';
import type { LlmAnswer, LlmProvider, LlmRequest } from '../ports/llm-provider.ts';
import { orAborted } from './skill-backend-fake.ts';

export const FAKE_USAGE = { inputTokens: 100, outputTokens: 20, cost: 0.001 };

/** One answer of a script: what the model says, an error, or silence. */
export type FakeReply =
  | { readonly text: string }
  | { readonly calls: readonly { readonly name: string; readonly input: unknown }[]; readonly text?: string }
  | { readonly refusal: string }
  | { readonly unavailable: true }
  | { readonly hold: true };

export interface FakeLlmProvider extends LlmProvider {
  readonly requests: readonly LlmRequest[];
}

/** A model in memory that answers by a script; beyond it, it is unavailable. */
export const createFakeLlmProvider = (...script: readonly FakeReply[]): FakeLlmProvider => {
  const requests: LlmRequest[] = [];
  return {
    modelName: 'fake-model',
    requests,
    complete: async (request, { signal }) => {
      signal.throwIfAborted();
      requests.push(request);
      return orAborted(answer(script[requests.length - 1], requests.length), signal);
    },
  };
};

const answer = async (reply: FakeReply | undefined, number: number): Promise<LlmAnswer> => {
  const usage = FAKE_USAGE;
  if (!reply || 'unavailable' in reply) throw new AppError('model_unavailable', { model: 'fake-model' });
  if ('hold' in reply) return new Promise(() => undefined);
  if ('refusal' in reply) return { kind: 'refused', text: reply.refusal, usage };
  if ('calls' in reply) {
    const calls = reply.calls.map((call, index) => ({ id: `call_${number}_${index}`, ...call }));
    return { kind: 'tool_calls', text: reply.text ?? '', calls, usage };
  }
  return { kind: 'text', text: reply.text, usage };
};
