import { CancellationScope, condition, log } from '@temporalio/workflow';
import type { TaskRequest } from '../../core/task.ts';
import { finalChat, progressChat } from './activity-options.ts';
import { nowMs } from './run-context.ts';
import { type TaskRunState, toView } from './task-run.ts';

/** Steps that happen within this time are merged into one edit of the card. */
const MERGE_MS = 1000;

export interface Publisher {
  touch(urgent?: boolean): void;
  /** Stops the progress edits; resolves when none is under way. */
  close(): Promise<void>;
  /** Shows the final state, tried for a day; a chat that is away for longer fails no task. */
  publishFinal(): Promise<void>;
}

/**
 * Keeps the thread's live card true, beside the work and never in its way: waits until something changed, lets a
 * second of changes gather, and edits. A chat that is down makes the card late, not the task.
 */
export const startPublisher = (request: TaskRequest, state: TaskRunState): Publisher => {
  const { thread } = request;
  let dirty = false;
  let urgent = false;
  let closed = false;
  const channel = thread?.channelId ?? '';
  const publish = async (chat: ReturnType<typeof progressChat>): Promise<void> => {
    if (!thread) return;
    await chat.publishTask({ tenantId: request.tenantId, thread, view: toView(request, state, nowMs()) });
  };

  const loop = async (): Promise<void> => {
    while (!closed) {
      await condition(() => dirty || closed);
      if (!urgent && !closed) await condition(() => urgent || closed, MERGE_MS);
      if (closed) return;
      dirty = false;
      urgent = false;
      try {
        await publish(progressChat(channel));
      } catch (error) {
        log.warn('progress was not shown', { error: String(error) });
      }
    }
  };

  const running = thread ? CancellationScope.nonCancellable(loop) : Promise.resolve();
  return {
    touch(now = false) {
      dirty = true;
      urgent ||= now;
    },
    async close() {
      closed = true;
      await running;
    },
    async publishFinal() {
      try {
        await publish(finalChat(channel));
      } catch (error) {
        log.warn('the end was not shown', { error: String(error) });
      }
    },
  };
};
