import { describeLlmProvider } from './llm-provider-contract.ts';
import { createFakeLlmProvider } from './llm-provider-fake.ts';

describeLlmProvider('fake', async (...script) => ({
  provider: createFakeLlmProvider(...script),
  asked: async () => undefined,
  close: async () => undefined,
}));
