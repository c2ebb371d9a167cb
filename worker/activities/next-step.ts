import type { Memory } from '../../core/agent.ts';
import { AppError } from '../../core/errors.ts';
import { toExchanges } from '../../core/exchanges.ts';
import type { NextStep, Turn } from '../../core/ports/agent-backend.ts';
import type { ActivityDeps } from './deps.ts';
import { whileBeating } from './heartbeat.ts';
import type { NextInput, StoreActivities, WorkActivities } from './types.ts';

/** Reads the rows of the task so far, so that a turn carries no history through the workflow. */
const readTurn = async ({ stores, registry }: ActivityDeps, input: NextInput): Promise<Turn> => {
  const { tenantId, taskId } = input;
  const [task, steps, outputs] = await Promise.all([
    stores.tasks.byId(tenantId, taskId),
    stores.traces.list(tenantId, taskId),
    stores.traces.readOutputs(tenantId, taskId),
  ]);
  if (!task) throw new AppError('not_found');
  const requester = await stores.members.byId(tenantId, task.requestedBy.memberId);
  const recalled = steps.find((step) => step.stepType === 'memory_recall');
  return {
    task,
    agent: input.agent,
    memories: (recalled?.details.memories ?? []) as readonly Memory[],
    exchanges: toExchanges(steps, outputs),
    actions: registry.list().filter((action) => action.enabled),
    locale: requester?.locale ?? 'en',
  };
};

const think = async (deps: ActivityDeps, input: NextInput, signal: AbortSignal): Promise<NextStep> => {
  const mind = deps.minds.get(input.agent.backend);
  if (!mind) throw new AppError('no_agent', { missing: input.agent.backend });
  return mind.next(await readTurn(deps, input), { signal });
};

export const createNextSteps = (
  deps: ActivityDeps,
): Pick<StoreActivities, 'nextLocal'> & Pick<WorkActivities, 'nextRemote'> => ({
  nextLocal: (input) => think(deps, input, AbortSignal.timeout(10_000)),
  nextRemote: (input) => whileBeating((signal) => think(deps, input, signal)),
});
