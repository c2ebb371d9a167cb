import type { NextStep } from '../../core/ports/agent-backend.ts';
import { raw, text } from '../../core/text.ts';
import { mind, store } from './activity-options.ts';
import { executeCalls } from './execute-calls.ts';
import { askPerson, takeFollowUps } from './people.ts';
import { nowIso, nowMs, TaskFailed, type TaskRun, writeSteps } from './run-context.ts';
import { addStep, showStep, spend, workedMs } from './task-run.ts';

/** Of work; waiting for a person does not count. */
const WORK_LIMIT_MS = 10 * 60_000;
const MAX_TURNS = 60;

/** Dispatch and recall, with their rows, in one database step. */
export const beginWork = async (run: TaskRun): Promise<void> => {
  const { state } = run;
  const begun = await store.beginTask(run.request);
  state.number = begun.number;
  state.agent = begun.agent;
  for (const step of begun.steps) showStep(state, step);
  state.nextOrder = begun.steps.length + 1;
  if (begun.failure) throw new TaskFailed(begun.failure);
  state.status = 'executing';
  run.touch();
};

/** The loop. Resolves with true when the history has become long and a new run should take over. */
export const workUntilDone = async (run: TaskRun, historyIsLong: () => boolean): Promise<boolean> => {
  for (;;) {
    await takeFollowUps(run);
    if (historyIsLong()) return true;
    checkLimits(run);
    const next = await nextStep(run);
    switch (next.type) {
      case 'final':
        // What was said meanwhile belongs to this task: the mind gets another turn to take it in.
        if (run.state.inbox.length > 0 && run.state.agent?.backend === 'model') break;
        await takeFollowUps(run);
        run.state.output = next.output;
        return false;
      case 'ask':
        await askPerson(
          run,
          raw(next.question),
          next.choices.map((choice) => ({ value: choice, label: raw(choice) })),
        );
        break;
      case 'delegate':
        throw new TaskFailed({ code: 'delegation_unavailable', params: { to: next.to } });
      case 'call':
        run.state.stepsLeft = next.stepsLeft;
        await executeCalls(run, next);
        break;
    }
  }
};

const checkLimits = (run: TaskRun): void => {
  if (workedMs(run.state, nowMs()) > WORK_LIMIT_MS) {
    throw new TaskFailed({ code: 'time_spent', params: { minutes: WORK_LIMIT_MS / 60_000 } });
  }
  if (run.state.turns >= MAX_TURNS) {
    throw new TaskFailed({ code: 'too_many_steps', params: { limit: MAX_TURNS } });
  }
  run.state.turns += 1;
};

/** Asks the mind. A model's turn is a row of its own, with what it cost; a runbook's is only a look-up. */
const nextStep = async (run: TaskRun): Promise<NextStep> => {
  const { state } = run;
  const { agent } = state;
  if (!agent) throw new TaskFailed({ code: 'no_agent', params: { missing: '' } });
  const input = { ...run.key, agent, objective: run.request.objective };
  if (agent.backend === 'runbook') return store.nextLocal(input);
  const since = nowIso();
  state.current = {
    type: 'executing',
    state: 'running',
    name: text('work.thinking'),
    durationMs: null,
    since,
  };
  run.touch();
  const next = await mind.nextRemote(input);
  spend(state, next.usage);
  state.current = null;
  const tokens = next.usage.inputTokens + next.usage.outputTokens;
  addStep(
    state,
    'executing',
    { summary: text('work.thought', { tokens }), tokens, cost: next.usage.cost, step: next.type },
    nowIso(),
    nowMs() - Date.parse(since),
  );
  await writeSteps(run, {
    tokensUsed: state.usage.inputTokens + state.usage.outputTokens,
    cost: state.usage.cost,
  });
  run.touch();
  return next;
};
