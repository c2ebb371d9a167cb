import type { AgentBackendKind } from '../agent.ts';
import type { AgentBackend, NextStep, Turn } from '../ports/agent-backend.ts';
import { NO_USAGE } from '../task.ts';

export interface FakeAgentBackend extends AgentBackend {
  readonly turns: readonly Turn[];
}

/**
 * A mind with a plan: its n-th step is what comes after n-1 exchanges of calls and answered questions. Like every mind
 * it keeps nothing, so the same turn gets the same step. After the plan it ends with the last output it saw.
 */
export const createFakeAgentBackend = (
  plan: readonly (NextStep | ((turn: Turn) => NextStep))[],
  kind: AgentBackendKind = 'model',
): FakeAgentBackend => {
  const turns: Turn[] = [];
  return {
    kind,
    remote: kind === 'model',
    turns,
    next: async (turn, { signal }) => {
      signal.throwIfAborted();
      turns.push(turn);
      const done = turn.exchanges.filter((exchange) => exchange.kind !== 'message');
      const step = plan[done.length];
      if (typeof step === 'function') return step(turn);
      const last = done.at(-1);
      return (
        step ?? { type: 'final', output: last?.kind === 'call' ? last.result.text : '', usage: NO_USAGE }
      );
    },
  };
};
