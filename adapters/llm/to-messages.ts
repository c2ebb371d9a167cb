import type { AssistantModelMessage, ModelMessage } from 'ai';
import type { LlmMessage } from '../../core/ports/llm-provider.ts';

type AssistantPart = Exclude<AssistantModelMessage['content'], string>[number];

/** What the assistant says and calls in a row is one message for the providers. */
export const toModelMessages = (messages: readonly LlmMessage[]): ModelMessage[] => {
  const result: ModelMessage[] = [];
  const say = (part: AssistantPart): void => {
    const last = result.at(-1);
    if (last?.role === 'assistant' && Array.isArray(last.content)) last.content.push(part);
    else result.push({ role: 'assistant', content: [part] });
  };
  for (const message of messages) {
    switch (message.role) {
      case 'user':
        result.push({ role: 'user', content: message.text });
        break;
      case 'assistant':
        say({ type: 'text', text: message.text });
        break;
      case 'tool_call':
        say({ type: 'tool-call', toolCallId: message.id, toolName: message.name, input: message.input });
        break;
      case 'tool_result':
        result.push({
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: message.id,
              toolName: message.name,
              output: { type: message.isError ? 'error-text' : 'text', value: message.text },
            },
          ],
        });
        break;
    }
  }
  return result;
};
