import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  APICallError,
  generateText,
  type JSONSchema7,
  jsonSchema,
  type LanguageModel,
  type ToolSet,
  tool,
} from 'ai';
import { AppError } from '../../core/errors.ts';
import type { LlmAnswer, LlmProvider, LlmRequest } from '../../core/ports/llm-provider.ts';
import type { Usage } from '../../core/task.ts';
import type { LlmConfig } from './config.ts';
import { costOf, priceOf } from './prices.ts';
import { toModelMessages } from './to-messages.ts';

// The SDK prints its warnings to the console by itself; the log is ours.
(globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;

/** One call after the other: each may need a person before the next one makes sense. */
const PROVIDER_OPTIONS = {
  anthropic: { disableParallelToolUse: true },
  openai: { parallelToolCalls: false, store: false },
};

const toModel = (config: LlmConfig): LanguageModel => {
  const apiKey = config.apiKey ?? '';
  switch (config.provider) {
    case 'anthropic':
      return createAnthropic({ apiKey })(config.model);
    case 'openai':
      return createOpenAI({ apiKey })(config.model);
    case 'openai-compatible':
      return createOpenAICompatible({
        name: 'compatible',
        baseURL: config.baseUrl ?? '',
        ...(config.apiKey === null ? {} : { apiKey: config.apiKey }),
        transformRequestBody: (body) => (body.tools ? { ...body, parallel_tool_calls: false } : body),
      })(config.model);
  }
};

/** Milliseconds for one answer; a model that says nothing for so long is as good as away. */
const ANSWER_TIMEOUT_MS = 150_000;

/** One request for one turn: no retries, no tool execution, no second step by the SDK. */
export const createLlmProvider = (config: LlmConfig): LlmProvider => {
  const model = toModel(config);
  const price = config.price ?? priceOf(config.model);
  return {
    modelName: config.model,
    complete: async (request, { signal }) => {
      try {
        const result = await generateText({
          model,
          instructions: request.system,
          messages: toModelMessages(request.messages),
          tools: toTools(request),
          maxOutputTokens: request.maxOutputTokens,
          maxRetries: 0,
          abortSignal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
          providerOptions: PROVIDER_OPTIONS,
        });
        const { inputTokens = 0, outputTokens = 0 } = result.usage;
        const usage = { inputTokens, outputTokens, cost: costOf(price, inputTokens, outputTokens) };
        return toAnswer(result, usage);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw toAppError(config.model, error);
      }
    },
  };
};

const toTools = (request: LlmRequest): ToolSet =>
  Object.fromEntries(
    request.tools.map(({ name, description, inputSchema }) => [
      name,
      // Not checked here: the router checks arguments and tells the model what is wrong with them.
      tool({ description, inputSchema: jsonSchema(inputSchema as JSONSchema7) }),
    ]),
  );

const toAnswer = (
  result: {
    readonly text: string;
    readonly finishReason: string;
    readonly toolCalls: readonly {
      readonly toolCallId: string;
      readonly toolName: string;
      readonly input: unknown;
    }[];
  },
  usage: Usage,
): LlmAnswer => {
  const { text, finishReason, toolCalls } = result;
  if (finishReason === 'content-filter') return { kind: 'refused', text, usage };
  if (toolCalls.length === 0) return { kind: 'text', text, usage };
  const calls = toolCalls.map(({ toolCallId, toolName, input }) => ({
    id: toolCallId,
    name: toolName,
    input,
  }));
  return { kind: 'tool_calls', text, calls, usage };
};

/** Said by the provider about the key or the model's name, not about the request. */
const NOT_SET_UP = [401, 403, 404];

/** Asking again can help when the provider was busy, broken or out of reach; not when it said what is wrong. */
const toAppError = (model: string, error: unknown): AppError => {
  const final = APICallError.isInstance(error) && error.statusCode !== undefined && !error.isRetryable;
  if (!final) return new AppError('model_unavailable', { model }, { cause: error });
  const params = { model, reason: `HTTP ${error.statusCode}: ${error.message}`.slice(0, 300) };
  const code = NOT_SET_UP.includes(error.statusCode ?? 0) ? 'model_not_configured' : 'model_refused';
  return new AppError(code, params, { cause: error });
};
