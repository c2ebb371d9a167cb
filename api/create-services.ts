import type { ChatPlatform } from '../core/ports/chat-platform.ts';
import type { ChangeFeed } from '../core/ports/stores.ts';
import type { ThreadMessages } from '../core/ports/thread-messages.ts';
import { createUseCases, type UseCaseDeps, type UseCases } from '../core/usecases/use-cases.ts';
import type { ApiServices } from './services.ts';

export interface ServicesDeps extends UseCaseDeps {
  readonly changes: ChangeFeed;
  /** The web chat: the one this process takes messages and clicks from. */
  readonly chat: ChatPlatform & ThreadMessages;
  readonly pingWorkflows: () => Promise<void>;
}

/** The use cases over the ports: the same for a button, a command and a request. */
export const createServices = (deps: ServicesDeps): ApiServices & { readonly useCases: UseCases } => {
  const useCases = createUseCases(deps);
  return { ...deps, ...useCases, ...useCases.forChat(deps.chat), useCases };
};
