import { type Approval, approvalNumber, type Verdict } from '../approval.ts';
import { approvalDetailsCard } from '../approval-card.ts';
import type { CardActionName, Notice } from '../card.ts';
import { checkDecision } from '../decision-rules.ts';
import { AppError } from '../errors.ts';
import { approvalsCard, tasksCard, traceCard } from '../lists.ts';
import type { Actor, Platform } from '../member.ts';
import { noticeFor, noticeForError } from '../notices.ts';
import type { Interaction } from '../ports/chat-platform.ts';
import { isPlace, isTerminal, type Task, type ThreadRef, taskNumber } from '../task.ts';
import { taskView } from '../task-fold.ts';
import { text } from '../text.ts';
import { readWordsRef } from '../words-ref.ts';
import type { DecideApproval } from './decide-approval.ts';
import { type HandleMessage, type HandleMessageDeps, LIST_LENGTH } from './handle-message.ts';
import { readCommand } from './read-command.ts';
import { isPassing, startFromChat } from './start-from-chat.ts';
import type { SubmitTaskInput } from './submit-task.ts';

export interface IncomingAction {
  readonly actor: Actor;
  readonly platform: Platform;
  readonly thread: ThreadRef;
  readonly action: CardActionName;
  /** The button's opaque id. Anything may be in it: the click may be tampered with, or years old. */
  readonly value: string;
  /** Of a submitted form. */
  readonly values?: Readonly<Record<string, string>>;
  readonly interaction: Interaction;
  /** Digest of the approval as this person was shown it. */
  readonly shownDigest?: string;
}

export type HandleAction = (action: IncomingAction) => Promise<void>;

export interface HandleActionDeps extends HandleMessageDeps {
  readonly decideApproval: DecideApproval;
  readonly handleMessage: HandleMessage;
}

/** One click, or one submitted form. Whatever became of it is said privately to who clicked. */
export const createHandleAction =
  (deps: HandleActionDeps): HandleAction =>
  async (click) => {
    try {
      await act(deps, click);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (deps.passing === 'throw' && isPassing(error)) throw error;
      await answer(deps, click, noticeForError(error));
    }
  };

const answer = (deps: HandleActionDeps, click: IncomingAction, notice: Notice): Promise<void> =>
  deps.chat.replyPrivately(click.actor, click.thread, `click:${click.interaction.id}`, notice);

const act = async (deps: HandleActionDeps, click: IncomingAction): Promise<void> => {
  switch (click.action) {
    case 'approve':
    case 'reject':
      return decide(deps, click, click.action);
    case 'approval_details':
      return showApproval(deps, click);
    case 'stop':
      return stop(deps, click);
    case 'task_details':
      return showTrace(deps, click);
    case 'try_again':
      return tryAgain(deps, click);
    case 'answer':
      return answerQuestion(deps, click);
    case 'resend':
    case 'run_suggestion':
      return sendAgain(deps, click);
    case 'next_page':
      return nextPage(deps, click);
  }
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const asId = (value: string): string => {
  if (!UUID.test(value)) throw new AppError('not_found');
  return value;
};

const taskOf = async ({ stores }: HandleActionDeps, { actor, value }: IncomingAction): Promise<Task> => {
  const task = await stores.tasks.byId(actor.tenantId, asId(value));
  if (!task) throw new AppError('not_found');
  return task;
};

const decide = async (deps: HandleActionDeps, click: IncomingAction, verdict: Verdict): Promise<void> => {
  const { actor, thread } = click;
  const approval = await deps.stores.approvals.byId(actor.tenantId, asId(click.value));
  if (!approval) throw new AppError('not_found');
  const reason = click.values?.reason?.trim() ?? '';
  if (click.values === undefined && needsReason(approval, click, verdict, deps.clock.now())) {
    const number = approvalNumber(approval.number);
    return deps.chat.openForm(actor, thread, click.interaction, {
      action: click.action,
      value: approval.id,
      title: text('approval.form.title', { number }),
      fields: [
        {
          name: 'reason',
          label: text('approval.form.reason'),
          kind: 'multiline',
          required: true,
          maxLength: 1000,
        },
      ],
      submit: text('approval.form.submit'),
      ...(click.shownDigest === undefined ? {} : { shownDigest: click.shownDigest }),
    });
  }
  const decided = await deps.decideApproval({
    actor,
    approvalId: approval.id,
    verdict,
    reason: reason || null,
    digest: click.shownDigest ?? '',
    surface: click.platform,
  });
  return answer(deps, click, noticeFor(decided.answer, decided.approval, actor.memberId));
};

/** Would this click count, if only it said why? Who may not decide is told so, not asked for reasons first. */
const needsReason = (approval: Approval, click: IncomingAction, verdict: Verdict, now: Date): boolean => {
  const { actor, shownDigest, platform } = click;
  const { tenantId, id: approvalId } = approval;
  const decision = { tenantId, approvalId, actor, verdict, digest: shownDigest ?? '', surface: platform };
  const state = { ...approval, withdrawnBy: null };
  return checkDecision(state, { ...decision, reason: null }, now.toISOString())?.kind === 'reason_required';
};

const showApproval = async (deps: HandleActionDeps, click: IncomingAction): Promise<void> => {
  const approval = await deps.stores.approvals.byId(click.actor.tenantId, asId(click.value));
  if (!approval) throw new AppError('not_found');
  const card = approvalDetailsCard(approval);
  return answer(deps, click, { tone: 'neutral', text: card.title, card });
};

const showTrace = async (deps: HandleActionDeps, click: IncomingAction): Promise<void> => {
  const task = await taskOf(deps, click);
  const steps = await deps.stores.traces.list(task.tenantId, task.id);
  const card = traceCard(taskView(task, steps, deps.clock.now().toISOString()));
  return answer(deps, click, { tone: 'neutral', text: card.title, card });
};

const stop = async (deps: HandleActionDeps, click: IncomingAction): Promise<void> => {
  const { task } = await deps.stopTask({
    actor: click.actor,
    taskId: asId(click.value),
    reason: null,
    surface: click.platform,
  });
  const number = taskNumber(task.number);
  return answer(deps, click, { tone: 'neutral', text: text('command.stopping', { number }) });
};

const requestOf = (task: Task): SubmitTaskInput['request'] => {
  const args = task.arguments ?? {};
  if (task.taskType === 'runbook') return { kind: 'runbook', runbook: task.runbook ?? '', arguments: args };
  if (task.taskType === 'general') return { kind: 'general', objective: task.objective };
  const [skill = '', ...action] = (task.runbook ?? '').split('.');
  return { kind: 'action', skill, action: action.join('.'), arguments: args };
};

/** The same request as a new task. One click is one task: its identity is the click's. */
const tryAgain = async (deps: HandleActionDeps, click: IncomingAction): Promise<void> => {
  const task = await taskOf(deps, click);
  const next = await startFromChat(deps, {
    actor: click.actor,
    // A list of one's own is no place for a task: it stays where the first one was.
    thread: isPlace(click.thread) ? (task.thread ?? click.thread) : click.thread,
    identity: `again:${click.interaction.id}`,
    asked: { request: requestOf(task), priority: task.priority, context: task.context },
  });
  const number = taskNumber(next.number);
  return answer(deps, click, { tone: 'neutral', text: text('command.started_again', { number }) });
};

/** A choice under a question is an answer like any other words in the thread. */
const answerQuestion = async (deps: HandleActionDeps, click: IncomingAction): Promise<void> => {
  const at = click.value.indexOf(':');
  const choice = click.value.slice(at + 1);
  const task = await taskOf(deps, { ...click, value: click.value.slice(0, at) });
  if (isTerminal(task.status)) throw new AppError('task_ended', { number: taskNumber(task.number) });
  const steps = await deps.stores.traces.list(task.tenantId, task.id);
  if (!taskView(task, steps, deps.clock.now().toISOString()).question) {
    return answer(deps, click, { tone: 'neutral', text: text('command.question_closed') });
  }
  await deps.followUpTask({
    actor: click.actor,
    taskId: task.id,
    messageId: `answer:${click.interaction.id}`,
    text: choice,
    surface: click.platform,
    platform: click.platform,
  });
  const number = taskNumber(task.number);
  return answer(deps, click, { tone: 'neutral', text: text('command.followed_up', { number }) });
};

/**
 * The same message again under its own identity, or what was meant by it under one derived from it: in the thread in
 * which it was written, wherever the button is.
 */
const sendAgain = async (deps: HandleActionDeps, click: IncomingAction): Promise<void> => {
  const { actor, platform } = click;
  const { threadId, messageId: value } = readWordsRef(click.value);
  const thread = threadId ? await deps.stores.threads.byId(actor.tenantId, threadId) : click.thread;
  if (thread?.platform !== platform) throw new AppError('not_found');
  const words = await deps.messages.textOf(actor.tenantId, actor.memberId, thread.threadId, value);
  if (words === null) throw new AppError('not_found');
  if (click.action === 'resend') {
    // Takes the place of what was said about the first try; another refusal takes its place in turn.
    const again = { tone: 'neutral', text: text('command.sent_again') } as const;
    await deps.chat.replyPrivately(actor, thread, value, again);
    return deps.handleMessage({
      actor,
      platform,
      thread,
      messageId: value,
      text: words,
      mentioned: false,
      again: true,
    });
  }
  const read = await readCommand(deps, actor, words);
  if (read?.kind !== 'mistake' || read.suggestion === null) throw new AppError('not_found');
  const messageId = `${value}:meant`;
  await deps.handleMessage({ actor, platform, thread, messageId, text: read.suggestion, mentioned: false });
};

const nextPage = async (deps: HandleActionDeps, click: IncomingAction): Promise<void> => {
  const at = click.value.indexOf(':');
  const cursor = click.value.slice(at + 1);
  const { tenantId } = click.actor;
  const card =
    click.value.slice(0, at) === 'approvals'
      ? approvalsCard(
          await deps.stores.approvals.list(tenantId, { status: 'pending', cursor, limit: LIST_LENGTH }),
          click.actor,
        )
      : tasksCard(await deps.stores.tasks.list(tenantId, { cursor, limit: LIST_LENGTH }));
  return answer(deps, click, { tone: 'neutral', text: card.title, card });
};
