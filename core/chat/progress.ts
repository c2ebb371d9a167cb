import { AppError } from '../errors.ts';
import type { Log } from '../ports/runtime.ts';

/** An edit that shows only how far something is. */
export interface ProgressEdit {
  /** Throws AppError `chat_unavailable` with `retryInMs` when there is no room for it. */
  readonly show: () => Promise<unknown>;
}

export interface Progress {
  /** Shows it now when there is room, else when there is: the newest of a slot takes the place of older ones. */
  offer(slot: string, edit: ProgressEdit): Promise<void>;
  /** Something that counts is shown in this slot: what waits for it is out of date. */
  drop(slot: string): void;
}

const LONGEST_MS = 10_000;
/** Those that wait do not all ask in the same moment. */
const SPREAD_MS = 400;

const retryIn = (error: unknown): number | null => {
  if (!(error instanceof AppError) || error.code !== 'chat_unavailable') return null;
  const { retryInMs } = error.params;
  return typeof retryInMs === 'number' ? retryInMs : null;
};

/**
 * Keeps progress out of the way: a task never waits until its steps can be shown, and in a busy workspace many steps
 * become one edit. What is lost when a process ends is in the next edit, and the end of a task never comes this way.
 */
export const createProgress = (log: Log): Progress => {
  const waiting = new Map<string, ProgressEdit>();

  const show = async (slot: string, edit: ProgressEdit): Promise<void> => {
    try {
      await edit.show();
      if (waiting.get(slot) === edit) waiting.delete(slot);
    } catch (error) {
      const again = retryIn(error);
      if (again === null) {
        if (waiting.get(slot) === edit) waiting.delete(slot);
        throw error;
      }
      const isFirst = !waiting.has(slot);
      if (isFirst) waiting.set(slot, edit);
      if (isFirst || waiting.get(slot) === edit) later(slot, again);
    }
  };

  const later = (slot: string, ms: number): void => {
    const wait = Math.min(ms, LONGEST_MS) + Math.random() * SPREAD_MS;
    setTimeout(() => {
      const edit = waiting.get(slot);
      if (!edit) return;
      show(slot, edit).catch((error: unknown) => log.debug({ err: error, slot }, 'progress was not shown'));
    }, wait).unref();
  };

  return {
    async offer(slot, edit) {
      if (!waiting.has(slot)) return show(slot, edit);
      waiting.set(slot, edit);
    },
    drop: (slot) => void waiting.delete(slot),
  };
};
