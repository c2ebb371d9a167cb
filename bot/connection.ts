import type { Logger } from 'pino';
import type { ChatStores } from '../core/ports/chat-stores.ts';
import type { UseCases } from '../core/usecases/use-cases.ts';
import type { BotConfig } from './config.ts';

/** One chat that this process is connected to. */
export interface Connection {
  /** Resolves when it is connected, or when the chat is away and it goes on trying. Throws when it never will be as things are. */
  start(): Promise<void>;
  /** Takes nothing new, and finishes what is under way for a moment. */
  stop(): Promise<void>;
}

export interface ConnectionParts {
  readonly config: BotConfig;
  readonly chatStores: ChatStores;
  readonly useCases: UseCases;
  readonly log: Logger;
}
