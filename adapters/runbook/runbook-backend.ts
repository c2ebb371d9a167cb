import { AppError } from '../../core/errors.ts';
import type { AgentBackend, NextStep, Turn } from '../../core/ports/agent-backend.ts';
import { NO_USAGE } from '../../core/task.ts';
import { nextRunbookStep } from './next-step.ts';
import type { Runbooks } from './read-runbooks.ts';

/** Runs runbooks, and single actions for `/run skill.action`. No network, nothing kept between turns. */
export const createRunbookBackend = (runbooks: Pick<Runbooks, 'find'>): AgentBackend => ({
  kind: 'runbook',
  remote: false,
  next: async (turn) => {
    if (turn.task.taskType === 'action') return nextOfAction(turn);
    const name = turn.task.runbook ?? '';
    const runbook = runbooks.find(name);
    if (!runbook) throw new AppError('unknown_runbook', { name });
    return nextRunbookStep(runbook, turn);
  },
});

const nextOfAction = ({ task, exchanges }: Turn): NextStep => {
  const name = task.runbook ?? '';
  const done = exchanges.find((exchange) => exchange.kind === 'call');
  if (!done) {
    const dot = name.indexOf('.');
    if (dot < 1) throw new AppError('unknown_action', { name });
    return {
      type: 'call',
      calls: [{ skill: name.slice(0, dot), action: name.slice(dot + 1), arguments: task.arguments ?? {} }],
      approveTogether: false,
      runbookStep: null,
      stepsLeft: 0,
      usage: NO_USAGE,
    };
  }
  const { ok, text, failure } = done.result;
  if (ok) return { type: 'final', output: text, usage: NO_USAGE };
  if (failure) throw new AppError(failure.code, failure.params);
  throw new AppError('skill_failed', { action: name, reason: text.slice(0, 300) });
};
