import { condition } from '@temporalio/workflow';
import { raw, type Text } from '../../core/text.ts';
import { store } from './activity-options.ts';
import { nowIso, nowMs, TaskFailed, type TaskRun, withUnwritten, writeSteps } from './run-context.ts';
import { addStep, beginWaiting, endWaiting } from './task-run.ts';

/** A question nobody answers ends the task, so that nothing hangs for ever. */
const ANSWER_LIMIT_MS = 7 * 24 * 3_600_000;

/** Takes what was written in the thread since the last turn; the mind reads it with its next turn. */
export const takeFollowUps = async (run: TaskRun): Promise<readonly string[]> => {
  const { state } = run;
  const messages = state.inbox;
  if (messages.length === 0) return [];
  state.inbox = [];
  for (const message of messages) {
    addStep(
      state,
      'followed_up',
      { summary: raw(message.text.slice(0, 200)), message: message.text, by: message.by },
      message.at,
    );
  }
  await withUnwritten(run, (steps) => store.recordFollowUps({ ...run.key, messages, steps }));
  run.touch();
  return messages.map((message) => message.text.trim());
};

type Choice = { readonly value: string; readonly label: Text };

/** Stops and asks; resolves when somebody wrote in the thread. The waiting does not count as work. */
export const askPerson = async (run: TaskRun, question: Text, choices: readonly Choice[]): Promise<void> => {
  const { state } = run;
  const at = nowIso();
  addStep(state, 'executing', { summary: question, question: true, choices }, at);
  const words = 'raw' in question ? question.raw : question.t;
  state.status = 'waiting_input';
  state.question = { text: question, choices };
  beginWaiting(state, nowMs());
  await withUnwritten(run, (steps) =>
    store.recordQuestion({
      ...run.key,
      messageId: `${run.key.taskId}:question:${state.nextOrder}`,
      from: state.agent?.name ?? '',
      question: words,
      at,
      steps,
      patch: { status: 'waiting_input' },
    }),
  );
  run.touch(true);
  const answered = await condition(() => state.inbox.length > 0, ANSWER_LIMIT_MS);
  endWaiting(state, nowMs());
  state.question = null;
  state.status = 'executing';
  if (!answered) throw new TaskFailed({ code: 'time_spent', params: { minutes: ANSWER_LIMIT_MS / 60_000 } });
  await writeSteps(run, { status: 'executing' });
};
