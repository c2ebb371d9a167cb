import { confidenceOf, experienceOf, skillsUsed } from '../../core/evaluate.ts';
import type { StepDetails } from '../../core/trace.ts';
import { finalChat, storeUntilDone } from './activity-options.ts';
import { nowIso, type TaskRun, withUnwritten } from './run-context.ts';
import { addStep, effectsDone } from './task-run.ts';

type EndStatus = 'completed' | 'failed' | 'cancelled';

const endStatus = (run: TaskRun): EndStatus => {
  if (run.state.failure) return 'failed';
  return run.state.output === null ? 'cancelled' : 'completed';
};

const endDetails = (run: TaskRun, status: EndStatus): StepDetails => {
  const { failure, stop } = run.state;
  if (status === 'failed' && failure) return { failure: failure.failure };
  if (status === 'cancelled') return { ...(stop ? { by: stop.by } : {}), done: effectsDone(run.state) };
  return {};
};

/** The one end of every task, whatever happened: the last row, the task's columns, what was learned. */
export const finishTask = async (run: TaskRun): Promise<void> => {
  const { state, request } = run;
  const status = endStatus(run);
  const completedAt = nowIso();
  addStep(
    state,
    status,
    endDetails(run, status),
    completedAt,
    Date.parse(completedAt) - Date.parse(state.startedAt),
  );
  const error = state.failure?.failure ?? null;
  await withUnwritten(run, (steps) =>
    storeUntilDone.finishTask({
      ...run.key,
      steps,
      end: {
        status,
        output: state.output,
        error,
        confidence: confidenceOf(state.calls),
        tokensUsed: state.usage.inputTokens + state.usage.outputTokens,
        cost: state.usage.cost,
        completedAt,
        agentId: state.agent?.id ?? null,
        skillsUsed: skillsUsed(state.calls),
        memory:
          status === 'cancelled' || !state.agent
            ? null
            : experienceOf({
                objective: request.objective,
                ok: status === 'completed',
                outcome: state.output ?? error?.code ?? '',
                readUntrusted: state.evidence.readUntrusted,
              }),
      },
    }),
  );
  state.status = status;
  state.completedAt = completedAt;
  state.current = null;
  state.stepsLeft = null;
};

/** What was written while the task was ending reached nobody: its writers are told, so that nothing is lost. */
export const tellLateWriters = async (run: TaskRun): Promise<void> => {
  const { thread, tenantId } = run.request;
  while (run.state.inbox.length > 0) {
    const messages = run.state.inbox;
    run.state.inbox = [];
    if (!thread) return;
    await finalChat(thread.channelId).tellTooLate({
      tenantId,
      thread,
      taskNumber: run.state.number,
      messages,
    });
  }
};
