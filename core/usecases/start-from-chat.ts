import type { Card } from '../card.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { Actor } from '../member.ts';
import { noticeForError } from '../notices.ts';
import type { ChatPlatform } from '../ports/chat-platform.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Stores } from '../ports/stores.ts';
import { callName } from '../skill.ts';
import { isPlace, type Task, type ThreadRef } from '../task.ts';
import { type Text, text } from '../text.ts';
import { firstWords } from '../words.ts';
import { showTask } from './show-task.ts';
import type { SubmitTask, SubmitTaskInput } from './submit-task.ts';

/** What may pass by itself can be sent again under the same identity: that is safe, also when it had arrived. */
const PASSING: readonly ErrorCode[] = ['workflow_service_unavailable', 'store_unavailable'];

export const isPassing = (error: AppError): boolean => PASSING.includes(error.code);

export interface StartFromChatDeps {
  readonly stores: Pick<Stores, 'tasks' | 'traces'>;
  readonly chat: ChatPlatform;
  readonly submitTask: SubmitTask;
  readonly clock: Clock;
  /** `throw`: what may pass by itself is the caller's to try again, so nobody is told to send it again. */
  readonly passing?: 'tell' | 'throw';
}

export interface StartFromChat {
  readonly actor: Actor;
  /** Where it was asked for; a place without a thread gets one for the task. */
  readonly thread: ThreadRef;
  /** Names the request: the same one again is the same task, and the same thread. */
  readonly identity: string;
  readonly asked: Pick<SubmitTaskInput, 'request' | 'agent' | 'group' | 'priority' | 'context'>;
  /** It was tried before, and what was said about that is to be taken back. */
  readonly again?: boolean;
}

const TITLE_LENGTH = 100;

const titleOf = (request: SubmitTaskInput['request']): string => {
  if (request.kind === 'general') return firstWords(request.objective.trim(), TITLE_LENGTH);
  return request.kind === 'runbook' ? request.runbook : callName(request);
};

/**
 * Starts a task from a chat and shows its card. In a place without a thread one is opened, but only for a request that
 * is valid; when the start fails after that, the thread says so.
 */
export const startFromChat = async (deps: StartFromChatDeps, start: StartFromChat): Promise<Task> => {
  const { actor, thread, identity, asked } = start;
  const { platform, channelId, workspaceId } = thread;
  let opened: ThreadRef | null = null;
  const openThread = async (): Promise<ThreadRef> => {
    const by = { memberId: actor.memberId, displayName: actor.displayName };
    const place = { channelId, workspaceId, title: titleOf(asked.request), key: identity, by };
    opened = await deps.chat.openThread(actor.tenantId, place);
    return opened;
  };
  const say = async (sign: string, tone: Card['tone'], title: Text): Promise<void> => {
    if (!opened) return;
    const card: Card = { kind: 'notice', tone, sign, title, state: [], sections: [], buttons: [] };
    await deps.chat.publish(actor.tenantId, opened, `message:${identity}`, card);
  };
  try {
    const { task, created } = await deps.submitTask({
      ...asked,
      actor,
      surface: platform,
      platform,
      identity,
      thread: isPlace(thread) ? openThread : thread,
    });
    if (start.again) await say('○', 'muted', text('command.sent_again'));
    if (created) await show(deps, task, task.thread ?? thread);
    return task;
  } catch (error) {
    // Why it was not started matters more than that this could not be said there, too.
    if (error instanceof AppError && !(deps.passing === 'throw' && isPassing(error))) {
      const title = text('command.not_started', { problem: noticeForError(error).text });
      await say('✗', 'danger', title).catch(() => undefined);
    }
    throw error;
  }
};

export const show = (
  { stores, chat, clock }: Pick<StartFromChatDeps, 'stores' | 'chat' | 'clock'>,
  task: Task,
  thread: ThreadRef,
): Promise<void> => showTask(stores, chat, task, thread, () => clock.now().toISOString());
