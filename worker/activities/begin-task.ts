import type { Memory } from '../../core/agent.ts';
import { chooseAgent, type DispatchChoice, type DispatchNeed } from '../../core/dispatch.ts';
import type { Failure } from '../../core/errors.ts';
import type { Task, TaskRequest } from '../../core/task.ts';
import { text } from '../../core/text.ts';
import type { TraceStep } from '../../core/trace.ts';
import type { ActivityDeps } from './deps.ts';
import type { BeginResult, StoreActivities } from './types.ts';

const MEMORY_LIMIT = 5;

/** The row, the agent, what it remembers: one database step, safe to repeat. */
export const createBeginTask =
  (deps: ActivityDeps): StoreActivities['beginTask'] =>
  async (request) => {
    const { stores, clock } = deps;
    const task = await stores.tasks.insert(request);
    const written = await stores.traces.list(request.tenantId, task.id);
    if (written.length > 0) return resume(task, written);
    const started = clock.now();
    const chosen = await dispatch(deps, request);
    if ('failure' in chosen) {
      return { number: task.number, agent: null, steps: [], memoryIds: [], failure: chosen.failure };
    }
    const { choice } = chosen;
    const dispatched = clock.now();
    const memories = await stores.agents.recall(
      request.tenantId,
      choice.agent.id,
      request.objective,
      MEMORY_LIMIT,
    );
    const recalled = clock.now();
    const steps = [
      dispatchedStep(choice, chosen.needed, dispatched, dispatched.getTime() - started.getTime()),
      recalledStep(choice, memories, recalled, recalled.getTime() - dispatched.getTime()),
    ];
    await stores.tasks.record(request.tenantId, task.id, steps, {
      status: choice.agent.backend === 'runbook' ? 'executing' : 'thinking',
      agentId: choice.agent.id,
      startedAt: started.toISOString(),
    });
    const { id, name, backend } = choice.agent;
    return {
      number: task.number,
      agent: { id, name, backend },
      steps,
      memoryIds: memories.map((memory) => memory.id),
      failure: null,
    };
  };

/** A repeat after a crash finds its own rows: dispatch and recall are not done again. */
const resume = (task: Task, written: readonly TraceStep[]): BeginResult => ({
  number: task.number,
  agent: task.agent,
  steps: written.slice(0, 2),
  memoryIds: [],
  failure: null,
});

const dispatch = async (
  { stores, runbook }: ActivityDeps,
  request: TaskRequest,
): Promise<{ choice: DispatchChoice; needed: number } | { failure: Failure }> => {
  const groupId = request.group ? await stores.agents.groupIdByName(request.tenantId, request.group) : null;
  if (request.group && !groupId)
    return { failure: { code: 'group_unknown', params: { name: request.group } } };
  const need = needOf(request, groupId, runbook(request.runbook ?? '')?.capabilities ?? []);
  const result = chooseAgent(await stores.agents.list(request.tenantId), need);
  if (result.kind === 'agent_unknown') {
    return { failure: { code: 'agent_unknown', params: { name: request.agent ?? '' } } };
  }
  if (result.kind === 'none') {
    return { failure: { code: 'no_agent', params: { missing: result.missing.join(', ') } } };
  }
  return { choice: result.choice, needed: need.capabilities.length };
};

/** An instance may be away: only who asks for the agent inside it gets it. */
const mindsFor = ({ agent }: TaskRequest): DispatchNeed['backends'] =>
  agent === undefined ? ['model'] : ['model', 'openclaw'];

const needOf = (
  request: TaskRequest,
  groupId: string | null,
  capabilities: readonly string[],
): DispatchNeed => ({
  capabilities,
  skills: request.taskType === 'action' && request.runbook ? [request.runbook.split('.')[0] ?? ''] : [],
  backends: request.taskType === 'general' ? mindsFor(request) : ['runbook'],
  objective: request.objective,
  agentName: request.agent ?? null,
  groupId,
});

const dispatchedStep = (choice: DispatchChoice, needed: number, at: Date, durationMs: number): TraceStep => ({
  stepOrder: 1,
  stepType: 'dispatched',
  agentId: choice.agent.id,
  details: {
    agent_name: choice.agent.name,
    score: choice.score,
    capabilities_matched: choice.matched,
    summary:
      needed > 0
        ? text('work.chosen', {
            matched: choice.matched.length,
            needed,
            success: choice.successRate === null ? 'unknown' : choice.successRate.toFixed(2),
          })
        : text('work.chosen_freely', { score: choice.score }),
  },
  durationMs,
  at: at.toISOString(),
});

const recalledStep = (
  choice: DispatchChoice,
  memories: readonly Memory[],
  at: Date,
  durationMs: number,
): TraceStep => ({
  stepOrder: 2,
  stepType: 'memory_recall',
  agentId: choice.agent.id,
  details: {
    count: memories.length,
    memories,
    summary: text('work.recalled', { count: memories.length }),
  },
  durationMs,
  at: at.toISOString(),
});
