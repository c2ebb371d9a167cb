import type { AgentSkill } from '../../agent.ts';
import { AppError } from '../../errors.ts';
import type { TaskEnd, TaskStore, TraceStore } from '../../ports/stores.ts';
import { isTerminal, type Task, type TaskRequest } from '../../task.ts';
import type { TraceStep } from '../../trace.ts';
import { type MemoryState, pageOf, type TenantState } from './state.ts';

const newTask = (state: TenantState, request: TaskRequest): Task => ({
  id: request.taskId,
  tenantId: request.tenantId,
  number: state.tasks.size + 1,
  workflowId: request.workflowId,
  requestedBy: request.requestedBy,
  objective: request.objective,
  taskType: request.taskType,
  runbook: request.runbook ?? null,
  arguments: request.arguments ?? null,
  priority: request.priority,
  status: 'queued',
  agent: null,
  output: null,
  error: null,
  confidence: null,
  tokensUsed: 0,
  cost: 0,
  thread: request.thread ?? null,
  context: request.context ?? [],
  fingerprint: request.fingerprint,
  createdAt: request.requestedAt,
  startedAt: null,
  completedAt: null,
});

const learned = (skills: readonly AgentSkill[], used: TaskEnd['skillsUsed']): readonly AgentSkill[] => {
  const byName = new Map(skills.map((skill) => [skill.skillName, skill]));
  for (const { skillName, ok } of used) {
    const result = ok ? 1 : 0;
    const before = byName.get(skillName);
    const proficiency = before?.proficiency ?? 0.5;
    const timesUsed = before?.timesUsed ?? 0;
    byName.set(skillName, {
      skillName,
      proficiency: proficiency + 0.1 * (result - proficiency),
      timesUsed: timesUsed + 1,
      successRate: ((before?.successRate ?? 0) * timesUsed + result) / (timesUsed + 1),
    });
  }
  return [...byName.values()].sort((a, b) => (a.skillName < b.skillName ? -1 : 1));
};

export const createTaskFake = (memory: MemoryState): TaskStore => {
  const agentRef = (state: TenantState, id: string | null | undefined): Task['agent'] => {
    const agent = id ? state.agents.get(id) : undefined;
    return agent ? { id: agent.id, name: agent.name, backend: agent.backend } : null;
  };
  const addSteps = (state: TenantState, taskId: string, steps: readonly TraceStep[]): void => {
    const { id: tenantId } = state.tenant;
    if (!state.tasks.has(taskId)) throw new AppError('internal', {}, { cause: new Error('no such task') });
    for (const step of steps) {
      if (state.steps.some((row) => row.taskId === taskId && row.stepOrder === step.stepOrder)) continue;
      state.steps.push({ ...structuredClone(step), taskId, id: memory.nextId() });
      memory.announce({ topic: 'trace', tenantId, taskId, stepOrder: step.stepOrder });
    }
  };
  const change = (state: TenantState, before: Task, after: Task): void => {
    state.tasks.set(after.id, after);
    if (before.status === after.status && before.agent?.id === after.agent?.id) return;
    memory.announce({ topic: 'task', tenantId: state.tenant.id, taskId: after.id });
  };
  const find = async (tenantId: string, matches: (task: Task) => boolean): Promise<Task | null> =>
    [...memory.of(tenantId).tasks.values()].find(matches) ?? null;

  return {
    async insert(request) {
      const state = memory.of(request.tenantId);
      const known = [...state.tasks.values()].find((task) => task.workflowId === request.workflowId);
      if (known) return known;
      const task = structuredClone(newTask(state, request));
      state.tasks.set(task.id, task);
      if (request.thread) state.threadTask.set(request.thread.threadId, task.id);
      memory.announce({ topic: 'task', tenantId: request.tenantId, taskId: task.id });
      return task;
    },
    byId: (tenantId, id) => find(tenantId, (task) => task.id === id),
    byNumber: (tenantId, number) => find(tenantId, (task) => task.number === number),
    byWorkflowId: (tenantId, workflowId) => find(tenantId, (task) => task.workflowId === workflowId),
    async list(tenantId, filter) {
      const rows = [...memory.of(tenantId).tasks.values()]
        .filter((task) => !filter.status || filter.status.includes(task.status))
        .filter((task) => filter.agent === undefined || task.agent?.name === filter.agent)
        .filter((task) => !filter.priority || task.priority === filter.priority)
        .filter((task) => !filter.requestedBy || task.requestedBy.memberId === filter.requestedBy)
        .sort((a, b) => b.number - a.number);
      return pageOf(rows, (task) => task.number, filter);
    },
    async record(tenantId, taskId, steps, patch) {
      const state = memory.of(tenantId);
      addSteps(state, taskId, steps);
      const task = state.tasks.get(taskId);
      if (!task || isTerminal(task.status)) return;
      const { agentId, ...columns } = patch;
      change(state, task, {
        ...task,
        ...columns,
        ...(agentId === undefined ? {} : { agent: agentRef(state, agentId) }),
      });
    },
    async finish(tenantId, taskId, steps, end) {
      const state = memory.of(tenantId);
      addSteps(state, taskId, steps);
      const task = state.tasks.get(taskId);
      if (!task || isTerminal(task.status)) return;
      const { agentId, skillsUsed, memory: experience, ...columns } = end;
      const done: Task = { ...task, ...columns, agent: agentRef(state, agentId) ?? task.agent };
      change(state, task, done);
      const { thread } = task;
      if (thread && state.threadTask.get(thread.threadId) === taskId)
        state.threadTask.delete(thread.threadId);
      const agent = done.agent ? state.agents.get(done.agent.id) : undefined;
      if (!agent) return;
      state.agents.set(agent.id, { ...agent, skills: learned(agent.skills, skillsUsed) });
      if (!experience) return;
      const same = state.memories.findIndex(
        (row) =>
          row.agentId === agent.id && row.content === experience.content && row.trust === experience.trust,
      );
      if (same >= 0) state.memories.splice(same, 1);
      state.memories.push({
        ...experience,
        id: memory.nextId(),
        agentId: agent.id,
        memoryType: 'experience',
        createdAt: end.completedAt,
        accessCount: 0,
      });
    },
  };
};

export const createTraceFake = (memory: MemoryState): TraceStore => {
  const key = (taskId: string, stepOrder: number): string => `${taskId}/${stepOrder}`;
  return {
    async list(tenantId, taskId, after = 0) {
      return memory
        .of(tenantId)
        .steps.filter((step) => step.taskId === taskId && step.stepOrder > after)
        .sort((a, b) => a.stepOrder - b.stepOrder)
        .map(({ id: _id, taskId: _taskId, ...step }) => step);
    },
    async listForTenant(tenantId, { taskId, ...page }) {
      const rows = memory.of(tenantId).steps.filter((step) => taskId === undefined || step.taskId === taskId);
      return pageOf(rows.toReversed(), (step) => step.id, page);
    },
    async saveOutput(tenantId, taskId, stepOrder, content) {
      const { outputs } = memory.of(tenantId);
      if (!outputs.has(key(taskId, stepOrder))) outputs.set(key(taskId, stepOrder), content);
    },
    readOutput: async (tenantId, taskId, stepOrder) =>
      memory.of(tenantId).outputs.get(key(taskId, stepOrder)) ?? null,
    async readOutputs(tenantId, taskId) {
      const mine = [...memory.of(tenantId).outputs].filter(([name]) => name.startsWith(`${taskId}/`));
      return new Map(mine.map(([name, content]) => [Number(name.slice(taskId.length + 1)), content]));
    },
  };
};
