import type { JsonSchema } from '../skill.ts';
import type { Usage } from '../task.ts';

export interface LlmTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
}

export type LlmMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string }
  | {
      readonly role: 'tool_call';
      readonly id: string;
      readonly name: string;
      readonly input: Readonly<Record<string, unknown>>;
    }
  | {
      readonly role: 'tool_result';
      readonly id: string;
      readonly name: string;
      readonly text: string;
      readonly isError: boolean;
    };

export interface LlmRequest {
  readonly system: string;
  readonly messages: readonly LlmMessage[];
  readonly tools: readonly LlmTool[];
  readonly maxOutputTokens: number;
}

export type LlmAnswer =
  | { readonly kind: 'text'; readonly text: string; readonly usage: Usage }
  | {
      readonly kind: 'tool_calls';
      /** What the model said beside the calls. */
      readonly text: string;
      readonly calls: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
      readonly usage: Usage;
    }
  | { readonly kind: 'refused'; readonly text: string; readonly usage: Usage };

/** One model. Throws AppError `model_unavailable` (worth repeating) or `model_refused`. */
export interface LlmProvider {
  readonly modelName: string;
  complete(request: LlmRequest, options: { readonly signal: AbortSignal }): Promise<LlmAnswer>;
}
