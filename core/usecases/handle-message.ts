import type { Notice } from '../card.ts';
import { type ParsedCommand, parseCommand } from '../command.ts';
import { taskWorkflowId } from '../contract/workflow-ids.ts';
import { AppError } from '../errors.ts';
import { approvalsCard, helpCard, tasksCard, traceCard } from '../lists.ts';
import type { Actor, Platform } from '../member.ts';
import { noticeForError } from '../notices.ts';
import type { ChatPlatform } from '../ports/chat-platform.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Stores } from '../ports/stores.ts';
import type { ThreadMessages } from '../ports/thread-messages.ts';
import { isTerminal, type Task, type ThreadRef, taskNumber } from '../task.ts';
import { taskView } from '../task-fold.ts';
import { text } from '../text.ts';
import type { FollowUpTask } from './follow-up-task.ts';
import { showTask } from './show-task.ts';
import type { StopTask } from './stop-task.ts';
import type { SubmitTask, SubmitTaskInput } from './submit-task.ts';

export interface IncomingMessage {
  readonly actor: Actor;
  readonly platform: Platform;
  readonly thread: ThreadRef;
  /** The chat's own id: the same one again is the same message. */
  readonly messageId: string;
  readonly text: string;
  readonly mentioned: boolean;
}

export type HandleMessage = (message: IncomingMessage) => Promise<void>;

export interface HandleMessageDeps {
  readonly stores: Stores;
  readonly chat: ChatPlatform;
  readonly messages: ThreadMessages;
  readonly submitTask: SubmitTask;
  readonly followUpTask: FollowUpTask;
  readonly stopTask: StopTask;
  readonly clock: Clock;
}

/** Rows of a list in chat. */
export const LIST_LENGTH = 10;

/**
 * The whole intake of one message: a command, words for the thread's running task, or a new task. Every answer goes
 * to the thread or privately to its writer; a person's mistake is an answer, not an error. Throws only when the chat
 * itself can't be reached, and then the message was not taken.
 */
export const createHandleMessage =
  (deps: HandleMessageDeps): HandleMessage =>
  async (message) => {
    const { actor, thread, messageId } = message;
    const by = { memberId: actor.memberId, displayName: actor.displayName };
    await deps.messages.keep(actor.tenantId, thread, messageId, by, message.text);
    try {
      await takeMessage(deps, message);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await deps.chat.replyPrivately(actor, thread, messageId, refusal(error, messageId));
    }
  };

/** What may pass by itself can be sent again under the same identity: that is safe, also when it had arrived. */
const PASSING = ['workflow_service_unavailable', 'store_unavailable'];

const refusal = (error: AppError, messageId: string): Notice => ({
  ...noticeForError(error),
  ...(PASSING.includes(error.code)
    ? {
        buttons: [
          {
            action: 'resend' as const,
            value: messageId,
            label: text('card.button.resend'),
            style: 'primary' as const,
          },
        ],
      }
    : {}),
});

const MENTION = /^@countersign\b[:,]?\s*/i;

/** `@countersign run x` is `/run x`: where a slash command can't be typed, a mention with the same words does it. */
export const toCommandLine = (text: string): string | null => {
  const words = text.trim();
  if (words.startsWith('/')) return words;
  const rest = words.replace(MENTION, '');
  if (rest === words) return null;
  return /^(task|run|tasks|trace|stop|approvals|help)\b/i.test(rest) ? `/${rest}` : null;
};

const takeMessage = async (deps: HandleMessageDeps, message: IncomingMessage): Promise<void> => {
  const line = toCommandLine(message.text);
  if (line !== null) return takeCommand(deps, message, line);
  return takeWords(deps, message, message.text.trim().replace(MENTION, ''));
};

/** Words belong to the thread's running task; else to a new one, which knows what was said in this thread before. */
const takeWords = async (deps: HandleMessageDeps, message: IncomingMessage, words: string): Promise<void> => {
  const { actor, thread, messageId, platform } = message;
  const { tenantId } = actor;
  const { running, last } = await deps.stores.threads.tasks(tenantId, thread.threadId);
  // Asked after the look at the thread: of several deliveries at once, none takes the task of another for an older one.
  const own = await deps.stores.tasks.byWorkflowId(tenantId, taskWorkflowId(tenantId, platform, messageId));
  if (own) return;
  const task = running ?? last;
  if (!task) {
    return startTask(deps, message, { request: { kind: 'general', objective: words } });
  }
  // Delivered again after the task it was for had ended.
  if (await deps.stores.agentMessages.has(tenantId, task.id, messageId)) return;
  const followed = await deps.followUpTask({
    actor,
    taskId: task.id,
    messageId,
    text: words,
    surface: platform,
    platform,
  });
  if (followed.startedNew) return show(deps, followed.task, thread);
  await deps.chat.replyPrivately(actor, thread, messageId, {
    tone: 'neutral',
    text: text('command.followed_up', { number: taskNumber(task.number) }),
  });
};

type Asked = Pick<SubmitTaskInput, 'request' | 'agent' | 'group' | 'priority'>;

const startTask = async (deps: HandleMessageDeps, message: IncomingMessage, asked: Asked): Promise<void> => {
  const { task, created } = await deps.submitTask({
    ...asked,
    actor: message.actor,
    surface: message.platform,
    platform: message.platform,
    identity: message.messageId,
    thread: message.thread,
  });
  if (created) await show(deps, task, message.thread);
};

const show = (deps: HandleMessageDeps, task: Task, thread: ThreadRef): Promise<void> =>
  showTask(deps.stores, deps.chat, task, thread, () => deps.clock.now().toISOString());

const takeCommand = async (
  deps: HandleMessageDeps,
  message: IncomingMessage,
  line: string,
): Promise<void> => {
  const { actor, thread, messageId } = message;
  const parsed = parseCommand(line, await deps.stores.catalogue.read(actor.tenantId));
  if (parsed.kind === 'command') return runCommand(deps, message, parsed.command);
  const { suggestion } = parsed;
  await deps.chat.replyPrivately(actor, thread, messageId, {
    tone: 'danger',
    text: suggestion ? text('command.did_you_mean', { problem: parsed.text, suggestion }) : parsed.text,
    ...(suggestion
      ? {
          buttons: [
            {
              action: 'run_suggestion',
              value: messageId,
              label: text('card.button.run_suggestion'),
              style: 'primary',
            },
          ],
        }
      : {}),
  });
};

const runCommand = async (
  deps: HandleMessageDeps,
  message: IncomingMessage,
  command: ParsedCommand,
): Promise<void> => {
  switch (command.name) {
    case 'task': {
      const { name: _name, objective, ...rest } = command;
      return startTask(deps, message, { ...rest, request: { kind: 'general', objective } });
    }
    case 'run': {
      const { name: _name, ...request } = command;
      return startTask(deps, message, { request });
    }
    case 'stop':
      return stop(deps, message, command.task);
    default:
      return reply(deps, message, command);
  }
};

const stop = async (
  deps: HandleMessageDeps,
  message: IncomingMessage,
  number: number | null,
): Promise<void> => {
  const { actor, thread, messageId, platform } = message;
  const task =
    number === null
      ? (await deps.stores.threads.tasks(actor.tenantId, thread.threadId)).running
      : await deps.stores.tasks.byNumber(actor.tenantId, number);
  if (number !== null && !task) throw new AppError('unknown_task', { number: taskNumber(number) });
  if (task && !isTerminal(task.status)) {
    await deps.stopTask({ actor, taskId: task.id, reason: null, surface: platform });
  } else if (task) {
    throw new AppError('task_ended', { number: taskNumber(task.number) });
  }
  await deps.chat.replyPrivately(actor, thread, messageId, {
    tone: 'neutral',
    text: task ? text('command.stopping', { number: taskNumber(task.number) }) : text('command.nothing_runs'),
  });
};

/** Commands that only look: a private card. */
const reply = async (
  { stores, chat, clock }: HandleMessageDeps,
  { actor, thread, messageId }: IncomingMessage,
  command: Exclude<ParsedCommand, { name: 'task' | 'run' | 'stop' }>,
): Promise<void> => {
  const { tenantId } = actor;
  const card = async () => {
    if (command.name === 'tasks') return tasksCard(await stores.tasks.list(tenantId, { limit: LIST_LENGTH }));
    if (command.name === 'approvals') {
      return approvalsCard(
        await stores.approvals.list(tenantId, { status: 'pending', limit: LIST_LENGTH }),
        actor,
      );
    }
    if (command.name === 'help') return helpCard(actor, await stores.catalogue.read(tenantId));
    const task = await stores.tasks.byNumber(tenantId, command.task);
    if (!task) throw new AppError('unknown_task', { number: taskNumber(command.task) });
    return traceCard(taskView(task, await stores.traces.list(tenantId, task.id), clock.now().toISOString()));
  };
  const shown = await card();
  await chat.replyPrivately(actor, thread, messageId, { tone: 'neutral', text: shown.title, card: shown });
};
