import type { Log } from '../ports/runtime.ts';

/** Of a chat, in any process that takes deliveries. */
export interface TendedIntake {
  /** Deals again with what a process left undone when it died. */
  sweep(): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

const SWEEP_MS = 10_000;
const GRACE_MS = 1_200;

/** Looks now and then for what a process left undone when it died; gives what ends that. */
export const sweepRegularly = (intake: TendedIntake, log: Log): (() => void) => {
  const timer = setInterval(() => {
    intake
      .sweep()
      .catch((error: unknown) => log.warn({ err: error }, 'what was left undone could not be read'));
  }, SWEEP_MS);
  return () => clearInterval(timer);
};

/** Lets what is under way end, for a moment. */
export const settleFor = (intake: TendedIntake, ms = GRACE_MS): Promise<void> =>
  Promise.race([intake.idle(), new Promise<void>((resolve) => setTimeout(resolve, ms).unref())]);

/** What was taken in the last moment is acknowledged before the connection closes; the rest has a moment more. */
export const closeGently = async (intake: TendedIntake, close: () => Promise<void>): Promise<void> => {
  await settleFor(intake, GRACE_MS / 2);
  await close();
  await settleFor(intake);
};
