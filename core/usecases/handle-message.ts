import type { Card, Notice } from '../card.ts';
import type { ParsedCommand } from '../command.ts';
import { taskWorkflowId } from '../contract/workflow-ids.ts';
import { AppError } from '../errors.ts';
import { instanceCard, instancesCard } from '../instance-cards.ts';
import { approvalsCard, helpCard, tasksCard, traceCard } from '../lists.ts';
import type { Actor, Platform } from '../member.ts';
import { noticeForError } from '../notices.ts';
import type { ChatPlatform } from '../ports/chat-platform.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Stores } from '../ports/stores.ts';
import type { ThreadMessages } from '../ports/thread-messages.ts';
import { isPlace, isTerminal, type ThreadRef, taskNumber } from '../task.ts';
import { taskView } from '../task-fold.ts';
import { type Text, text } from '../text.ts';
import { toWordsRef } from '../words-ref.ts';
import type { FollowUpTask } from './follow-up-task.ts';
import type { LinkPerson } from './link-person.ts';
import type { ManageMembers, ManageMembersInput } from './manage-members.ts';
import { addressed, readCommand, withoutName } from './read-command.ts';
import {
  isPassing,
  type StartFromChat,
  type StartFromChatDeps,
  show,
  startFromChat,
} from './start-from-chat.ts';
import type { StopTask } from './stop-task.ts';
import type { SubmitTask, SubmitTaskInput } from './submit-task.ts';

export interface IncomingMessage {
  readonly actor: Actor;
  readonly platform: Platform;
  /** Also a place without a thread: a task that is started there gets a thread of its own. */
  readonly thread: ThreadRef;
  /** The chat's own id: the same one again is the same message. */
  readonly messageId: string;
  readonly text: string;
  /** It was said to us by our name, which the chat took off: then `run x` is `/run x`. */
  readonly mentioned: boolean;
  /** What was around the words: files, the message it is about. Oldest first; a new task gets it. */
  readonly context?: readonly string[];
  /** What a form said beside the words. */
  readonly chosen?: Pick<SubmitTaskInput, 'agent' | 'priority'>;
  /** The same message was sent before and refused. */
  readonly again?: boolean;
}

export type HandleMessage = (message: IncomingMessage) => Promise<void>;

export interface HandleMessageDeps extends Pick<StartFromChatDeps, 'passing'> {
  readonly stores: Stores;
  readonly chat: ChatPlatform;
  readonly messages: ThreadMessages;
  readonly submitTask: SubmitTask;
  readonly followUpTask: FollowUpTask;
  readonly stopTask: StopTask;
  readonly linkPerson: Pick<LinkPerson, 'newCode' | 'burn'>;
  readonly manageMembers: ManageMembers;
  readonly clock: Clock;
}

/** Rows of a list in chat. */
export const LIST_LENGTH = 10;

/**
 * The whole intake of one message: a command, words for the thread's running task, or a new task. Every answer goes
 * to the thread or privately to its writer; a person's mistake is an answer, not an error. Throws when the chat itself
 * can't be reached, or, where `passing` says so, a service; then the message was not taken and may be given again.
 */
export const createHandleMessage =
  (deps: HandleMessageDeps): HandleMessage =>
  async (message) => {
    const { actor, thread, messageId } = message;
    const by = { memberId: actor.memberId, displayName: actor.displayName };
    const said = addressed(message);
    await deps.messages.keep(actor.tenantId, thread, messageId, by, said);
    try {
      await takeMessage(deps, message, said);
    } catch (error) {
      if (!(error instanceof AppError) || (deps.passing === 'throw' && isPassing(error))) throw error;
      await deps.chat.replyPrivately(actor, thread, messageId, refusal(error, toWordsRef(thread, messageId)));
    }
  };

const refusal = (error: AppError, words: string): Notice => ({
  ...noticeForError(error),
  ...(isPassing(error)
    ? {
        buttons: [
          {
            action: 'resend' as const,
            value: words,
            label: text('card.button.resend'),
            style: 'primary' as const,
          },
        ],
      }
    : {}),
});

const takeMessage = async (
  deps: HandleMessageDeps,
  message: IncomingMessage,
  said: string,
): Promise<void> => {
  const read = await readCommand(deps, message.actor, said);
  if (read === null) return takeWords(deps, message, withoutName(said));
  if (read.kind === 'command') return runCommand(deps, message, read.command);
  const { actor, thread, messageId } = message;
  const { suggestion } = read;
  await deps.chat.replyPrivately(actor, thread, messageId, {
    tone: 'danger',
    text: suggestion ? text('command.did_you_mean', { problem: read.text, suggestion }) : read.text,
    ...(suggestion
      ? {
          buttons: [
            {
              action: 'run_suggestion',
              value: toWordsRef(thread, messageId),
              label: text('card.button.run_suggestion'),
              style: 'primary',
            },
          ],
        }
      : {}),
  });
};

/** Words belong to the thread's running task; else to a new one, which knows what was said in this thread before. */
const takeWords = async (deps: HandleMessageDeps, message: IncomingMessage, words: string): Promise<void> => {
  const { actor, thread, messageId, platform } = message;
  const { tenantId } = actor;
  const asked = { ...message.chosen, request: { kind: 'general', objective: words } } as const;
  if (isPlace(thread)) return startTask(deps, message, asked);
  const { running, last } = await deps.stores.threads.tasks(tenantId, thread.threadId);
  // Asked after the look at the thread: of several deliveries at once, none takes the task of another for an older one.
  const own = await deps.stores.tasks.byWorkflowId(tenantId, taskWorkflowId(tenantId, platform, messageId));
  if (own) return;
  const task = running ?? last;
  if (!task) return startTask(deps, message, asked);
  // Delivered again after the task it was for had ended.
  if (await deps.stores.agentMessages.has(tenantId, task.id, messageId)) return;
  const followed = await deps.followUpTask({
    actor,
    taskId: task.id,
    messageId,
    text: words,
    surface: platform,
    platform,
    ...(message.context === undefined ? {} : { context: message.context }),
  });
  if (followed.startedNew) return show(deps, followed.task, thread);
  await deps.chat.replyPrivately(actor, thread, messageId, {
    tone: 'neutral',
    text: text('command.followed_up', { number: taskNumber(task.number) }),
  });
};

const startTask = async (
  deps: HandleMessageDeps,
  { actor, thread, messageId, context, again }: IncomingMessage,
  asked: StartFromChat['asked'],
): Promise<void> => {
  await startFromChat(deps, {
    actor,
    thread,
    identity: messageId,
    asked: context === undefined ? asked : { ...asked, context },
    ...(again === undefined ? {} : { again }),
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
    case 'link':
      return link(deps, message, command.code);
    case 'member':
      return manage(deps, message, command.action);
    case 'approvals':
      return command.copies
        ? manage(deps, message, { kind: `approvals_${command.copies}` })
        : reply(deps, message, command);
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
  if (number === null && isPlace(thread)) {
    return deps.chat.replyPrivately(actor, thread, messageId, {
      tone: 'danger',
      text: text('command.stop_which'),
    });
  }
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

/** A code is made in the web chat and used in another one; here it would be read by everybody. */
const link = async (
  { linkPerson, chat }: HandleMessageDeps,
  { actor, thread, messageId, platform }: IncomingMessage,
  code: string | null,
): Promise<void> => {
  const say = (words: Text): Promise<void> =>
    chat.replyPrivately(actor, thread, messageId, { tone: 'neutral', text: words });
  if (platform !== 'console') return say(text('link.already', { name: actor.displayName }));
  if (code !== null) {
    await linkPerson.burn(actor.tenantId, code);
    return say(text('link.burnt'));
  }
  const made = await linkPerson.newCode(actor);
  return say(text('link.code', { code: made.code, until: { at: made.expiresAt } }));
};

const manage = async (
  { manageMembers, chat }: HandleMessageDeps,
  { actor, thread, messageId, platform }: IncomingMessage,
  action: ManageMembersInput['action'],
): Promise<void> => {
  const { workspaceId, channelId } = thread;
  const place = { platform, workspaceId, channelId };
  await chat.replyPrivately(actor, thread, messageId, await manageMembers.run({ actor, place, action }));
};

const instanceAnswer = async (
  { instances }: Pick<Stores, 'instances'>,
  tenantId: string,
  command: Extract<ParsedCommand, { name: 'instance' }>,
): Promise<Card> => {
  const all = await instances.list(tenantId);
  if (command.show === 'list') return instancesCard(all);
  const name = command.instance ?? (all.length === 1 ? all[0]?.name : undefined);
  if (name === undefined) return instancesCard(all);
  const instance = all.find((one) => one.name === name);
  if (!instance) throw new AppError('instance_unknown', { name });
  return instanceCard(instance);
};

/** Commands that only look: a private card. */
const reply = async (
  { stores, chat, clock }: HandleMessageDeps,
  { actor, thread, messageId }: IncomingMessage,
  command: Exclude<ParsedCommand, { name: 'task' | 'run' | 'stop' | 'link' | 'member' }>,
): Promise<void> => {
  const { tenantId } = actor;
  const card = async (): Promise<Card> => {
    if (command.name === 'tasks') return tasksCard(await stores.tasks.list(tenantId, { limit: LIST_LENGTH }));
    if (command.name === 'approvals') {
      return approvalsCard(
        await stores.approvals.list(tenantId, { status: 'pending', limit: LIST_LENGTH }),
        actor,
      );
    }
    if (command.name === 'instance') return instanceAnswer(stores, tenantId, command);
    if (command.name === 'help') return helpCard(actor, await stores.catalogue.read(tenantId));
    const task = await stores.tasks.byNumber(tenantId, command.task);
    if (!task) throw new AppError('unknown_task', { number: taskNumber(command.task) });
    return traceCard(taskView(task, await stores.traces.list(tenantId, task.id), clock.now().toISOString()));
  };
  const shown = await card();
  await chat.replyPrivately(actor, thread, messageId, { tone: 'neutral', text: shown.title, card: shown });
};
