import type { ChatPlatform } from '../ports/chat-platform.ts';
import type { Stores } from '../ports/stores.ts';
import type { Task, ThreadRef } from '../task.ts';
import { taskCard } from '../task-card.ts';
import { taskView } from '../task-fold.ts';

/**
 * Posts the first card of a task at once; from then on its workflow edits it. A quick task may have ended by now, and
 * then an old card would stay for ever: so the rows are read again after each post, until the card says what they say.
 */
export const showTask = async (
  stores: Pick<Stores, 'tasks' | 'traces'>,
  chat: ChatPlatform,
  task: Task,
  thread: ThreadRef,
  now: () => string,
): Promise<void> => {
  let current = task;
  for (;;) {
    const steps = current.status === 'queued' ? [] : await stores.traces.list(task.tenantId, task.id);
    const card = taskCard(taskView(current, steps, now()));
    await chat.publish(task.tenantId, thread, `task:${task.id}`, card);
    const after = await stores.tasks.byId(task.tenantId, task.id);
    if (!after || after.status === current.status) return;
    current = after;
  }
};
