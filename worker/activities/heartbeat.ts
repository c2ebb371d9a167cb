import { Context } from '@temporalio/activity';

/** A call shorter than this costs no heartbeat; a stop reaches a longer one within about this time. */
const BEAT_MS = 1000;

/** Runs the work with a heartbeat, so that a dead worker is noticed and a stop reaches it as an abort. */
export const whileBeating = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), BEAT_MS);
  try {
    return await work(context.cancellationSignal);
  } catch (error) {
    // What an abort throws is the library's own error; the platform wants to hear that it was cancelled.
    if (context.cancellationSignal.aborted) await context.cancelled;
    throw error;
  } finally {
    clearInterval(timer);
  }
};
