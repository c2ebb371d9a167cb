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

const SWEEP_MS = 10_000;
const GRACE_MS = 1_200;

interface Intake {
  sweep(): Promise<void>;
  idle(): Promise<void>;
}

/** Looks now and then for what a process left undone when it died; gives what ends that. */
export const sweepRegularly = (intake: Intake, log: Logger): (() => void) => {
  const timer = setInterval(() => {
    intake
      .sweep()
      .catch((error: unknown) => log.warn({ err: error }, 'what was left undone could not be read'));
  }, SWEEP_MS);
  return () => clearInterval(timer);
};

/** What was taken in the last moment is acknowledged before the connection closes; the rest has a moment more. */
export const closeGently = async (intake: Intake, close: () => Promise<void>): Promise<void> => {
  const idleFor = (ms: number) =>
    Promise.race([intake.idle(), new Promise<void>((resolve) => setTimeout(resolve, ms).unref())]);
  await idleFor(GRACE_MS / 2);
  await close();
  await idleFor(GRACE_MS);
};
